/** An attack that asks about single concentrated fields. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.attack.bumps;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

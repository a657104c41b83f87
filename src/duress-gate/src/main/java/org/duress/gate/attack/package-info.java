/** The attacks tried on every gate slice, and the random fields beside them. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.gate.attack;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

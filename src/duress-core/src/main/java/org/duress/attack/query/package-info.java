/** Attacks that only ask the model. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.attack.query;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

/** A fragile copy of the model, which an attack must break to be believed. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.gate.canary;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

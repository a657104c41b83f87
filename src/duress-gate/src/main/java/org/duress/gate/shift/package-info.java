/** The model under natural shifts: asked batch by batch, counted subject by subject. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.gate.shift;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

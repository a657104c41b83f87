/** Sums over the gate slices, from which the evidence is made. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.gate.evidence;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

/**
 * What a perturbed slice comes to: rebuilt, segmented, compared with the labels; what it cost, and whether it counts.
 */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.gate.judge;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

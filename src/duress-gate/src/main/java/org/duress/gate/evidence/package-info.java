/** Sums over the gate slices, from which the evidence is made. */
@NullMarked
package org.duress.gate.evidence;

import org.jspecify.annotations.NullMarked;

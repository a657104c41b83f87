/** The attacks tried on every gate slice, and the random fields beside them. */
@NullMarked
package org.duress.gate.attack;

import org.jspecify.annotations.NullMarked;

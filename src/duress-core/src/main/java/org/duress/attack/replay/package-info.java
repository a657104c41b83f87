/** Tries perturbations that are known already. */
@NullMarked
package org.duress.attack.replay;

import org.jspecify.annotations.NullMarked;

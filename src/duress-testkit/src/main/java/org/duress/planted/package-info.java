/** Models whose robustness is known because they were built that way, and the gate's verdicts on them. */
@NullMarked
package org.duress.planted;

import org.jspecify.annotations.NullMarked;

/** Counterexamples: replayed at first, shrunk and kept at the end. */
@NullMarked
package org.duress.gate.keep;

import org.jspecify.annotations.NullMarked;

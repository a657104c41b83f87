/** What follows from the evidence. */
@NullMarked
package org.duress.gate.verdict;

import org.jspecify.annotations.NullMarked;

/** The model under test asked and counted, and what it does with the clean gate slices. */
@NullMarked
package org.duress.gate.baseline;

import org.jspecify.annotations.NullMarked;

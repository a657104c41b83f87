/**
 * Formulas, each once: pure functions on arrays, with their gradients where somebody follows them. What is reported is
 * the value of what is trained.
 */
@NullMarked
package org.duress.metric;

import org.jspecify.annotations.NullMarked;

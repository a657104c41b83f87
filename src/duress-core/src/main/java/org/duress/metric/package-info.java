/**
 * Formulas, each once: pure functions on arrays, with their gradients where somebody follows them. What is reported is
 * the value of what is trained.
 */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.metric;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

/** A differentiable substitute for a model that gives no gradients. */
@NullMarked
package org.duress.attack.substitute;

import org.jspecify.annotations.NullMarked;

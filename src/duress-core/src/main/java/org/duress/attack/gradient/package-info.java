/** Gradient ascent on the fields of each image, with the model's own gradients. */
@NullMarked
package org.duress.attack.gradient;

import org.jspecify.annotations.NullMarked;

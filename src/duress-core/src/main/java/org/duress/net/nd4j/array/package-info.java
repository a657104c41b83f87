/** What layers work with: tensors, parameters, scratch, and the way of floats to and from them. */
@NullMarked
package org.duress.net.nd4j.array;

import org.jspecify.annotations.NullMarked;

/** A layer for each op, in native operations of ND4J on preallocated arrays. */
@NullMarked
package org.duress.net.nd4j.layer;

import org.jspecify.annotations.NullMarked;

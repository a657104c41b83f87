/** The engine that is ND4J. Nobody names it: {@code META-INF/services} does. */
@NullMarked
package org.duress.net.nd4j;

import org.jspecify.annotations.NullMarked;

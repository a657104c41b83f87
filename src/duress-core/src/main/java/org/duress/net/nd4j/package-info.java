/** The engine that is ND4J. Nobody names it: {@code META-INF/services} does. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.net.nd4j;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

/** A layer for each op, in native operations of ND4J on preallocated arrays. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.net.nd4j.layer;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

/** What layers work with: tensors, parameters, scratch, and the way of floats to and from them. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.net.nd4j.array;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

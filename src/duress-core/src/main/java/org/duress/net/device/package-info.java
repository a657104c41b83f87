/** Where tensors live: the CPU or a GPU, decided once per JVM and before ND4J starts. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.net.device;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

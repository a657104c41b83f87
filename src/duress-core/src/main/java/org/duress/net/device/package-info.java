/** Where tensors live: the CPU or a GPU, decided once per JVM and before ND4J starts. */
@NullMarked
package org.duress.net.device;

import org.jspecify.annotations.NullMarked;

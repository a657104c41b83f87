/**
 * Models of Keras 2 and 3, HDF5 or zips of it, read by jHDF and lowered layer by layer from their configuration.
 *
 * <p>Not by Deeplearning4j's import 1.0.0-M2.1, which computes grouped convolutions, bilinear upsampling and PReLU
 * wrongly without a word, and needs HDF5's native library.
 */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.model.keras;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

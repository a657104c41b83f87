/** Keras 2 models in HDF5 files. */
@org.jspecify.annotations.NullMarked
package org.duress.model.keras;

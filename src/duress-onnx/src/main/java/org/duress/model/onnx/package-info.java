/** ONNX models: read as data, lowered for each image size, and compared with ONNX Runtime before they are used. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.model.onnx;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

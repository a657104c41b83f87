/** ONNX models: read as data, lowered for each image size, and compared with ONNX Runtime before they are used. */
@org.jspecify.annotations.NullMarked
package org.duress.model.onnx;

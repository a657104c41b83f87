package org.duress.model.onnx;

import ai.onnx.proto.OnnxMl;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import org.duress.DuressException;
import org.duress.model.lowering.graph.Constant;

/** Reads the numbers of a file's tensors. */
final class Numbers {
    /** Whole numbers of one tensor: indices and shapes, each read as a long of 8 bytes. */
    private static final int MOST_WHOLE = 1 << 20;

    private Numbers() {}

    /**
     * Reads a tensor of a file.
     *
     * @param where what messages call it
     * @throws DuressException if its numbers lie elsewhere, do not fit its shape, or are of a type without numbers
     */
    static Constant of(OnnxMl.TensorProto tensor, String where) {
        if (tensor.getDataLocation() == OnnxMl.TensorProto.DataLocation.EXTERNAL) {
            throw new DuressException(where + " keeps its numbers in another file; save the model as one file"
                    + " (Python: onnx.save_model(onnx.load(path), path, save_as_external_data=False))");
        }
        int[] shape = new int[tensor.getDimsCount()];
        long count = 1;
        for (int d = 0; d < shape.length; d++) {
            long size = tensor.getDims(d);
            // Bounded before it is multiplied, so that nothing overflows.
            if (size < 0 || size > Integer.MAX_VALUE || (count *= size) > Integer.MAX_VALUE) {
                throw new DuressException(where + " has the impossible shape " + tensor.getDimsList()
                        + "; the file is damaged, export the model again");
            }
            shape[d] = (int) size;
        }
        return new Source(tensor, where, (int) count).read(shape);
    }

    private record Source(OnnxMl.TensorProto tensor, String where, int count) {
        Constant read(int[] shape) {
            OnnxMl.TensorProto.DataType type = OnnxMl.TensorProto.DataType.forNumber(tensor.getDataType());
            if (type == null) {
                throw unreadable();
            }
            // A slice: the bytes may be part of a larger file, and are read by their place.
            ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN);
            boolean packed = tensor.hasRawData();
            return switch (type) {
                case FLOAT ->
                    floats(
                            shape,
                            4,
                            tensor.getFloatDataCount(),
                            packed ? i -> raw.getFloat(4 * i) : tensor::getFloatData);
                case DOUBLE ->
                    floats(
                            shape,
                            8,
                            tensor.getDoubleDataCount(),
                            packed ? i -> raw.getDouble(8 * i) : tensor::getDoubleData);
                case FLOAT16 ->
                    floats(
                            shape,
                            2,
                            tensor.getInt32DataCount(),
                            i -> Constant.half((short) (packed ? raw.getShort(2 * i) : tensor.getInt32Data(i))));
                case BFLOAT16 ->
                    floats(
                            shape,
                            2,
                            tensor.getInt32DataCount(),
                            i -> Float.intBitsToFloat((packed ? raw.getShort(2 * i) : tensor.getInt32Data(i)) << 16));
                case INT64 ->
                    longs(
                            shape,
                            8,
                            tensor.getInt64DataCount(),
                            packed ? i -> raw.getLong(8 * i) : tensor::getInt64Data);
                case INT32 ->
                    longs(shape, 4, tensor.getInt32DataCount(), packed ? i -> raw.getInt(4 * i) : tensor::getInt32Data);
                case INT16 ->
                    longs(
                            shape,
                            2,
                            tensor.getInt32DataCount(),
                            packed ? i -> raw.getShort(2 * i) : tensor::getInt32Data);
                case UINT16 ->
                    longs(
                            shape,
                            2,
                            tensor.getInt32DataCount(),
                            packed ? i -> raw.getShort(2 * i) & 0xffff : tensor::getInt32Data);
                case INT8, UINT8 -> bytes(shape, type == OnnxMl.TensorProto.DataType.INT8, raw, packed);
                case BOOL ->
                    longs(shape, 1, tensor.getInt32DataCount(), packed ? i -> raw.get(i) & 0xff : tensor::getInt32Data);
                default -> throw unreadable();
            };
        }

        /** Weights of a quantised model are so many that they take a float each and not a long; it holds them all. */
        private Constant bytes(int[] shape, boolean signed, ByteBuffer raw, boolean packed) {
            IntToLongFunction at = packed ? i -> signed ? raw.get(i) : raw.get(i) & 0xff : tensor::getInt32Data;
            return count > MOST_WHOLE
                    ? floats(shape, 1, tensor.getInt32DataCount(), i -> at.applyAsLong(i))
                    : longs(shape, 1, tensor.getInt32DataCount(), at);
        }

        private Constant floats(int[] shape, int bytes, int typed, IntToDoubleFunction at) {
            requireAll(bytes, typed);
            return Constant.floats(shape, at);
        }

        private Constant longs(int[] shape, int bytes, int typed, IntToLongFunction at) {
            requireAll(bytes, typed);
            if (count > MOST_WHOLE) {
                throw new DuressException(where + " has " + count + " whole numbers of more than 8 bits, which no"
                        + " segmentation model needs; " + OnnxNode.NOT_QUANTISED);
            }
            return Constant.longs(shape, at);
        }

        private void requireAll(int bytes, int typed) {
            boolean all = tensor.hasRawData() ? tensor.getRawData().size() == (long) bytes * count : typed == count;
            if (!all) {
                throw new DuressException(where + " does not hold the numbers that its shape " + tensor.getDimsList()
                        + " asks for; the file is damaged, export the model again");
            }
        }

        private DuressException unreadable() {
            return new DuressException(where + " has numbers of type " + typeName(tensor.getDataType())
                    + ", which cannot be read; export the model in float32");
        }
    }

    /** How messages name a type of elements. */
    static String typeName(int type) {
        OnnxMl.TensorProto.DataType known = OnnxMl.TensorProto.DataType.forNumber(type);
        return known == null ? String.valueOf(type) : known.name().toLowerCase(Locale.ROOT);
    }
}

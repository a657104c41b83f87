package org.duress.net.nd4j.array;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Moves floats between the heap and tensors; one bulk copy on the CPU, through the host copy on a GPU. Zeros too. */
public final class Transfer {
    private Transfer() {}

    /** Copies a tensor that lies contiguously in memory (row-major) to the heap. */
    public static float[] read(INDArray from) {
        float[] to = new float[(int) from.length()];
        read(from, to, 0);
        return to;
    }

    /** Copies a tensor that lies contiguously in memory (row-major) to a place in an array on the heap. */
    public static void read(INDArray from, float[] to, int at) {
        requireContiguous(from);
        Nd4j.getAffinityManager().ensureLocation(from, AffinityManager.Location.HOST);
        pointer(from).get(to, at, (int) from.length());
    }

    /** Copies from the heap into a tensor that lies contiguously in memory (row-major). */
    public static void write(float[] from, INDArray to) {
        if (from.length != to.length()) {
            throw new IllegalArgumentException(from.length + " values do not fit a tensor of " + to.length());
        }
        write(from, 0, to);
    }

    /** Copies from a place in an array on the heap into a tensor that lies contiguously in memory (row-major). */
    public static void write(float[] from, int at, INDArray to) {
        requireContiguous(to);
        Nd4j.getAffinityManager().ensureLocation(to, AffinityManager.Location.HOST);
        pointer(to).put(from, at, (int) to.length());
        Nd4j.getAffinityManager().tagLocation(to, AffinityManager.Location.HOST);
    }

    /** Sets all values of a tensor to 0, many times faster than the native assignment of a number. */
    public static void clear(INDArray tensor) {
        Nd4j.getMemoryManager().memset(tensor);
    }

    @SuppressWarnings("resource") // borrows the tensor's own memory
    static FloatPointer pointer(INDArray array) {
        // A fresh Pointer at a view's own start: the position of the buffer's pointer is shared state.
        return new FloatPointer(array.data().addressPointer());
    }

    static void requireContiguous(INDArray array) {
        if (array.ordering() != 'c' || array.elementWiseStride() != 1) {
            throw new IllegalArgumentException("tensor of shape " + array.shapeInfoToString() + " is not contiguous");
        }
    }
}

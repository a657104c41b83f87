package org.duress.net.nd4j.array;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The numbers of a tensor that lies contiguously in main memory (row-major), some of them at a time on the heap: for
 * loops that the compiler makes faster than native operations are. For any number of threads.
 */
public final class HostFloats {
    private final FloatPointer first;
    private final long length;

    private HostFloats(FloatPointer first, long length) {
        this.first = first;
        this.length = length;
    }

    /** Of a tensor; on a GPU of its copy in main memory. */
    public static HostFloats of(INDArray tensor) {
        Transfer.requireContiguous(tensor);
        Nd4j.getAffinityManager().ensureLocation(tensor, AffinityManager.Location.HOST);
        return new HostFloats(Transfer.pointer(tensor), tensor.length());
    }

    /** Numbers in the tensor. */
    public long length() {
        return length;
    }

    /** Copies so many from a place on to the heap. */
    @SuppressWarnings("resource") // borrows the tensor's own memory
    public void read(long from, float[] to, int at, int count) {
        new FloatPointer(first).position(from).get(to, at, count);
    }

    /** Copies so many from the heap to a place. */
    @SuppressWarnings("resource") // borrows the tensor's own memory
    public void write(float[] from, int at, long to, int count) {
        new FloatPointer(first).position(to).put(from, at, count);
    }
}

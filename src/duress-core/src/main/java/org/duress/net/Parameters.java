package org.duress.net;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Named tensors that lie side by side in one flat vector, so that an optimiser updates all of them with one op. */
final class Parameters {
    private final Map<String, long[]> shapes;
    private final INDArray flat;
    private final Map<String, INDArray> views = new LinkedHashMap<>();

    /** Zeros of the given shapes, in the map's order. */
    Parameters(Map<String, long[]> shapes) {
        Device.resolved(); // every network begins here, before ND4J does
        this.shapes = Collections.unmodifiableMap(new LinkedHashMap<>(shapes));
        flat = Nd4j.create(DataType.FLOAT, length(shapes));
        long offset = 0;
        for (Map.Entry<String, long[]> entry : shapes.entrySet()) {
            long end = offset + length(entry.getValue());
            views.put(
                    entry.getKey(), flat.get(NDArrayIndex.interval(offset, end)).reshape('c', entry.getValue()));
            offset = end;
        }
    }

    /** All values in one vector. */
    INDArray flat() {
        return flat;
    }

    /** A view; writing to it writes to the flat vector. */
    INDArray get(String name) {
        INDArray view = views.get(name);
        if (view == null) {
            throw new IllegalArgumentException("no parameter '" + name + "'");
        }
        return view;
    }

    Map<String, INDArray> views() {
        return views;
    }

    Map<String, long[]> shapes() {
        return shapes;
    }

    /**
     * Values of the flat vector, which has one where there are none.
     *
     * @throws IllegalArgumentException if no vector can have so many
     */
    static long length(Map<String, long[]> shapes) {
        return Math.max(
                1, shapes.values().stream().mapToLong(Parameters::length).reduce(0, Parameters::sum));
    }

    private static long sum(long a, long b) {
        if (a + b > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("the graph has more values than an array can hold");
        }
        return a + b;
    }

    /**
     * Values of one tensor.
     *
     * @throws IllegalArgumentException if no vector can have so many
     */
    static long length(long[] shape) {
        long length = 1;
        for (long size : shape) {
            if (size > Integer.MAX_VALUE || length * size > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("the graph has more values than an array can hold");
            }
            length *= size;
        }
        return length;
    }
}

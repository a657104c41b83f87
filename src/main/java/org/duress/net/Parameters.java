package org.duress.net;

import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Named tensors that lie side by side in one flat vector, so that an optimiser updates all of them with one op. */
final class Parameters {
    private final INDArray flat;
    private final Map<String, INDArray> views = new LinkedHashMap<>();

    /** Zeros of the given shapes, in the map's order. */
    Parameters(Map<String, long[]> shapes) {
        Device.resolved(); // every network begins here, before ND4J does
        long length = shapes.values().stream().mapToLong(Parameters::length).sum();
        flat = Nd4j.create(DataType.FLOAT, Math.max(1, length));
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

    private static long length(long[] shape) {
        long length = 1;
        for (long size : shape) {
            length *= size;
        }
        return length;
    }
}

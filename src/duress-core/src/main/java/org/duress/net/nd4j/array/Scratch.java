package org.duress.net.nd4j.array;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Arrays that live only within one layer's forward or backward, shared by all layers of a workspace. */
public final class Scratch {
    private final Map<String, INDArray> arrays = new HashMap<>();

    /** An array of this shape; arrays of different slots never share memory. Its content is whatever was left. */
    public INDArray get(int slot, long... shape) {
        return arrays.computeIfAbsent(slot + Arrays.toString(shape), key -> Nd4j.create(DataType.FLOAT, shape));
    }
}

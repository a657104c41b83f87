package org.duress.net.nd4j.array;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.duress.net.Engine;
import org.nd4j.common.util.ArrayUtil;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Named tensors that lie side by side in one flat vector, so that an optimiser updates all of them with one op. */
public final class Parameters implements Engine.Values {
    private final INDArray flat;
    private final Map<String, INDArray> views = new LinkedHashMap<>();
    private final Map<String, Derived> derived = new HashMap<>();
    private long version;

    /** Made of the values as they were at a version. */
    private static final class Derived {
        private final INDArray array;
        private long version = -1;

        Derived(long[] shape) {
            array = Nd4j.create(DataType.FLOAT, shape);
        }
    }

    /** Zeros of the given shapes, in the map's order. The vector has one value where there are none. */
    public Parameters(Map<String, long[]> shapes) {
        long length = shapes.values().stream().mapToLong(ArrayUtil::prodLong).sum();
        flat = Nd4j.create(DataType.FLOAT, Math.max(1, length));
        long offset = 0;
        for (Map.Entry<String, long[]> entry : shapes.entrySet()) {
            long end = offset + ArrayUtil.prodLong(entry.getValue());
            views.put(
                    entry.getKey(), flat.get(NDArrayIndex.interval(offset, end)).reshape('c', entry.getValue()));
            offset = end;
        }
    }

    /** All values in one vector. Whoever writes to it calls {@link #changed()}. */
    public INDArray flat() {
        return flat;
    }

    /** A view. Whoever writes to it writes to the flat vector, and calls {@link #changed()}. */
    public INDArray get(String name) {
        INDArray view = views.get(name);
        if (view == null) {
            throw new IllegalArgumentException("no parameter '" + name + "'");
        }
        return view;
    }

    /**
     * Something made of the values: once for all who work with them, and again when they have changed.
     *
     * @param name that belongs to this shape and maker alone
     * @param make writes all of it
     */
    public synchronized INDArray derived(String name, long[] shape, Consumer<INDArray> make) {
        Derived own = derived.computeIfAbsent(name, key -> new Derived(shape));
        if (own.version != version) {
            make.accept(own.array);
            own.version = version;
        }
        return own.array;
    }

    /** Makes what was derived from the values stale. */
    public synchronized void changed() {
        version++;
    }

    @Override
    public float[] read() {
        return Transfer.read(flat);
    }

    @Override
    public void write(float[] values) {
        Transfer.write(values, flat);
        changed();
    }

    @Override
    public float[] read(String name) {
        return Transfer.read(get(name));
    }

    @Override
    public void write(String name, float[] values) {
        Transfer.write(values, get(name));
        changed();
    }

    @Override
    public void scale(String name, double factor) {
        get(name).muli(factor);
        changed();
    }

    @Override
    public void clip(double bound) {
        Nd4j.exec(DynamicCustomOp.builder("clipbyvalue")
                .addInputs(flat)
                .addOutputs(flat)
                .addFloatingPointArguments(-bound, bound)
                .build());
        changed();
    }
}

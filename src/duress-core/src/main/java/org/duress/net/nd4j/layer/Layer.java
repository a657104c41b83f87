package org.duress.net.nd4j.layer;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.duress.net.Engine;
import org.duress.net.nd4j.array.Place;
import org.duress.net.nd4j.array.Scratch;
import org.duress.net.nd4j.array.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** One node at work on fixed arrays. */
abstract class Layer implements Engine.Layer {
    private final Place at;
    private final PreparedOps<NativeOp> prepared = new PreparedOps<>();

    Layer(Place at) {
        this.at = at;
    }

    @Override
    public final boolean reached() {
        return output().filled();
    }

    final Tensor input() {
        return at.inputs().get(0);
    }

    final List<Tensor> inputs() {
        return at.inputs();
    }

    final Tensor output() {
        return at.output();
    }

    /** Images that planes belong to. */
    final int batch() {
        return at.batch();
    }

    /** The rows of all planes of an image one below the other: {@code [batch, planes * rows, columns, channels]}. */
    final INDArray inRows(INDArray x) {
        return x.reshape('c', batch(), x.size(0) / batch() * x.size(1), x.size(2), x.size(3));
    }

    final Scratch scratch() {
        return at.scratch();
    }

    /** Writes to an input's gradient where nothing is there yet, else adds. */
    final void emit(Tensor input, Consumer<INDArray> write) {
        if (input.filled()) {
            INDArray part = scratch().get(9, input.shape());
            write.accept(part);
            INDArray sum = input.gradient();
            run("sum", () -> NativeOp.sum(sum, part, sum), sum, part);
        } else {
            write.accept(input.gradient());
            input.filled(true);
        }
    }

    /**
     * Runs an op on arrays that are the same objects in every pass.
     *
     * @param name tells it from the layer's other ops on the same arrays
     * @param make prepares it, once
     * @param arrays all of its arrays that are not the layer's own weights
     */
    final void run(String name, Supplier<NativeOp> make, INDArray... arrays) {
        prepared.get(name, make, arrays).run();
    }

    static void run(String op, INDArray[] in, INDArray[] out, int... integers) {
        Nd4j.exec(op(op, in, out, integers));
    }

    /** A 1 x 1 convolution: a linear map of the channels, kernel {@code [1, 1, in, out]}. */
    static void pointwise(INDArray x, INDArray kernel, INDArray to) {
        run("conv2d", new INDArray[] {x, kernel}, new INDArray[] {to}, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0);
    }

    static CustomOp op(String op, INDArray[] in, INDArray[] out, int... integers) {
        return DynamicCustomOp.builder(op)
                .addInputs(in)
                .addOutputs(out)
                .addIntegerArguments(integers)
                .build();
    }
}

package org.duress.net;

import java.util.List;
import java.util.function.Consumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** One node at work on fixed arrays. */
abstract class Layer {
    private final List<Tensor> inputs;
    private final Tensor output;
    private final Scratch scratch;

    Layer(List<Tensor> inputs, Tensor output, Scratch scratch) {
        this.inputs = inputs;
        this.output = output;
        this.scratch = scratch;
    }

    /** Computes the output's values from the inputs'. */
    abstract void forward(Statistics statistics);

    /**
     * Adds to the inputs' gradients what the output's gradient implies, and writes the gradients of the weights.
     *
     * @param statistics as in the forward pass
     * @param weights whether the weights' gradients are wanted
     * @param input for each input, whether its gradient is wanted
     */
    abstract void backward(Statistics statistics, boolean weights, boolean[] input);

    final Tensor input() {
        return inputs.get(0);
    }

    final List<Tensor> inputs() {
        return inputs;
    }

    final Tensor output() {
        return output;
    }

    final Scratch scratch() {
        return scratch;
    }

    /** Writes to an input's gradient where nothing is there yet, else adds. */
    final void emit(Tensor input, Consumer<INDArray> write) {
        if (input.filled()) {
            INDArray part = scratch.get(9, input.shape());
            write.accept(part);
            input.gradient().addi(part);
        } else {
            write.accept(input.gradient());
            input.filled(true);
        }
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

package org.duress.net;

import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMultiplication;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.api.ops.impl.transforms.gradient.LeakyReLUDerivative;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Tanh;
import org.nd4j.linalg.factory.Nd4j;

/** Layers that act on each pixel by itself. */
final class PointLayers {
    private PointLayers() {}

    /** Written as a maximum: the native leaky ReLU is twelve times slower. May compute in place. */
    static final class LeakyRelu extends Layer {
        private final double slope;

        LeakyRelu(double slope, List<Tensor> inputs, Tensor output, Scratch scratch) {
            super(inputs, output, scratch);
            this.slope = slope;
        }

        @Override
        void forward(Statistics statistics) {
            INDArray x = input().values();
            INDArray scaled = scratch().get(0, x.shape());
            Nd4j.getExecutioner().exec(new ScalarMultiplication(x, null, scaled, slope));
            run("maximum", new INDArray[] {x, scaled}, new INDArray[] {output().values()});
        }

        @Override
        void backward(Statistics statistics, boolean weights, boolean[] wantInput) {
            if (!wantInput[0]) {
                return;
            }
            // The output has the input's sign, so its derivative can be read off the output.
            INDArray y = output().values();
            INDArray derivative = scratch().get(0, y.shape());
            // The native derivative takes slope 0 for 'use the default'.
            Nd4j.getExecutioner()
                    .exec(slope == 0 ? new Step(y, derivative, 0.0) : new LeakyReLUDerivative(y, derivative, slope));
            emit(input(), to -> output().gradient().mul(derivative, to));
        }
    }

    static final class TanhLayer extends Layer {
        TanhLayer(List<Tensor> inputs, Tensor output, Scratch scratch) {
            super(inputs, output, scratch);
        }

        @Override
        void forward(Statistics statistics) {
            Nd4j.getExecutioner().exec(new Tanh(input().values(), output().values()));
        }

        @Override
        void backward(Statistics statistics, boolean weights, boolean[] wantInput) {
            if (!wantInput[0]) {
                return;
            }
            INDArray y = output().values();
            INDArray derivative = scratch().get(0, y.shape());
            y.mul(y, derivative);
            derivative.rsubi(1);
            emit(input(), to -> output().gradient().mul(derivative, to));
        }
    }

    static final class SigmoidLayer extends Layer {
        SigmoidLayer(List<Tensor> inputs, Tensor output, Scratch scratch) {
            super(inputs, output, scratch);
        }

        @Override
        void forward(Statistics statistics) {
            Nd4j.getExecutioner().exec(new Sigmoid(input().values(), output().values()));
        }

        @Override
        void backward(Statistics statistics, boolean weights, boolean[] wantInput) {
            if (!wantInput[0]) {
                return;
            }
            INDArray y = output().values();
            INDArray derivative = scratch().get(0, y.shape());
            y.rsub(1, derivative);
            derivative.muli(y);
            emit(input(), to -> output().gradient().mul(derivative, to));
        }
    }

    /** The sum over channels in the pullback is a 1 x 1 convolution with ones: reductions of short rows are slow. */
    static final class SoftmaxLayer extends Layer {
        private final INDArray ones;

        SoftmaxLayer(List<Tensor> inputs, Tensor output, Scratch scratch) {
            super(inputs, output, scratch);
            long channels = output.shape()[3];
            ones = Nd4j.ones(DataType.FLOAT, 1, 1, channels, channels);
        }

        @Override
        void forward(Statistics statistics) {
            run("softmax", new INDArray[] {input().values()}, new INDArray[] {output().values()}, 3);
        }

        @Override
        void backward(Statistics statistics, boolean weights, boolean[] wantInput) {
            if (!wantInput[0]) {
                return;
            }
            INDArray s = output().values();
            INDArray g = output().gradient();
            INDArray gs = scratch().get(0, s.shape());
            INDArray sum = scratch().get(1, s.shape());
            g.mul(s, gs);
            run("conv2d", new INDArray[] {gs, ones}, new INDArray[] {sum}, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0);
            sum.muli(s);
            emit(input(), to -> gs.sub(sum, to));
        }
    }

    static final class AddLayer extends Layer {
        AddLayer(List<Tensor> inputs, Tensor output, Scratch scratch) {
            super(inputs, output, scratch);
        }

        @Override
        void forward(Statistics statistics) {
            INDArray out = output().values();
            out.assign(input().values());
            for (int i = 1; i < inputs().size(); i++) {
                out.addi(inputs().get(i).values());
            }
        }

        @Override
        void backward(Statistics statistics, boolean weights, boolean[] wantInput) {
            for (int i = 0; i < inputs().size(); i++) {
                if (wantInput[i]) {
                    emit(inputs().get(i), to -> to.assign(output().gradient()));
                }
            }
        }
    }

    static final class MultiplyLayer extends Layer {
        MultiplyLayer(List<Tensor> inputs, Tensor output, Scratch scratch) {
            super(inputs, output, scratch);
        }

        @Override
        void forward(Statistics statistics) {
            input().values().mul(inputs().get(1).values(), output().values());
        }

        @Override
        void backward(Statistics statistics, boolean weights, boolean[] wantInput) {
            for (int i = 0; i < 2; i++) {
                if (wantInput[i]) {
                    INDArray other = inputs().get(1 - i).values();
                    emit(inputs().get(i), to -> output().gradient().mul(other, to));
                }
            }
        }
    }
}

package org.duress.net.nd4j.layer;

import org.duress.net.Op;
import org.duress.net.Statistics;
import org.duress.net.nd4j.array.Place;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMax;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMin;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMultiplication;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.api.ops.impl.transforms.gradient.LeakyReLUDerivative;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.api.ops.impl.transforms.strict.SoftPlus;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Tanh;
import org.nd4j.linalg.factory.Nd4j;

/** Layers that act on each pixel by itself. */
final class PointLayers {
    private PointLayers() {}

    /** A function of each number by itself. */
    private abstract static class Pointwise extends Layer {
        Pointwise(Place at) {
            super(at);
        }

        @Override
        public final void forward(Statistics statistics) {
            values(input().values(), output().values());
        }

        @Override
        public final void backward(Statistics statistics, boolean weights, boolean[] wantInput) {
            if (wantInput[0]) {
                INDArray y = output().values();
                INDArray derivative = scratch().get(0, y.shape());
                derivative(input().values(), y, derivative);
                INDArray g = output().gradient();
                emit(input(), to -> run("chain", () -> NativeOp.product(g, derivative, to), g, derivative, to));
            }
        }

        abstract void values(INDArray x, INDArray y);

        /** Writes the derivative at x, whose value is y; x holds y where the layer computes in place. */
        abstract void derivative(INDArray x, INDArray y, INDArray to);
    }

    /** Written as a maximum: the native leaky ReLU is twelve times slower. May compute in place. */
    static final class LeakyRelu extends Pointwise {
        private final double slope;

        LeakyRelu(double slope, Place at) {
            super(at);
            this.slope = slope;
        }

        @Override
        void values(INDArray x, INDArray y) {
            INDArray scaled = scratch().get(0, x.shape());
            Nd4j.getExecutioner().exec(new ScalarMultiplication(x, null, scaled, slope));
            run("larger", () -> NativeOp.of("maximum", new INDArray[] {x, scaled}, new INDArray[] {y}), x, scaled, y);
        }

        /** The output has the input's sign. The native derivative takes slope 0 for 'use the default'. */
        @Override
        void derivative(INDArray x, INDArray y, INDArray to) {
            Nd4j.getExecutioner().exec(slope == 0 ? new Step(y, to, 0.0) : new LeakyReLUDerivative(y, to, slope));
        }
    }

    static final class TanhLayer extends Pointwise {
        TanhLayer(Place at) {
            super(at);
        }

        @Override
        void values(INDArray x, INDArray y) {
            Nd4j.getExecutioner().exec(new Tanh(x, y));
        }

        @Override
        void derivative(INDArray x, INDArray y, INDArray to) {
            y.mul(y, to);
            to.rsubi(1);
        }
    }

    static final class SigmoidLayer extends Pointwise {
        SigmoidLayer(Place at) {
            super(at);
        }

        @Override
        void values(INDArray x, INDArray y) {
            Nd4j.getExecutioner().exec(new Sigmoid(x, y));
        }

        @Override
        void derivative(INDArray x, INDArray y, INDArray to) {
            y.rsub(1, to);
            to.muli(y);
        }
    }

    /** The derivative is read off the output: below 0 it is {@code y + alpha}. */
    static final class EluLayer extends Pointwise {
        private final double alpha;

        EluLayer(double alpha, Place at) {
            super(at);
            this.alpha = alpha;
        }

        @Override
        void values(INDArray x, INDArray y) {
            Nd4j.exec(DynamicCustomOp.builder("elu")
                    .addInputs(x)
                    .addOutputs(y)
                    .addFloatingPointArguments(alpha)
                    .build());
        }

        @Override
        void derivative(INDArray x, INDArray y, INDArray to) {
            INDArray above = scratch().get(1, y.shape());
            clip(y, to, Double.NEGATIVE_INFINITY, 0);
            Nd4j.getExecutioner().exec(new Step(y, above, 0.0));
            above.muli(1 - alpha);
            to.addi(above).addi(alpha);
        }
    }

    /** Flat at the bounds too. */
    static final class ClipLayer extends Pointwise {
        private final double low;
        private final double high;

        ClipLayer(Op.Clip op, Place at) {
            super(at);
            this.low = op.low();
            this.high = op.high();
        }

        @Override
        void values(INDArray x, INDArray y) {
            clip(x, y, low, high);
        }

        @Override
        void derivative(INDArray x, INDArray y, INDArray to) {
            to.assign(1);
            if (low > -Float.MAX_VALUE) {
                Nd4j.getExecutioner().exec(new Step(x, to, low));
            }
            if (high < Float.MAX_VALUE) {
                INDArray below = scratch().get(1, x.shape());
                x.mul(-1, below);
                Nd4j.getExecutioner().exec(new Step(below, below, -high));
                to.muli(below);
            }
        }
    }

    private static void clip(INDArray x, INDArray to, double low, double high) {
        Nd4j.exec(DynamicCustomOp.builder("clipbyvalue")
                .addInputs(x)
                .addOutputs(to)
                .addFloatingPointArguments(Math.max(low, -Float.MAX_VALUE), Math.min(high, Float.MAX_VALUE))
                .build());
    }

    static final class SoftplusLayer extends Pointwise {
        private static final double LINEAR_FROM = 30;

        SoftplusLayer(Place at) {
            super(at);
        }

        /** In two parts, since the native op is infinite from 89 on; above 30 a float cannot tell it from its input. */
        @Override
        void values(INDArray x, INDArray y) {
            INDArray beyond = scratch().get(0, x.shape());
            Nd4j.getExecutioner().exec(new ScalarMin(x, null, y, LINEAR_FROM));
            Nd4j.getExecutioner().exec(new SoftPlus(y, y));
            Nd4j.getExecutioner().exec(new ScalarMax(x, null, beyond, LINEAR_FROM));
            y.addi(beyond.subi(LINEAR_FROM));
        }

        @Override
        void derivative(INDArray x, INDArray y, INDArray to) {
            Nd4j.getExecutioner().exec(new Sigmoid(x, to));
        }
    }

    static final class ErfLayer extends Pointwise {
        ErfLayer(Place at) {
            super(at);
        }

        @Override
        void values(INDArray x, INDArray y) {
            Nd4j.getExecutioner().exec(new Erf(x, y));
        }

        @Override
        void derivative(INDArray x, INDArray y, INDArray to) {
            x.mul(x, to);
            to.negi();
            Nd4j.getExecutioner().exec(new Exp(to, to));
            to.muli(2 / Math.sqrt(Math.PI));
        }
    }

    /** The sum over channels in the pullback is a 1 x 1 convolution with ones: reductions of short rows are slow. */
    static final class SoftmaxLayer extends Layer {
        private final INDArray ones;

        SoftmaxLayer(Place at) {
            super(at);
            long channels = output().shape()[3];
            ones = Nd4j.ones(DataType.FLOAT, 1, 1, channels, channels);
        }

        @Override
        public void forward(Statistics statistics) {
            INDArray x = input().values();
            INDArray y = output().values();
            run("softmax", () -> NativeOp.of("softmax", new INDArray[] {x}, new INDArray[] {y}, 3), x, y);
        }

        @Override
        public void backward(Statistics statistics, boolean weights, boolean[] wantInput) {
            if (!wantInput[0]) {
                return;
            }
            INDArray s = output().values();
            INDArray g = output().gradient();
            INDArray gs = scratch().get(0, s.shape());
            INDArray sum = scratch().get(1, s.shape());
            g.mul(s, gs);
            pointwise(gs, ones, sum);
            sum.muli(s);
            emit(input(), to -> gs.sub(sum, to));
        }
    }

    /** May compute in place. */
    static final class AddLayer extends Layer {
        AddLayer(Place at) {
            super(at);
        }

        @Override
        public void forward(Statistics statistics) {
            INDArray out = output().values();
            if (out != input().values()) {
                out.assign(input().values());
            }
            for (int i = 1; i < inputs().size(); i++) {
                INDArray more = inputs().get(i).values();
                run("add", () -> NativeOp.sum(out, more, out), out, more);
            }
        }

        @Override
        public void backward(Statistics statistics, boolean weights, boolean[] wantInput) {
            for (int i = 0; i < inputs().size(); i++) {
                if (wantInput[i]) {
                    emit(inputs().get(i), to -> to.assign(output().gradient()));
                }
            }
        }
    }

    /** The second factor may have one pixel or one channel: it is spread to all, and its gradient summed over all. */
    static final class MultiplyLayer extends Layer {
        private final boolean onePixel;
        private final boolean oneChannel;
        private final INDArray[] ones;

        MultiplyLayer(Place at) {
            super(at);
            long[] shape = output().shape();
            long[] second = inputs().get(1).shape();
            onePixel = second[0] * second[1] * second[2] < shape[0] * shape[1] * shape[2];
            oneChannel = second[3] < shape[3];
            ones = oneChannel
                    ? new INDArray[] {
                        Nd4j.ones(DataType.FLOAT, 1, 1, 1, shape[3]), Nd4j.ones(DataType.FLOAT, 1, 1, shape[3], 1)
                    }
                    : new INDArray[0];
        }

        @Override
        public void forward(Statistics statistics) {
            input().values().mul(second(), output().values());
        }

        private INDArray second() {
            INDArray second = inputs().get(1).values();
            long[] shape = output().shape();
            if (oneChannel) {
                INDArray wide = scratch().get(0, second.size(0), second.size(1), second.size(2), shape[3]);
                pointwise(second, ones[0], wide);
                second = wide;
            }
            if (onePixel) {
                INDArray large = scratch().get(1, shape);
                INDArray all = inRows(large);
                INDArray[] in = {second};
                run("tile", in, new INDArray[] {all}, 1, (int) all.size(1), (int) all.size(2), 1);
                second = large;
            }
            return second;
        }

        @Override
        public void backward(Statistics statistics, boolean weights, boolean[] wantInput) {
            INDArray g = output().gradient();
            if (wantInput[0]) {
                emit(input(), to -> g.mul(second(), to));
            }
            if (!wantInput[1]) {
                return;
            }
            if (!onePixel && !oneChannel) {
                emit(inputs().get(1), to -> g.mul(input().values(), to));
                return;
            }
            INDArray each = scratch().get(2, g.shape());
            g.mul(input().values(), each);
            INDArray sum = onePixel ? inRows(each).sum(true, 1, 2) : each;
            emit(inputs().get(1), to -> {
                if (oneChannel) {
                    pointwise(sum, ones[1], to);
                } else {
                    to.assign(sum);
                }
            });
        }
    }
}

package org.duress.net.nd4j.layer;

import org.duress.net.Extent;
import org.duress.net.Op;
import org.duress.net.Statistics;
import org.duress.net.Window;
import org.duress.net.nd4j.array.Place;
import org.duress.net.nd4j.array.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Layers that change size or channels and have no weights. */
final class ShapeLayers {
    private ShapeLayers() {}

    static final class PoolLayer extends Layer {
        private final String op;
        private final int[] arguments;

        /** Largest value of a window. */
        static PoolLayer max(Window window, Place at) {
            return new PoolLayer("maxpool2d", window, 0, at);
        }

        /** Mean of a window. */
        static PoolLayer average(Op.AveragePool pool, Place at) {
            return new PoolLayer("avgpool2d", pool.window(), pool.countPadding() ? 1 : 0, at);
        }

        private PoolLayer(String op, Window window, int extra, Place at) {
            super(at);
            this.op = op;
            arguments = ConvLayer.arguments(window);
            arguments[9] = extra;
            arguments[10] = 1; // NHWC
        }

        @Override
        public void forward(Statistics statistics) {
            run(op, new INDArray[] {input().values()}, new INDArray[] {output().values()}, arguments);
        }

        @Override
        public void backward(Statistics statistics, boolean weights, boolean[] wantInput) {
            if (wantInput[0]) {
                INDArray[] in = {input().values(), output().gradient()};
                emit(input(), to -> run(op + "_bp", in, new INDArray[] {to}, arguments));
            }
        }
    }

    /** In four axes: the native permutation is tens of times slower in more. */
    static void depthToSpace(INDArray from, INDArray to, Extent block) {
        spacious(to, block).assign(deep(from, block).permute(0, 2, 1, 3));
    }

    private static INDArray deep(INDArray x, Extent block) {
        return x.reshape('c', x.size(0) * x.size(1), x.size(2), block.y(), x.size(3) / block.y());
    }

    private static INDArray spacious(INDArray x, Extent block) {
        return x.reshape(
                'c', x.size(0) * x.size(1) / block.y(), block.y(), x.size(2) / block.x(), x.size(3) * block.x());
    }

    static final class DepthToSpaceLayer extends Layer {
        private final Extent block;

        DepthToSpaceLayer(Extent block, Place at) {
            super(at);
            this.block = block;
        }

        @Override
        public void forward(Statistics statistics) {
            depthToSpace(input().values(), output().values(), block);
        }

        @Override
        public void backward(Statistics statistics, boolean weights, boolean[] wantInput) {
            if (wantInput[0]) {
                INDArray g = spacious(output().gradient(), block).permute(0, 2, 1, 3);
                emit(input(), to -> deep(to, block).assign(g));
            }
        }
    }

    static final class SliceChannelsLayer extends Layer {
        private final Op.SliceChannels slice;

        SliceChannelsLayer(Op.SliceChannels slice, Place at) {
            super(at);
            this.slice = slice;
        }

        @Override
        public void forward(Statistics statistics) {
            output().values().assign(channels(input().values(), slice.from(), slice.to()));
        }

        @Override
        public void backward(Statistics statistics, boolean weights, boolean[] wantInput) {
            if (wantInput[0]) {
                emit(input(), to -> {
                    to.assign(0);
                    channels(to, slice.from(), slice.to()).assign(output().gradient());
                });
            }
        }
    }

    private static INDArray channels(INDArray x, long from, long to) {
        return x.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(from, to));
    }

    /** Nearest upsampling; its pullback is average pooling times the number of copies. */
    static final class UpsampleLayer extends Layer {
        private final int factor;

        UpsampleLayer(int factor, Place at) {
            super(at);
            this.factor = factor;
        }

        @Override
        public void forward(Statistics statistics) {
            run(
                    "upsampling2d",
                    new INDArray[] {input().values()},
                    new INDArray[] {output().values()},
                    factor,
                    factor,
                    0);
        }

        @Override
        public void backward(Statistics statistics, boolean weights, boolean[] wantInput) {
            if (wantInput[0]) {
                emit(input(), to -> {
                    run(
                            "avgpool2d",
                            new INDArray[] {output().gradient()},
                            new INDArray[] {to},
                            factor,
                            factor,
                            factor,
                            factor,
                            0,
                            0,
                            1,
                            1,
                            0,
                            0,
                            1);
                    to.muli(factor * factor);
                });
            }
        }
    }

    static final class ConcatLayer extends Layer {
        ConcatLayer(Place at) {
            super(at);
        }

        @Override
        public void forward(Statistics statistics) {
            INDArray[] in = inputs().stream().map(Tensor::values).toArray(INDArray[]::new);
            run("concat", in, new INDArray[] {output().values()}, 3);
        }

        @Override
        public void backward(Statistics statistics, boolean weights, boolean[] wantInput) {
            long from = 0;
            for (int i = 0; i < inputs().size(); i++) {
                long to = from + inputs().get(i).shape()[3];
                INDArray part = channels(output().gradient(), from, to);
                if (wantInput[i]) {
                    emit(inputs().get(i), target -> target.assign(part));
                }
                from = to;
            }
        }
    }

    static final class SpatialMeanLayer extends Layer {
        SpatialMeanLayer(Place at) {
            super(at);
        }

        @Override
        public void forward(Statistics statistics) {
            output().values().assign(input().values().mean(true, 1, 2));
        }

        @Override
        public void backward(Statistics statistics, boolean wantWeights, boolean[] wantInput) {
            if (wantInput[0]) {
                float scale = 1f / (input().shape()[1] * input().shape()[2]);
                emit(input(), to -> {
                    run(
                            "tile",
                            new INDArray[] {output().gradient()},
                            new INDArray[] {to},
                            1,
                            (int) to.size(1),
                            (int) to.size(2),
                            1);
                    to.muli(scale);
                });
            }
        }
    }
}

package org.duress.net.nd4j.layer;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.duress.base.Extent;
import org.duress.net.Op;
import org.duress.net.Statistics;
import org.duress.net.Window;
import org.duress.net.nd4j.array.Place;
import org.duress.net.nd4j.array.Scratch;
import org.duress.net.nd4j.array.Tensor;
import org.duress.net.nd4j.array.Transfer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Layers that change size or channels and have no weights. */
final class ShapeLayers {
    /** What native poolings say of the order of their axes. */
    private static final int CHANNELS_LAST = 1;

    private ShapeLayers() {}

    static final class PoolLayer extends Layer {
        private final Images images;
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
            images = Images.of(window, batch());
            arguments = images.arguments(window, extra, CHANNELS_LAST);
        }

        @Override
        public void forward(Statistics statistics) {
            INDArray x = input().values();
            INDArray y = output().values();
            run("pool", () -> pool(x, y), x, y);
        }

        private NativeOp pool(INDArray x, INDArray y) {
            INDArray[] in = {images.of(x)};
            return NativeOp.of(images.op(op), in, new INDArray[] {images.of(y)}, arguments);
        }

        @Override
        public void backward(Statistics statistics, boolean weights, boolean[] wantInput) {
            if (wantInput[0]) {
                INDArray x = input().values();
                INDArray g = output().gradient();
                emit(input(), to -> run("back", () -> back(x, g, to), x, g, to));
            }
        }

        private NativeOp back(INDArray x, INDArray g, INDArray to) {
            INDArray[] in = {images.of(x), images.of(g)};
            return NativeOp.of(images.op(op + "_bp"), in, new INDArray[] {images.of(to)}, arguments);
        }
    }

    /**
     * Channels to planes, rows and columns, in four axes each time: the native permutation is tens of times slower in
     * more.
     */
    static void depthToSpace(INDArray from, INDArray to, Extent block, Scratch scratch) {
        INDArray planes = from;
        if (block.z() > 1) {
            planes = planes(from, block, scratch);
            inPlanes(planes, block).assign(inChannels(from, block).permute(0, 2, 1, 3));
        }
        spacious(to, block).assign(deep(planes, block).permute(0, 2, 1, 3));
    }

    /** The pullback of {@link #depthToSpace}. */
    private static void spaceToDepth(INDArray from, INDArray to, Extent block, Scratch scratch) {
        INDArray planes = block.z() > 1 ? planes(to, block, scratch) : to;
        deep(planes, block).assign(spacious(from, block).permute(0, 2, 1, 3));
        if (block.z() > 1) {
            inChannels(to, block).assign(inPlanes(planes, block).permute(0, 2, 1, 3));
        }
    }

    /** Room for what has planes in place of some channels. */
    private static INDArray planes(INDArray x, Extent block, Scratch scratch) {
        return scratch.get(27, x.size(0) * block.z(), x.size(1), x.size(2), x.size(3) / block.z());
    }

    private static INDArray inPlanes(INDArray planes, Extent block) {
        return planes.reshape(
                'c', planes.size(0) / block.z(), block.z(), planes.size(1) * planes.size(2), planes.size(3));
    }

    private static INDArray inChannels(INDArray x, Extent block) {
        return x.reshape('c', x.size(0), x.size(1) * x.size(2), block.z(), x.size(3) / block.z());
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
            depthToSpace(input().values(), output().values(), block, scratch());
        }

        @Override
        public void backward(Statistics statistics, boolean weights, boolean[] wantInput) {
            if (wantInput[0]) {
                emit(input(), to -> spaceToDepth(output().gradient(), to, block, scratch()));
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
                    Transfer.clear(to);
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
        private static final String OP = "upsampling2d";

        private final Images images;
        private final Extent factors;

        UpsampleLayer(Op.Upsample op, Place at) {
            super(at);
            images = new Images(batch(), op.planes() > 1);
            factors = new Extent(op.planes(), op.factor(), op.factor());
        }

        @Override
        public void forward(Statistics statistics) {
            int[] channelsLast = {0};
            int[] arguments = IntStream.concat(Arrays.stream(images.each(factors)), Arrays.stream(channelsLast))
                    .toArray();
            INDArray[] in = {images.of(input().values())};
            run(images.op(OP), in, new INDArray[] {images.of(output().values())}, arguments);
        }

        @Override
        public void backward(Statistics statistics, boolean weights, boolean[] wantInput) {
            if (wantInput[0]) {
                Window tiles = new Window(factors, factors, Extent.ONE, Extent.ZERO);
                INDArray[] in = {images.of(output().gradient())};
                emit(input(), to -> {
                    INDArray[] out = {images.of(to)};
                    run(images.op("avgpool2d"), in, out, images.arguments(tiles, 0, CHANNELS_LAST));
                    to.muli(factors.product());
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
            output().values().assign(inRows(input().values()).mean(true, 1, 2));
        }

        @Override
        public void backward(Statistics statistics, boolean wantWeights, boolean[] wantInput) {
            if (wantInput[0]) {
                float scale = 1f / (inRows(input().values()).size(1) * input().shape()[2]);
                emit(input(), to -> {
                    INDArray all = inRows(to);
                    INDArray[] in = {output().gradient()};
                    run("tile", in, new INDArray[] {all}, 1, (int) all.size(1), (int) all.size(2), 1);
                    to.muli(scale);
                });
            }
        }
    }
}

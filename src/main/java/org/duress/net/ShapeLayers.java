package org.duress.net;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Layers that change size or channels and have no weights. */
final class ShapeLayers {
    private ShapeLayers() {}

    static final class MaxPoolLayer extends Layer {
        private final int size;

        MaxPoolLayer(int size, List<Tensor> inputs, Tensor output, Scratch scratch) {
            super(inputs, output, scratch);
            this.size = size;
        }

        @Override
        void forward(Statistics statistics) {
            run("maxpool2d", new INDArray[] {input().values()}, new INDArray[] {output().values()}, arguments());
        }

        @Override
        void backward(Statistics statistics, boolean weights, boolean[] wantInput) {
            if (wantInput[0]) {
                emit(
                        input(),
                        to -> run(
                                "maxpool2d_bp",
                                new INDArray[] {input().values(), output().gradient()},
                                new INDArray[] {to},
                                arguments()));
            }
        }

        private int[] arguments() {
            return new int[] {size, size, size, size, 0, 0, 1, 1, 0, 0, 1};
        }
    }

    /** Nearest upsampling; its pullback is average pooling times the number of copies. */
    static final class UpsampleLayer extends Layer {
        private final int factor;

        UpsampleLayer(int factor, List<Tensor> inputs, Tensor output, Scratch scratch) {
            super(inputs, output, scratch);
            this.factor = factor;
        }

        @Override
        void forward(Statistics statistics) {
            run(
                    "upsampling2d",
                    new INDArray[] {input().values()},
                    new INDArray[] {output().values()},
                    factor,
                    factor,
                    0);
        }

        @Override
        void backward(Statistics statistics, boolean weights, boolean[] wantInput) {
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
        ConcatLayer(List<Tensor> inputs, Tensor output, Scratch scratch) {
            super(inputs, output, scratch);
        }

        @Override
        void forward(Statistics statistics) {
            INDArray[] in = inputs().stream().map(Tensor::values).toArray(INDArray[]::new);
            run("concat", in, new INDArray[] {output().values()}, 3);
        }

        @Override
        void backward(Statistics statistics, boolean weights, boolean[] wantInput) {
            long from = 0;
            for (int i = 0; i < inputs().size(); i++) {
                long to = from + inputs().get(i).shape()[3];
                INDArray part = output().gradient()
                        .get(
                                NDArrayIndex.all(),
                                NDArrayIndex.all(),
                                NDArrayIndex.all(),
                                NDArrayIndex.interval(from, to));
                if (wantInput[i]) {
                    emit(inputs().get(i), target -> target.assign(part));
                }
                from = to;
            }
        }
    }

    static final class SpatialMeanLayer extends Layer {
        SpatialMeanLayer(List<Tensor> inputs, Tensor output, Scratch scratch) {
            super(inputs, output, scratch);
        }

        @Override
        void forward(Statistics statistics) {
            output().values().assign(input().values().mean(true, 1, 2));
        }

        @Override
        void backward(Statistics statistics, boolean wantWeights, boolean[] wantInput) {
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

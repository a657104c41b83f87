package org.duress.model.preprocess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.duress.spec.TilesSpec;
import org.duress.spec.TilesSpec.Blend;

/** Whose inference places tiles, and what their pixels count: one implementation a framework. */
interface TileStarts {
    static TileStarts of(TilesSpec spec) {
        return switch (spec.as()) {
            case MONAI -> new Monai(spec.overlap(), spec.blend());
            case NNUNET -> new NnUNet(spec.overlap(), spec.blend());
        };
    }

    /** Where tiles begin along an axis that is at least as long as they are. */
    List<Integer> along(int size, int tile);

    /**
     * What a tile's pixels count.
     *
     * @param tile points along each axis, the slowest first
     * @return row-major
     */
    float[] weights(int... tile);

    /** What is along each axis. */
    interface Along {
        double[] values(int size);
    }

    /** A number times the values along all axes, for each pixel of a tile. */
    private static double[] product(double times, Along along, int... tile) {
        double[] product = {times};
        for (int size : tile) {
            double[] values = along.values(size);
            double[] finer = new double[product.length * size];
            for (int i = 0; i < finer.length; i++) {
                finer[i] = product[i / size] * values[i % size];
            }
            product = finer;
        }
        return product;
    }

    private static float[] ones(int... tile) {
        float[] ones = new float[IntStream.of(tile).reduce(1, Math::multiplyExact)];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static float[] rounded(double[] values) {
        float[] rounded = new float[values.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) values[i];
        }
        return rounded;
    }

    /** {@code monai.inferers.sliding_window_inference}. */
    record Monai(double overlap, Blend blend) implements TileStarts {
        private static final double DEVIATION = 0.125;
        private static final float LEAST = 1e-3f;

        @Override
        public List<Integer> along(int size, int tile) {
            int interval = size == tile ? tile : Math.max(1, (int) (tile * (1 - overlap)));
            List<Integer> starts = new ArrayList<>();
            int start = 0;
            while (start + tile < size) {
                starts.add(start);
                start += interval;
            }
            starts.add(size - tile);
            return starts;
        }

        @Override
        public float[] weights(int... tile) {
            if (blend == Blend.CONSTANT) {
                return ones(tile);
            }
            float[] weights = rounded(product(1, Monai::density, tile));
            float smallest = Float.POSITIVE_INFINITY;
            for (float weight : weights) {
                smallest = Math.min(smallest, weight);
            }
            for (int i = 0; i < weights.length; i++) {
                weights[i] = Math.max(weights[i], Math.max(smallest, LEAST));
            }
            return weights;
        }

        private static double[] density(int size) {
            double[] density = new double[size];
            Arrays.setAll(density, i -> {
                double x = (i - (size - 1) / 2.0) / (DEVIATION * size);
                return Math.exp(-x * x / 2);
            });
            return density;
        }
    }

    /** {@code nnunetv2.inference.sliding_window_prediction}. */
    record NnUNet(double overlap, Blend blend) implements TileStarts {
        private static final double DEVIATION = 0.125;
        private static final int TRUNCATED = 4;
        private static final double PEAK = 10;

        /** The smallest number of half precision, which the weights are rounded to there. */
        private static final double LEAST_HALF = 0x1p-24;

        /** The last digit of a number in half precision, of that in single precision. */
        private static final double HALF_DIGIT = 0x1p13;

        @Override
        public List<Integer> along(int size, int tile) {
            double wanted = tile * (1 - overlap);
            int count = (int) Math.ceil((size - tile) / wanted) + 1;
            double step = count > 1 ? (size - tile) / (count - 1.0) : 0;
            List<Integer> starts = new ArrayList<>();
            for (int k = 0; k < count; k++) {
                starts.add((int) Math.rint(step * k));
            }
            return starts;
        }

        @Override
        public float[] weights(int... tile) {
            if (blend == Blend.CONSTANT) {
                return ones(tile);
            }
            double[] weights = product(PEAK, NnUNet::filtered, tile);
            double largest = 1;
            for (int size : tile) {
                largest *= filtered(size)[size / 2];
            }
            float[] halves = new float[weights.length];
            float smallest = Float.POSITIVE_INFINITY;
            for (int i = 0; i < weights.length; i++) {
                halves[i] = half(weights[i] / largest);
                smallest = halves[i] > 0 ? Math.min(smallest, halves[i]) : smallest;
            }
            for (int i = 0; i < halves.length; i++) {
                halves[i] = halves[i] > 0 ? halves[i] : smallest;
            }
            return halves;
        }

        /** A number in half precision: far from the middle of a tile few of its digits are left. */
        private static float half(double value) {
            double digit = Math.max(LEAST_HALF, Math.ulp((float) value) * HALF_DIGIT);
            return (float) (Math.rint(value / digit) * digit);
        }

        /** A 1 in the middle, filtered. */
        private static double[] filtered(int size) {
            double deviation = DEVIATION * size;
            int radius = (int) (TRUNCATED * deviation + 0.5);
            double[] filtered = new double[size];
            for (int i = 0; i < size; i++) {
                int k = i - size / 2;
                filtered[i] = Math.abs(k) > radius ? 0 : Math.exp(-0.5 * k * k / (deviation * deviation));
            }
            return filtered;
        }
    }
}

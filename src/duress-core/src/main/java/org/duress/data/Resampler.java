package org.duress.data;

/**
 * Changes the size of slices, pixel centres aligned: output centre {@code i} lies at {@code (i + 0.5) * in / out - 0.5}
 * of the input, and the border repeats.
 */
final class Resampler {
    private Resampler() {}

    /**
     * Linear interpolation; where the size shrinks, the linear kernel is widened by the same factor so that detail is
     * averaged instead of aliased (as Pillow and torchvision do by default).
     *
     * @param image row-major {@code height * width}
     * @return row-major {@code newHeight * newWidth}; the same array where nothing changes
     */
    static float[] linear(float[] image, int height, int width, int newHeight, int newWidth) {
        float[] wide = image;
        if (newWidth != width) {
            Kernel kernel = Kernel.of(width, newWidth);
            wide = new float[height * newWidth];
            for (int row = 0; row < height; row++) {
                for (int column = 0; column < newWidth; column++) {
                    wide[row * newWidth + column] = kernel.apply(image, row * width, 1, column);
                }
            }
        }
        if (newHeight == height) {
            return wide;
        }
        Kernel kernel = Kernel.of(height, newHeight);
        float[] resized = new float[newHeight * newWidth];
        for (int row = 0; row < newHeight; row++) {
            for (int column = 0; column < newWidth; column++) {
                resized[row * newWidth + column] = kernel.apply(wide, column, newWidth, row);
            }
        }
        return resized;
    }

    /** The nearest pixel's value. */
    static byte[] nearest(byte[] labels, int height, int width, int newHeight, int newWidth) {
        if (height == newHeight && width == newWidth) {
            return labels;
        }
        byte[] resized = new byte[newHeight * newWidth];
        for (int row = 0; row < newHeight; row++) {
            int from = nearest(row, height, newHeight) * width;
            for (int column = 0; column < newWidth; column++) {
                resized[row * newWidth + column] = labels[from + nearest(column, width, newWidth)];
            }
        }
        return resized;
    }

    private static int nearest(int index, int size, int newSize) {
        return (int) ((2L * index + 1) * size / (2L * newSize));
    }

    /** Along one axis: output i is a weighted sum of inputs from first[i] on. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Kernel(int[] first, float[][] weights) {
        static Kernel of(int size, int newSize) {
            double factor = (double) size / newSize;
            double reach = Math.max(1, factor);
            int[] first = new int[newSize];
            float[][] weights = new float[newSize][];
            for (int i = 0; i < newSize; i++) {
                double centre = (i + 0.5) * factor - 0.5;
                int low = Math.max(0, (int) Math.ceil(centre - reach));
                int high = Math.min(size - 1, (int) Math.floor(centre + reach));
                double[] exact = new double[high - low + 1];
                double sum = 0;
                for (int j = low; j <= high; j++) {
                    exact[j - low] = Math.max(0, 1 - Math.abs(j - centre) / reach);
                    sum += exact[j - low];
                }
                first[i] = low;
                weights[i] = new float[exact.length];
                for (int j = 0; j < exact.length; j++) {
                    weights[i][j] = (float) (exact[j] / sum);
                }
            }
            return new Kernel(first, weights);
        }

        float apply(float[] from, int start, int step, int index) {
            float[] w = weights[index];
            int at = start + first[index] * step;
            float sum = 0;
            for (float weight : w) {
                sum += weight * from[at];
                at += step;
            }
            return sum;
        }
    }
}

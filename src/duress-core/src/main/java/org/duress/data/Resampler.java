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
        float[] wide =
                newWidth == width ? image : AxisMap.widened(width, newWidth).apply(image, height, 1);
        return newHeight == height ? wide : AxisMap.widened(height, newHeight).apply(wide, 1, newWidth);
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
}

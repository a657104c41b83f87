package org.duress.model;

import java.util.List;
import java.util.Random;
import org.duress.data.Slice;

/** Slices drawn for a training step, some of them shifted and with changed contrast. */
record TrainingBatch(float[] pixels, byte[] classes) {
    private static final double AUGMENTED = 0.5;
    private static final double LARGEST_SHIFT = 0.08;
    private static final double CONTRAST = 0.1;

    static TrainingBatch draw(List<Slice> slices, int count, Random random) {
        Slice any = slices.get(0);
        int height = any.grid().height();
        int width = any.grid().width();
        int channels = any.channels();
        float[] pixels = new float[count * height * width * channels];
        byte[] classes = new byte[count * height * width];
        for (int b = 0; b < count; b++) {
            Slice slice = slices.get(random.nextInt(slices.size()));
            boolean augmented = random.nextDouble() < AUGMENTED;
            int dy = augmented ? (int) Math.round((2 * random.nextDouble() - 1) * LARGEST_SHIFT * height) : 0;
            int dx = augmented ? (int) Math.round((2 * random.nextDouble() - 1) * LARGEST_SHIFT * width) : 0;
            float scale = augmented ? (float) (1 + CONTRAST * random.nextGaussian()) : 1;
            float offset = augmented ? (float) (CONTRAST * random.nextGaussian()) : 0;
            int to = b * height * width;
            for (int y = 0; y < height; y++) {
                int row = Math.max(0, Math.min(height - 1, y + dy)) * width;
                for (int x = 0; x < width; x++, to++) {
                    int from = row + Math.max(0, Math.min(width - 1, x + dx));
                    for (int c = 0; c < channels; c++) {
                        pixels[to * channels + c] = slice.image()[from * channels + c] * scale + offset;
                    }
                    classes[to] = slice.classes()[from];
                }
            }
        }
        return new TrainingBatch(pixels, classes);
    }
}

package org.duress.model.openinference;

import java.util.Random;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;

/** Images that a model is tried on: soft hills and noise, of mean 0 and spread about 1, always the same for a size. */
final class ProbeImage {
    private static final int HILLS = 8;
    private static final int LEVEL = (HILLS + 1) * (HILLS + 1);
    private static final float NOISE = 0.3f;

    /** Between the seeds of two channels; there are fewer images. */
    private static final int CHANNEL = 1 << 16;

    private ProbeImage() {}

    /**
     * Images.
     *
     * @param count the first is always the same one; the others have another mean and spread, so that statistics of a
     *     batch would show
     * @param channels each of its own, so that which is which would show
     */
    static ImageBatch of(int count, Grid grid, int channels) {
        float[] pixels = new float[count * grid.voxels() * channels];
        for (int channel = 0; channel < channels; channel++) {
            draw(pixels, count, grid, channel, channels);
        }
        return new ImageBatch(pixels, count, grid, channels);
    }

    private static void draw(float[] pixels, int count, Grid grid, int channel, int channels) {
        int pixel = 0;
        for (int image = 0; image < count; image++) {
            Random random = new Random(1 + image + (long) CHANNEL * channel);
            float[] hills = new float[grid.rank() == 2 ? LEVEL : LEVEL * (HILLS + 1)];
            for (int i = 0; i < hills.length; i++) {
                hills[i] = (float) random.nextGaussian();
            }
            for (int z = 0; z < grid.planes(); z++) {
                for (int y = 0; y < grid.rows(); y++) {
                    for (int x = 0; x < grid.columns(); x++, pixel++) {
                        float value = hill(hills, at(z, grid.planes()), at(y, grid.rows()), at(x, grid.columns()))
                                + NOISE * (float) random.nextGaussian();
                        pixels[pixel * channels + channel] = image == 0 ? value : 2 * value + 1;
                    }
                }
            }
        }
    }

    /** Where among the hills a point of an axis lies. */
    private static float at(int point, int points) {
        return (float) HILLS * point / points;
    }

    /** Trilinear; of slices, which have one level of hills, bilinear. */
    private static float hill(float[] hills, float z, float y, float x) {
        int level = (int) z;
        float back = z - level;
        float front = hill(hills, level * LEVEL, y, x);
        return back == 0 ? front : front * (1 - back) + hill(hills, (level + 1) * LEVEL, y, x) * back;
    }

    private static float hill(float[] hills, int level, float y, float x) {
        int row = (int) y;
        int column = (int) x;
        float down = y - row;
        float right = x - column;
        int at = level + row * (HILLS + 1) + column;
        float upper = hills[at] * (1 - right) + hills[at + 1] * right;
        float lower = hills[at + HILLS + 1] * (1 - right) + hills[at + HILLS + 2] * right;
        return upper * (1 - down) + lower * down;
    }
}

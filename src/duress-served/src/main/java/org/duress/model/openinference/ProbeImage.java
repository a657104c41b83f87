package org.duress.model.openinference;

import java.util.Random;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;

/** Images that a model is tried on: soft hills and noise, of mean 0 and spread about 1, always the same for a size. */
final class ProbeImage {
    private static final int HILLS = 8;
    private static final float NOISE = 0.3f;

    private ProbeImage() {}

    /**
     * Images.
     *
     * @param count the first is always the same one; the others have another mean and spread, so that statistics of a
     *     batch would show
     */
    static ImageBatch of(int count, Grid grid) {
        int height = grid.height();
        int width = grid.width();
        float[] pixels = new float[count * height * width];
        for (int image = 0; image < count; image++) {
            Random random = new Random(1 + image);
            float[] hills = new float[(HILLS + 1) * (HILLS + 1)];
            for (int i = 0; i < hills.length; i++) {
                hills[i] = (float) random.nextGaussian();
            }
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    float value = hill(hills, (float) HILLS * y / height, (float) HILLS * x / width)
                            + NOISE * (float) random.nextGaussian();
                    pixels[(image * height + y) * width + x] = image == 0 ? value : 2 * value + 1;
                }
            }
        }
        return new ImageBatch(pixels, count, grid);
    }

    /** Bilinear. */
    private static float hill(float[] hills, float y, float x) {
        int row = (int) y;
        int column = (int) x;
        float down = y - row;
        float right = x - column;
        int at = row * (HILLS + 1) + column;
        float upper = hills[at] * (1 - right) + hills[at + 1] * right;
        float lower = hills[at + HILLS + 1] * (1 - right) + hills[at + HILLS + 2] * right;
        return upper * (1 - down) + lower * down;
    }
}

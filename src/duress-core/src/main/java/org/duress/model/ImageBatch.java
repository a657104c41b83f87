package org.duress.model;

import java.util.Arrays;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.data.Slice;

/**
 * Images on their way into a model, {@code float32 [count, grid, channels]} row-major. Not copied.
 *
 * @param pixels {@code count * grid.voxels() * channels} intensities in standard deviations of the subject
 * @param count images, all on one grid
 * @param channels values of a point; the models there are take one
 */
public record ImageBatch(float[] pixels, int count, Grid grid, int channels) {
    public ImageBatch {
        if (channels < 1 || pixels.length != count * grid.voxels() * channels) {
            throw new IllegalArgumentException("an image batch of " + count + " x " + grid + " with " + channels
                    + " channels needs " + count * grid.voxels() * channels + " values, not " + pixels.length);
        }
    }

    /** Images of one channel. */
    public ImageBatch(float[] pixels, int count, Grid grid) {
        this(pixels, count, grid, 1);
    }

    /** A batch of one slice. */
    public static ImageBatch of(Slice slice) {
        return new ImageBatch(slice.image(), 1, slice.grid());
    }

    /** Values of one image. */
    public int length() {
        return grid.voxels() * channels;
    }

    /**
     * The values of images of one channel. Whoever asks works on one channel only.
     *
     * @throws DuressException if there are more
     */
    public float[] greys() {
        if (channels != 1) {
            throw new DuressException("these images have " + channels + " channels, and this version of Duress works on"
                    + " one; give it one of them");
        }
        return pixels;
    }

    /** Other images of the same shape. */
    public ImageBatch with(float[] others) {
        return new ImageBatch(others, count, grid, channels);
    }

    /** One image of the batch; a copy. */
    public ImageBatch one(int image) {
        return some(image, image + 1);
    }

    /** The images from one, up to but not with another; a copy. */
    public ImageBatch some(int from, int to) {
        return new ImageBatch(Arrays.copyOfRange(pixels, from * length(), to * length()), to - from, grid, channels);
    }
}

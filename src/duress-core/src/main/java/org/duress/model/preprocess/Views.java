package org.duress.model.preprocess;

import java.util.stream.IntStream;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;

/**
 * What a network is shown of a batch instead of its images: their tiles, or flipped copies. The answer about an image
 * is a weighted mean of those about its views. Views are counted over the whole batch.
 */
interface Views {
    /** How many. */
    int count();

    /** The grid of each. */
    Grid grid();

    /** The image that a view is of. */
    int image(int view);

    /**
     * Takes views out of images, or out of answers about them.
     *
     * @param values {@code [batch, grid of images, channels]}
     * @return {@code [to - from, grid, channels]}
     */
    float[] cut(int from, int to, float[] values, int channels);

    /** The adjoint of {@link #cut}: adds views to images. */
    void add(int from, int to, float[] views, float[] values, int channels);

    /** Multiplies the values of views by their shares of the mean, in place. */
    void weigh(int from, int to, float[] views, int channels);

    /** Views as images. */
    default ImageBatch images(int from, int to, ImageBatch batch) {
        return new ImageBatch(
                cut(from, to, batch.pixels(), batch.channels()),
                to - from,
                grid(),
                batch.channels(),
                IntStream.range(from, to)
                        .mapToObj(view -> batch.acquisitions().get(image(view)))
                        .toList());
    }
}

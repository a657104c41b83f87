package org.duress.model;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.base.Scope;
import org.duress.data.Acquisition;
import org.duress.data.Slice;

/**
 * Images on their way into a model, {@code float32 [count, grid, channels]} row-major. Not copied.
 *
 * <p>A batch is made of slices, or of another batch, so that what its numbers stand for is never lost on the way.
 *
 * @param pixels {@code count * grid.voxels() * channels} intensities; in standard deviations of the subject, until a
 *     model's preprocessing makes something else of them
 * @param count images, all on one grid
 * @param channels values of a point
 * @param acquisitions one an image: what its intensities and distances stand for
 */
public record ImageBatch(float[] pixels, int count, Grid grid, int channels, List<Acquisition> acquisitions)
        implements ImageSource {
    public ImageBatch {
        acquisitions = List.copyOf(acquisitions);
        if (channels < 1 || pixels.length != count * grid.voxels() * channels || acquisitions.size() != count) {
            throw new IllegalArgumentException("an image batch of " + count + " x " + grid + " with " + channels
                    + " channels needs " + count * grid.voxels() * channels + " values, not " + pixels.length + ", and "
                    + count + " acquisitions, not " + acquisitions.size());
        }
    }

    /** Images of which nothing is known but their values. */
    public ImageBatch(float[] pixels, int count, Grid grid, int channels) {
        this(pixels, count, grid, channels, Collections.nCopies(count, Acquisition.unknown(channels, grid)));
    }

    /** The same of one channel. */
    public ImageBatch(float[] pixels, int count, Grid grid) {
        this(pixels, count, grid, 1);
    }

    /** A batch of one slice; its image is not copied. */
    public static ImageBatch of(Slice slice) {
        return new ImageBatch(slice.image(), 1, slice.grid(), slice.channels(), List.of(slice.acquisition()));
    }

    /** A batch of slices of one size and as many channels; at least one. Their distances may differ. */
    public static ImageBatch of(List<Slice> slices) {
        return joined(slices.stream().map(ImageBatch::of).toList());
    }

    /** Batches of one size and as many channels as one; at least one. A copy, or the only one itself. */
    public static ImageBatch joined(List<ImageBatch> batches) {
        ImageBatch first = batches.get(0);
        if (batches.size() == 1) {
            return first;
        }
        int length = batches.stream().mapToInt(batch -> batch.pixels.length).sum();
        float[] all = new float[length];
        int at = 0;
        for (ImageBatch batch : batches) {
            if (batch.channels != first.channels || !batch.grid.fits(first.grid)) {
                throw new IllegalArgumentException("images of " + batch.grid + " with " + batch.channels
                        + " channels do not join those of " + first.grid + " with " + first.channels);
            }
            System.arraycopy(batch.pixels, 0, all, at, batch.pixels.length);
            at += batch.pixels.length;
        }
        List<Acquisition> acquisitions =
                batches.stream().flatMap(batch -> batch.acquisitions.stream()).toList();
        boolean apart = batches.stream().anyMatch(batch -> !batch.grid.equals(first.grid));
        Grid grid = apart ? first.grid.unspaced() : first.grid;
        return new ImageBatch(all, acquisitions.size(), grid, first.channels, acquisitions);
    }

    /** Where one image counts, and may be attacked. */
    public Scope scope(int image) {
        return acquisitions.get(image).scope();
    }

    /** Whether every pixel of every image counts. */
    public boolean countsEverywhere() {
        return acquisitions.stream().allMatch(acquisition -> acquisition.scope().all());
    }

    /** The same images, of which other pixels count. */
    public ImageBatch scoped(List<Scope> scopes) {
        List<Acquisition> others = IntStream.range(0, count)
                .mapToObj(i -> acquisitions.get(i).scoped(scopes.get(i)))
                .toList();
        return new ImageBatch(pixels, count, grid, channels, others);
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

    /**
     * The values of images of so many channels. Whoever asks works on no others.
     *
     * @throws DuressException if there are more or fewer
     */
    public float[] ofChannels(int wanted) {
        if (channels != wanted) {
            throw new DuressException("the model takes images of " + wanted + " channels, and these have " + channels
                    + "; give it as many as it was trained on");
        }
        return pixels;
    }

    /** Images of one channel with it so many times; a copy. */
    public ImageBatch repeated(int times) {
        float[] greys = ofChannels(1);
        float[] all = new float[greys.length * times];
        for (int i = 0; i < all.length; i++) {
            all[i] = greys[i / times];
        }
        List<Acquisition> own = acquisitions.stream()
                .map(one -> one.scaled(Collections.nCopies(times, one.scales().get(0))))
                .toList();
        return new ImageBatch(all, count, grid, times, own);
    }

    /** Other images of the same shape. */
    public ImageBatch with(float[] others) {
        return new ImageBatch(others, count, grid, channels, acquisitions);
    }

    /** What became of the same images, whose numbers stand for something else. */
    public ImageBatch with(float[] others, List<Acquisition> known) {
        return new ImageBatch(others, count, grid, channels, known);
    }

    /** What became of the same images on another grid, as many pixels apart. */
    public ImageBatch resized(float[] others, Grid other) {
        return new ImageBatch(others, count, other, channels, acquisitions);
    }

    /**
     * What became of the same images on another grid.
     *
     * @param spacing what became of the distances of an image's pixels
     */
    public ImageBatch resized(float[] others, Grid other, UnaryOperator<List<Double>> spacing) {
        List<Acquisition> own = acquisitions.stream()
                .map(acquisition -> acquisition.spaced(spacing.apply(acquisition.spacing())))
                .toList();
        return new ImageBatch(others, count, other, channels, own);
    }

    /**
     * What several images of each one became, on another grid, as many pixels apart.
     *
     * @param others all that the first image became, then those of the second, ...
     * @param times how many each became
     */
    public ImageBatch repeated(float[] others, Grid other, int times) {
        List<Acquisition> own = acquisitions.stream()
                .flatMap(acquisition -> Collections.nCopies(times, acquisition).stream())
                .toList();
        return new ImageBatch(others, count * times, other, channels, own);
    }

    /** One image of the batch; a copy, or the batch itself where there is no other. */
    public ImageBatch one(int image) {
        return some(image, image + 1);
    }

    /** The images from one, up to but not with another; a copy, or the batch itself where these are all. */
    @Override
    public ImageBatch some(int from, int to) {
        if (from == 0 && to == count) {
            return this;
        }
        return new ImageBatch(
                Arrays.copyOfRange(pixels, from * length(), to * length()),
                to - from,
                grid,
                channels,
                acquisitions.subList(from, to));
    }

    /**
     * Images of the batch in another order, any of them as often as wanted; a copy, or the batch itself where its only
     * image is wanted once.
     */
    @Override
    public ImageBatch picked(int... images) {
        if (count == 1 && images.length == 1 && images[0] == 0) {
            return this;
        }
        float[] all = new float[images.length * length()];
        for (int k = 0; k < images.length; k++) {
            System.arraycopy(pixels, images[k] * length(), all, k * length(), length());
        }
        List<Acquisition> own = IntStream.of(images).mapToObj(acquisitions::get).toList();
        return new ImageBatch(all, images.length, grid, channels, own);
    }
}

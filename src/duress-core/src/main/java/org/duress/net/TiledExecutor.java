package org.duress.net;

import java.util.Arrays;
import org.duress.base.Extent;
import org.duress.base.Grid;

/**
 * Runs a network of which every pixel looks around only so far on images of any size, in memory that does not grow with
 * them: an image whose layers hold more than {@link #MOST} numbers is taken in parts, one after the other, each with
 * what lies around it as far as the network looks ({@link Tiling}); a smaller one in one piece, and with it the whole
 * batch, by one {@link Executor}. What comes out is the same but for rounding: a value is made of the same numbers.
 *
 * <p>Not safe for several threads at once.
 */
public final class TiledExecutor {
    /**
     * The most numbers that all layers of one image hold together, or of one part of it: 128 MiB. An encoder of the
     * usual settings holds so many of 112 x 112 x 112 voxels, or of 850 x 850 pixels.
     */
    public static final long MOST = 1 << 25;

    private final Tiling tiling;
    private final Executor executor;
    private final int count;
    private final int channels;
    private final int outputChannels;
    private final float[] values;
    private final float[] made;

    /** Where the input of a network is taken from, when it is wanted. */
    public interface Source {
        /**
         * Writes a part of an image.
         *
         * @param image its place in the batch
         * @param part of its pixels, all of them inside the image
         * @param to receives {@code [part, channels]} row-major
         * @param at where in it
         */
        void read(int image, Block part, float[] to, int at);
    }

    private TiledExecutor(Network network, int count, Grid grid, long most) {
        this.count = count;
        tiling = Tiling.of(network.graph(), grid, most);
        executor = Executor.trainable(network, whole() ? count : 1, Tiling.grid(tiling.part(), grid.rank()));
        channels = network.graph().inputChannels();
        outputChannels = network.graph().outputChannels();
        values = new float[executor.inputLength()];
        made = new float[executor.outputLength()];
    }

    /**
     * An executor of images of one size.
     *
     * @param most numbers of a part, in all layers together; usually {@link #MOST}
     * @throws IllegalArgumentException if the graph cannot take the size, or an image has to be taken in parts and the
     *     network looks at whole images
     */
    public static TiledExecutor of(Network network, int count, Grid grid, long most) {
        return new TiledExecutor(network, count, grid, most);
    }

    /** Whether the whole batch is taken in one piece. */
    public boolean whole() {
        return tiling.tiles().size() == 1;
    }

    /**
     * What takes the whole batch in one piece, to train it.
     *
     * @throws IllegalStateException if it is taken in parts
     */
    public Executor executor() {
        if (!whole()) {
            throw new IllegalStateException("a network that takes images in parts is not trained");
        }
        return executor;
    }

    /** Numbers in an input. */
    public int inputLength() {
        return count * tiling.input().product() * channels;
    }

    /** Numbers in an output. */
    public int outputLength() {
        return count * tiling.output().product() * outputChannels;
    }

    /** An array of {@link #inputLength} numbers, {@code [count, grid, channels]}, as it is when it is read. */
    public Source source(float[] input) {
        return (image, part, to, at) -> pixels(input, image, tiling.input(), channels)
                .copy(part, new Pixels(to, at, part.size(), channels), Extent.ZERO);
    }

    private static Pixels pixels(float[] all, int image, Extent size, int channels) {
        return new Pixels(all, image * size.product() * channels, size, channels);
    }

    /**
     * Runs the network.
     *
     * @param mode what batch norm normalises with; of a batch only where it is taken in one piece
     * @param result receives the output, {@link #outputLength()} numbers
     */
    public void forward(Source input, Statistics mode, float[] result) {
        if (!whole() && mode != Statistics.POPULATION) {
            throw new IllegalArgumentException("a part of an image has no statistics of the batch");
        }
        each((image, tile) -> {
            run(input, image, tile, mode);
            for (int k = 0; k < executor.batch(); k++) {
                pixels(made, k, tile.output().size(), outputChannels)
                        .copy(
                                tile.core().seenFrom(tile.output().from()),
                                pixels(result, image + k, tiling.output(), outputChannels),
                                tile.core().from());
            }
        });
    }

    /**
     * Pulls the gradient of a loss back through the last run. In parts each of them is run once more.
     *
     * @param input of that run
     * @param gradient dL/d(output)
     * @param want what for; weights only where the batch is taken in one piece
     * @param result receives dL/d(input), {@link #inputLength()} numbers, whatever was wanted besides
     */
    public void pullback(Source input, float[] gradient, Executor.Pullback want, float[] result) {
        if (whole()) {
            executor.backward(gradient, want);
            executor.inputGradient(result);
            return;
        }
        if (want != Executor.Pullback.INPUT) {
            throw new IllegalArgumentException("a network that takes images in parts is not trained");
        }
        Arrays.fill(result, 0);
        each((image, tile) -> {
            run(input, image, tile, Statistics.POPULATION);
            Arrays.fill(made, 0);
            pixels(gradient, image, tiling.output(), outputChannels)
                    .copy(
                            tile.core(),
                            pixels(made, 0, tile.output().size(), outputChannels),
                            tile.core().seenFrom(tile.output().from()).from());
            executor.backward(made, want);
            executor.inputGradient(values);
            pixels(values, 0, tile.part().size(), channels)
                    .add(
                            Block.all(tile.part().size()),
                            pixels(result, image, tiling.input(), channels),
                            tile.part().from());
        });
    }

    private interface Turn {
        void take(int image, Tiling.Tile tile);
    }

    /** Each part of each image; or all images at once. */
    private void each(Turn turn) {
        for (int image = 0; image < count; image += executor.batch()) {
            for (Tiling.Tile tile : tiling.tiles()) {
                turn.take(image, tile);
            }
        }
    }

    private void run(Source input, int image, Tiling.Tile tile, Statistics mode) {
        for (int k = 0; k < executor.batch(); k++) {
            input.read(image + k, tile.part(), values, k * tile.part().size().product() * channels);
        }
        executor.forward(values, mode, made);
    }

    /**
     * An image in an array.
     *
     * @param at where in the array it begins
     */
    @SuppressWarnings("ArrayRecordComponent") // identity is meant
    private record Pixels(float[] values, int at, Extent size, int channels) {
        private interface Row {
            void copy(int from, int to, int length);
        }

        void copy(Block part, Pixels to, Extent place) {
            each(part, to, place, (mine, its, length) -> System.arraycopy(values, mine, to.values, its, length));
        }

        void add(Block part, Pixels to, Extent place) {
            each(part, to, place, (mine, its, length) -> {
                for (int i = 0; i < length; i++) {
                    to.values[its + i] += values[mine + i];
                }
            });
        }

        /** Each row of a part, and where it belongs in another image in which the part begins at a place. */
        private void each(Block part, Pixels to, Extent place, Row row) {
            Extent parts = part.size();
            for (int z = 0; z < parts.z(); z++) {
                for (int y = 0; y < parts.y(); y++) {
                    row.copy(index(part.from(), z, y), to.index(place, z, y), parts.x() * channels);
                }
            }
        }

        private int index(Extent from, int z, int y) {
            int row = (from.z() + z) * size.y() + from.y() + y;
            return at + (row * size.x() + from.x()) * channels;
        }
    }
}

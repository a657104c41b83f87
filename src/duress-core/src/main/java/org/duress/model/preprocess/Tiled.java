package org.duress.model.preprocess;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.model.Passage;
import org.duress.spec.TilesSpec;

/** A sliding window: each image becomes its tiles, and where their answers overlap they are averaged by weights. */
final class Tiled implements Stage {
    private final TilesSpec spec;
    private volatile Layout last;

    Tiled(TilesSpec spec) {
        this.spec = spec;
        this.last = layout(Grid.of(spec.size().height(), spec.size().width()));
    }

    @Override
    public Grid grid(Grid images) {
        if (images.height() < spec.size().height()
                || images.width() < spec.size().width()) {
            throw new DuressException("model.tiles are " + spec.size() + ", but an image that reaches them is " + images
                    + "; correct model.tiles, or pad as the team's inference does: end model.preprocess with - pad:"
                    + " {least: [" + spec.size().height() + ", " + spec.size().width() + "]}");
        }
        return Grid.of(spec.size().height(), spec.size().width()).spaced(images.spacing(0), images.spacing(1));
    }

    @Override
    public Passage passage(ImageBatch images, Answers answers) {
        Layout layout = last;
        if (!layout.image().equals(images.grid())) {
            layout = layout(images.grid());
            last = layout;
        }
        Tiles tiles = new Tiles(layout, images.count());
        ImageBatch asked = images.repeated(
                tiles.apply(images.pixels(), images.channels()),
                layout.tile(),
                layout.corners().size());
        return new Averaged(asked, Averaging.of(spec.average(), answers), new Blended(tiles), tiles);
    }

    /**
     * Where the tiles of an image lie, row after row, and what they count there.
     *
     * @param tile the grid of each
     * @param corners where each begins, row and column
     * @param weights of a tile's pixels
     * @param total of the weights on each pixel of the image
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Layout(Grid image, Grid tile, List<int[]> corners, float[] weights, float[] total) {}

    private Layout layout(Grid image) {
        Grid tile = grid(image);
        TileStarts rule = TileStarts.of(spec);
        List<int[]> corners = new ArrayList<>();
        for (int top : rule.along(image.height(), tile.height())) {
            for (int left : rule.along(image.width(), tile.width())) {
                corners.add(new int[] {top, left});
            }
        }
        float[] weights = rule.weights(tile.height(), tile.width());
        float[] total = new float[image.voxels()];
        for (int[] corner : corners) {
            for (int p = 0; p < weights.length; p++) {
                int row = corner[0] + p / tile.width();
                total[row * image.width() + corner[1] + p % tile.width()] += weights[p];
            }
        }
        return new Layout(image, tile, corners, weights, total);
    }

    /** Tiles of all images, one image after another. */
    private static final class Tiles implements Averaged.Linear {
        private final Layout layout;
        private final int count;

        Tiles(Layout layout, int count) {
            this.layout = layout;
            this.count = count;
        }

        private interface Rows {
            /** Places where a row begins, in pixels: of all tiles, and of all images; in its tile, and in its image. */
            void each(int ofTiles, int ofImages, int inTile, int inImage);
        }

        /** Every row of every tile, images side by side, since tiles of one image overlap. */
        private void rows(Rows rows) {
            Grid image = layout.image();
            Grid tile = layout.tile();
            IntStream.range(0, count).parallel().forEach(i -> {
                int ofTiles = i * layout.corners().size() * tile.voxels();
                for (int[] corner : layout.corners()) {
                    for (int row = 0; row < tile.height(); row++) {
                        int inImage = (corner[0] + row) * image.width() + corner[1];
                        rows.each(ofTiles, i * image.voxels() + inImage, row * tile.width(), inImage);
                        ofTiles += tile.width();
                    }
                }
            });
        }

        private float[] ofTiles(int channels) {
            return new float[count * layout.corners().size() * layout.tile().voxels() * channels];
        }

        private float[] ofImages(int channels) {
            return new float[count * layout.image().voxels() * channels];
        }

        @Override
        public float[] apply(float[] values, int channels) {
            float[] cut = ofTiles(channels);
            int length = layout.tile().width() * channels;
            rows((ofTiles, ofImages, inTile, inImage) ->
                    System.arraycopy(values, ofImages * channels, cut, ofTiles * channels, length));
            return cut;
        }

        @Override
        public float[] adjoint(float[] gradient, int channels) {
            float[] sum = ofImages(channels);
            int length = layout.tile().width() * channels;
            rows((ofTiles, ofImages, inTile, inImage) -> {
                for (int k = 0; k < length; k++) {
                    sum[ofImages * channels + k] += gradient[ofTiles * channels + k];
                }
            });
            return sum;
        }
    }

    /** The weighted mean of what the tiles say of a pixel. */
    private record Blended(Tiles tiles) implements Averaged.Linear {
        @Override
        public float[] apply(float[] values, int channels) {
            float[] mean = tiles.ofImages(channels);
            Layout layout = tiles.layout;
            int width = layout.tile().width();
            tiles.rows((ofTiles, ofImages, inTile, inImage) -> {
                for (int k = 0; k < width; k++) {
                    float share = layout.weights()[inTile + k] / layout.total()[inImage + k];
                    for (int c = 0; c < channels; c++) {
                        mean[(ofImages + k) * channels + c] += share * values[(ofTiles + k) * channels + c];
                    }
                }
            });
            return mean;
        }

        @Override
        public float[] adjoint(float[] gradient, int channels) {
            float[] pulled = tiles.ofTiles(channels);
            Layout layout = tiles.layout;
            int width = layout.tile().width();
            tiles.rows((ofTiles, ofImages, inTile, inImage) -> {
                for (int k = 0; k < width; k++) {
                    float share = layout.weights()[inTile + k] / layout.total()[inImage + k];
                    for (int c = 0; c < channels; c++) {
                        pulled[(ofTiles + k) * channels + c] = share * gradient[(ofImages + k) * channels + c];
                    }
                }
            });
            return pulled;
        }
    }
}

package org.duress.model.preprocess;

import java.util.ArrayList;
import java.util.List;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.model.Passage;
import org.duress.spec.TilesSpec;

/** A sliding window: each image becomes its tiles, and where their answers overlap they are averaged by weights. */
final class Tiled implements Stage {
    private final TilesSpec spec;

    Tiled(TilesSpec spec) {
        this.spec = spec;
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
        Tiles tiles = new Tiles(images, grid(images.grid()));
        ImageBatch asked =
                images.repeated(tiles.apply(images.pixels(), images.channels()), tiles.tile, tiles.corners.size());
        return new Averaged(asked, Averaging.of(spec.average(), answers), new Blended(tiles), tiles);
    }

    /** Where the tiles of an image begin, row after row. */
    private List<int[]> corners(Grid images) {
        TileStarts rule = TileStarts.of(spec);
        List<int[]> corners = new ArrayList<>();
        for (int top : rule.along(images.height(), spec.size().height())) {
            for (int left : rule.along(images.width(), spec.size().width())) {
                corners.add(new int[] {top, left});
            }
        }
        return corners;
    }

    /** Tiles of all images, one image after another. */
    private final class Tiles implements Averaged.Linear {
        private final List<int[]> corners;
        private final Grid tile;
        private final int height;
        private final int width;
        private final int count;

        Tiles(ImageBatch images, Grid tile) {
            corners = corners(images.grid());
            this.tile = tile;
            height = images.grid().height();
            width = images.grid().width();
            count = images.count();
        }

        private interface Rows {
            void each(int inTile, int inImage);
        }

        /** Places where each row of each tile begins, in pixels. */
        private void rows(Rows rows) {
            int at = 0;
            for (int image = 0; image < count; image++) {
                for (int[] corner : corners) {
                    for (int row = 0; row < tile.height(); row++) {
                        rows.each(at, (image * height + corner[0] + row) * width + corner[1]);
                        at += tile.width();
                    }
                }
            }
        }

        @Override
        public float[] apply(float[] values, int channels) {
            float[] cut = new float[count * corners.size() * tile.voxels() * channels];
            int length = tile.width() * channels;
            rows((inTile, inImage) -> System.arraycopy(values, inImage * channels, cut, inTile * channels, length));
            return cut;
        }

        @Override
        public float[] adjoint(float[] gradient, int channels) {
            float[] sum = new float[count * height * width * channels];
            int length = tile.width() * channels;
            rows((inTile, inImage) -> {
                for (int k = 0; k < length; k++) {
                    sum[inImage * channels + k] += gradient[inTile * channels + k];
                }
            });
            return sum;
        }
    }

    /** The weighted mean of what the tiles say of a pixel. */
    private final class Blended implements Averaged.Linear {
        private final Tiles tiles;
        private final float[] weights;
        private final float[] total;

        Blended(Tiles tiles) {
            this.tiles = tiles;
            float[] one = TileStarts.of(spec).weights(tiles.tile.height(), tiles.tile.width());
            weights = new float[tiles.count * tiles.corners.size() * one.length];
            for (int at = 0; at < weights.length; at += one.length) {
                System.arraycopy(one, 0, weights, at, one.length);
            }
            total = tiles.adjoint(weights, 1);
        }

        @Override
        public float[] apply(float[] values, int channels) {
            return times(tiles.adjoint(times(values, channels, false, weights), channels), channels, true, total);
        }

        @Override
        public float[] adjoint(float[] gradient, int channels) {
            return times(tiles.apply(times(gradient, channels, true, total), channels), channels, false, weights);
        }

        private float[] times(float[] values, int channels, boolean inverse, float[] factors) {
            float[] product = new float[values.length];
            for (int p = 0; p < factors.length; p++) {
                float factor = inverse ? 1 / factors[p] : factors[p];
                for (int c = p * channels; c < (p + 1) * channels; c++) {
                    product[c] = factor * values[c];
                }
            }
            return product;
        }
    }
}

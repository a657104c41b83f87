package org.duress.model.preprocess;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.base.SideBySide;
import org.duress.model.ImageBatch;
import org.duress.spec.AnswerSpace;
import org.duress.spec.TilesSpec;

/** A sliding window: each image is seen tile by tile, and where tiles overlap their answers are averaged by weights. */
final class Tiled implements Viewing {
    private final TilesSpec spec;
    private volatile Layout last;

    Tiled(TilesSpec spec) {
        this.spec = spec;
        this.last = layout(spec.size().grid());
    }

    @Override
    public AnswerSpace average() {
        return spec.average();
    }

    @Override
    public Grid grid(Grid images) {
        List<Integer> tile = spec.size().sizes();
        Axes.require("size in model.tiles", tile.size(), images);
        if (IntStream.range(0, tile.size()).anyMatch(axis -> images.size(axis) < tile.get(axis))) {
            throw new DuressException("model.tiles are " + spec.size() + ", but an image that reaches them is " + images
                    + "; correct model.tiles, or pad as the team's inference does: end model.preprocess with - pad:"
                    + " {least: " + tile + "}");
        }
        return new Grid(tile, images.spacing());
    }

    @Override
    public Views views(ImageBatch images) {
        Layout layout = last;
        if (!layout.image().equals(images.grid())) {
            layout = layout(images.grid());
            last = layout;
        }
        return new Tiles(layout, images.count());
    }

    /**
     * Where the tiles of an image lie, row after row, and what they count there.
     *
     * @param tile the grid of each
     * @param corners where each begins, the slowest axis first
     * @param weights of a tile's pixels
     * @param total of the weights on each pixel of the image
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Layout(Grid image, Grid tile, List<int[]> corners, float[] weights, float[] total) {}

    private Layout layout(Grid image) {
        Grid tile = grid(image);
        TileStarts rule = TileStarts.of(spec);
        List<int[]> corners = List.of(new int[image.rank()]);
        for (int axis = 0; axis < image.rank(); axis++) {
            List<int[]> finer = new ArrayList<>();
            for (int[] corner : corners) {
                for (int start : rule.along(image.size(axis), tile.size(axis))) {
                    int[] next = corner.clone();
                    next[axis] = start;
                    finer.add(next);
                }
            }
            corners = finer;
        }
        float[] weights =
                rule.weights(tile.sizes().stream().mapToInt(Integer::intValue).toArray());
        Layout layout = new Layout(image, tile, corners, weights, new float[image.voxels()]);
        new Tiles(layout, 1).rows(0, corners.size(), (inTurn, inTile, inImage, image0) -> {
            for (int k = 0; k < tile.columns(); k++) {
                layout.total()[inImage + k] += weights[inTile + k];
            }
        });
        return layout;
    }

    /** Tiles of all images, one image after another. */
    private record Tiles(Layout layout, int images) implements Views {
        private interface Row {
            /** Places where a row begins, in pixels: among the tiles of a turn, in its tile, in its image, in all. */
            void each(int inTurn, int inTile, int inImage, int inAll);
        }

        /** Every row of some tiles, those of one tile side by side, since tiles overlap. */
        private void rows(int from, int to, Row each) {
            Grid image = layout.image();
            Grid tile = layout.tile();
            for (int view = from; view < to; view++) {
                int[] corner = layout.corners().get(view % layout.corners().size());
                int all = image(view) * image.voxels();
                int turn = (view - from) * tile.voxels();
                int plane = corner.length == 2 ? 0 : corner[0];
                int row = corner[corner.length - 2];
                int column = corner[corner.length - 1];
                SideBySide.rows(tile.planes() * tile.rows(), tile.columns(), (first, end) -> {
                    for (int line = first; line < end; line++) {
                        int y = row + line % tile.rows();
                        int z = plane + line / tile.rows();
                        int inImage = (z * image.rows() + y) * image.columns() + column;
                        int inTile = line * tile.columns();
                        each.each(turn + inTile, inTile, inImage, all + inImage);
                    }
                });
            }
        }

        @Override
        public int count() {
            return images * layout.corners().size();
        }

        @Override
        public Grid grid() {
            return layout.tile();
        }

        @Override
        public int image(int view) {
            return view / layout.corners().size();
        }

        @Override
        public float[] cut(int from, int to, float[] values, int channels) {
            float[] cut = new float[(to - from) * layout.tile().voxels() * channels];
            int length = layout.tile().columns() * channels;
            rows(
                    from,
                    to,
                    (inTurn, inTile, inImage, inAll) ->
                            System.arraycopy(values, inAll * channels, cut, inTurn * channels, length));
            return cut;
        }

        @Override
        public void add(int from, int to, float[] views, float[] values, int channels) {
            int length = layout.tile().columns() * channels;
            rows(from, to, (inTurn, inTile, inImage, inAll) -> {
                for (int k = 0; k < length; k++) {
                    values[inAll * channels + k] += views[inTurn * channels + k];
                }
            });
        }

        @Override
        public void weigh(int from, int to, float[] views, int channels) {
            rows(from, to, (inTurn, inTile, inImage, inAll) -> {
                for (int k = 0; k < layout.tile().columns(); k++) {
                    float share = layout.weights()[inTile + k] / layout.total()[inImage + k];
                    for (int c = (inTurn + k) * channels; c < (inTurn + k + 1) * channels; c++) {
                        views[c] *= share;
                    }
                }
            });
        }
    }
}

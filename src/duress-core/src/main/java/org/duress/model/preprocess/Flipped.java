package org.duress.model.preprocess;

import java.util.List;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.base.SideBySide;
import org.duress.model.ImageBatch;
import org.duress.spec.AnswerSpace;

/** Flipped copies of each image, whose answers are flipped back and averaged. */
final class Flipped implements Viewing {
    /** As a spec counts axes: rows, columns, planes. */
    private static final int PLANES = 2;

    private final List<List<Integer>> flips;
    private final AnswerSpace average;

    Flipped(List<List<Integer>> flips, AnswerSpace average) {
        this.flips = flips;
        this.average = average;
    }

    @Override
    public AnswerSpace average() {
        return average;
    }

    @Override
    public Grid grid(Grid images) {
        if (images.rank() == 2 && flips.stream().anyMatch(axes -> axes.contains(PLANES))) {
            throw new DuressException("model.flips flip the axis d of planes, but the images are slices of " + images
                    + " pixels, which have none; leave d out");
        }
        return images;
    }

    @Override
    public Views views(ImageBatch images) {
        return new Copies(grid(images.grid()), images.count(), flips);
    }

    /** All copies of all images, one flip after another; a flip is its own inverse. */
    private record Copies(Grid grid, int images, List<List<Integer>> flips) implements Views {
        @Override
        public int count() {
            return images * flips.size();
        }

        @Override
        public int image(int view) {
            return view % images;
        }

        private interface Row {
            /**
             * Places in pixels: where a row begins among the copies of a turn, and where its first pixel is among the
             * images, from which the next ones lie so far apart.
             */
            void each(int inTurn, int inAll, int step);
        }

        /** Every row of some copies, those of one copy side by side, since copies of one image add up. */
        private void rows(int from, int to, Row each) {
            int rows = grid.rows();
            int columns = grid.columns();
            for (int view = from; view < to; view++) {
                List<Integer> axes = flips.get(view / images);
                boolean up = axes.contains(0);
                boolean left = axes.contains(1);
                boolean over = axes.contains(PLANES);
                int turn = (view - from) * grid.voxels();
                int all = image(view) * grid.voxels();
                SideBySide.rows(grid.planes() * rows, columns, (first, end) -> {
                    for (int line = first; line < end; line++) {
                        int y = up ? rows - 1 - line % rows : line % rows;
                        int z = over ? grid.planes() - 1 - line / rows : line / rows;
                        int x = left ? columns - 1 : 0;
                        each.each(turn + line * columns, all + (z * rows + y) * columns + x, left ? -1 : 1);
                    }
                });
            }
        }

        @Override
        public float[] cut(int from, int to, float[] values, int channels) {
            float[] cut = new float[(to - from) * grid.voxels() * channels];
            rows(from, to, (inTurn, inAll, step) -> {
                int at = inTurn * channels;
                int source = inAll;
                for (int x = 0; x < grid.columns(); x++, source += step) {
                    for (int c = 0; c < channels; c++) {
                        cut[at++] = values[source * channels + c];
                    }
                }
            });
            return cut;
        }

        @Override
        public void add(int from, int to, float[] views, float[] values, int channels) {
            rows(from, to, (inTurn, inAll, step) -> {
                int at = inTurn * channels;
                int target = inAll;
                for (int x = 0; x < grid.columns(); x++, target += step) {
                    for (int c = 0; c < channels; c++) {
                        values[target * channels + c] += views[at++];
                    }
                }
            });
        }

        @Override
        public void weigh(int from, int to, float[] views, int channels) {
            float share = 1f / flips.size();
            SideBySide.elements(views.length, (first, end) -> {
                for (int i = first; i < end; i++) {
                    views[i] *= share;
                }
            });
        }
    }
}

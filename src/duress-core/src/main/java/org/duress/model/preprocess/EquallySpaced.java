package org.duress.model.preprocess;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.spec.PreprocessStep.Spacing;

/**
 * Asks about images of different spacing one spacing after another: resampled they have different sizes, which no one
 * batch holds.
 */
final class EquallySpaced extends InTurns {
    private final Spacing wanted;

    EquallySpaced(SegmentationModel model, Spacing wanted) {
        super(model);
        this.wanted = wanted;
    }

    @Override
    public void requireSize(Grid grid) {
        super.requireSize(assumed(grid));
    }

    @Override
    public boolean takes(Grid grid) {
        return super.takes(assumed(grid));
    }

    /** Of a grid of which nothing is known, that it has the spacing that is wanted. */
    private Grid assumed(Grid grid) {
        boolean known = grid.spacing().stream().allMatch(mm -> mm > 0);
        return known || wanted.millimetres().size() != grid.rank()
                ? grid
                : new Grid(grid.sizes(), wanted.millimetres());
    }

    @Override
    Turns turns(ImageBatch images) {
        return new BySpacing(images, Part.of(images), classes());
    }

    /** Images of one spacing, and where they are in their batch. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Part(int[] places, List<Double> spacing) {
        static List<Part> of(ImageBatch images) {
            Map<List<Double>, List<Integer>> places = new LinkedHashMap<>();
            for (int i = 0; i < images.count(); i++) {
                places.computeIfAbsent(images.acquisitions().get(i).spacing(), spacing -> new ArrayList<>())
                        .add(i);
            }
            List<Part> parts = new ArrayList<>();
            places.forEach((spacing, own) ->
                    parts.add(new Part(own.stream().mapToInt(Integer::intValue).toArray(), spacing)));
            return parts;
        }

        ImageBatch images(ImageBatch all) {
            ImageBatch own = places.length == all.count() ? all : all.picked(places);
            return own.resized(own.pixels(), new Grid(own.grid().sizes(), spacing));
        }

        void put(float[] own, float[] all, int count) {
            int length = all.length / count;
            for (int k = 0; k < places.length; k++) {
                System.arraycopy(own, k * length, all, places[k] * length, length);
            }
        }

        float[] of(float[] all, int count) {
            int length = all.length / count;
            float[] own = new float[places.length * length];
            for (int k = 0; k < places.length; k++) {
                System.arraycopy(all, places[k] * length, own, k * length, length);
            }
            return own;
        }
    }

    private static final class BySpacing implements Turns {
        private final ImageBatch images;
        private final List<Part> parts;
        private final int classes;
        private float[] answer = {};

        BySpacing(ImageBatch images, List<Part> parts, int classes) {
            this.images = images;
            this.parts = parts;
            this.classes = classes;
        }

        @Override
        public int count() {
            return parts.size();
        }

        @Override
        public ImageBatch images(int turn) {
            return parts.get(turn).images(images);
        }

        @Override
        public void add(int turn, float[] own) {
            if (count() == 1) {
                answer = own;
                return;
            }
            if (turn == 0) {
                answer = new float[images.count() * images.grid().voxels() * classes];
            }
            parts.get(turn).put(own, answer, images.count());
        }

        @Override
        public float[] answer() {
            return answer;
        }

        @Override
        public Pullback pullback(float[] gradient) {
            return new Pullback() {
                private float[] pulled = {};

                @Override
                public float[] of(int turn, float[] own) {
                    return count() == 1 ? gradient : parts.get(turn).of(gradient, images.count());
                }

                @Override
                public void add(int turn, float[] own) {
                    if (count() == 1) {
                        pulled = own;
                        return;
                    }
                    if (turn == 0) {
                        pulled = new float[images.pixels().length];
                    }
                    parts.get(turn).put(own, pulled, images.count());
                }

                @Override
                public float[] images() {
                    return pulled;
                }
            };
        }
    }
}

package org.duress.model.preprocess;

import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;

/**
 * A model that is shown views of images, a few at a time, and whose answers are averaged: sliding windows, flips.
 *
 * <p>Beside what the model itself needs for a turn, a batch of N points, K channels and C classes holds its answer, 4 N
 * C bytes, and in the pullback the gradient on the images, 4 N K bytes: neither grows with the number of views.
 */
final class ViewedModel extends InTurns {
    /**
     * Points that the model is asked about at once, or one view: what four slices of 512 x 512 have, or one tile of 96
     * x 96 x 96.
     */
    static final int POINTS = 1 << 20;

    private final Viewing viewing;
    private final String text;
    private final boolean organs;
    private final int points;

    /**
     * A model that is shown views.
     *
     * @param model closed with this one
     * @param organs whether each organ's values are for itself
     * @param text what is shown, for the fingerprint
     */
    ViewedModel(SegmentationModel model, Viewing viewing, boolean organs, String text) {
        this(model, viewing, organs, text, POINTS);
    }

    /** The same, of which so many points are shown at once. */
    ViewedModel(SegmentationModel model, Viewing viewing, boolean organs, String text, int points) {
        super(model);
        this.viewing = viewing;
        this.organs = organs;
        this.text = text;
        this.points = points;
    }

    @Override
    public String fingerprint() {
        return StageModel.fingerprint(super.fingerprint(), text);
    }

    @Override
    public void requireSize(Grid grid) {
        super.requireSize(viewing.grid(grid));
    }

    @Override
    public boolean takes(Grid grid) {
        return super.takes(viewing.grid(grid));
    }

    /** How many views of a grid make a turn of so many points. */
    static int each(Grid view, int points) {
        return Math.max(1, points / view.voxels());
    }

    @Override
    Turns turns(ImageBatch images) {
        Averaging averaging = Averaging.of(viewing.average(), new Answers(classes(), organs));
        Views views = viewing.views(images);
        return new OfViews(images, views, averaging, each(views.grid(), points));
    }

    private static final class OfViews implements Turns {
        private final ImageBatch images;
        private final Views views;
        private final Averaging averaging;
        private final int each;
        private float[] averaged = {};
        private float[] answer = {};

        OfViews(ImageBatch images, Views views, Averaging averaging, int each) {
            this.images = images;
            this.views = views;
            this.averaging = averaging;
            this.each = each;
        }

        @Override
        public int count() {
            return (views.count() + each - 1) / each;
        }

        private int from(int turn) {
            return turn * each;
        }

        private int to(int turn) {
            return Math.min(views.count(), (turn + 1) * each);
        }

        @Override
        public ImageBatch images(int turn) {
            return views.images(from(turn), to(turn), images);
        }

        @Override
        public void add(int turn, float[] own) {
            if (turn == 0) {
                averaged = new float[images.count() * images.grid().voxels() * averaging.channels()];
            }
            float[] numbers = averaging.of(own);
            float[] weighed = numbers == own ? own.clone() : numbers;
            views.weigh(from(turn), to(turn), weighed, averaging.channels());
            views.add(from(turn), to(turn), weighed, averaged, averaging.channels());
        }

        @Override
        public float[] answer() {
            if (answer.length == 0) {
                answer = averaging.answer(averaged);
            }
            return answer;
        }

        @Override
        public Pullback pullback(float[] gradient) {
            return new Pullback() {
                private final float[] pulled = new float[images.pixels().length];

                @Override
                public float[] of(int turn, float[] own) {
                    float[] there = averaging.answerPulledBack(
                            cut(turn, averaged, averaging.channels()),
                            cut(turn, answer(), averaging.classes()),
                            cut(turn, gradient, averaging.classes()));
                    // Numbers that are a view's own are no others'.
                    views.weigh(from(turn), to(turn), there, averaging.channels());
                    return averaging.pulledBack(own, there);
                }

                private float[] cut(int turn, float[] values, int channels) {
                    return views.cut(from(turn), to(turn), values, channels);
                }

                @Override
                public void add(int turn, float[] own) {
                    views.add(from(turn), to(turn), own, pulled, images.channels());
                }

                @Override
                public float[] images() {
                    return pulled;
                }
            };
        }
    }
}

package org.duress.model.preprocess;

import java.util.List;
import java.util.stream.IntStream;
import org.duress.model.DifferentiableModel;
import org.duress.model.DifferentiableModel.Forward;
import org.duress.model.ForwardingModel;
import org.duress.model.ImageBatch;
import org.duress.model.Passage;
import org.duress.model.Segmentation;
import org.duress.model.SegmentationModel;

/**
 * A model that asks another about one batch in several turns, since they fit no one batch, or not the memory. Nothing
 * of a turn is kept but what it adds to the answer: the gradients of a batch of several turns cost a second pass over
 * each, and what is held at any time is of one turn, however many there are.
 */
abstract class InTurns extends ForwardingModel {
    InTurns(SegmentationModel model) {
        super(model);
    }

    /** The turns of one batch, first the answers of all in their order, then their gradients. */
    interface Turns {
        /** How many; at least one. */
        int count();

        /** What the model is asked in a turn. */
        ImageBatch images(int turn);

        /** Takes the model's answer of a turn, which is not written to. */
        void add(int turn, float[] own);

        /** The answer about the batch, when those of all turns are there. */
        float[] answer();

        /** The pullback of a gradient on {@link #answer}. */
        Pullback pullback(float[] gradient);
    }

    /** A gradient on its way back through all turns. */
    interface Pullback {
        /**
         * What comes to the model's answer of a turn.
         *
         * @param own that answer
         */
        float[] of(int turn, float[] own);

        /** Takes what the model made of it: dL/dI of the images of a turn. */
        void add(int turn, float[] gradient);

        /** dL/dI of the batch, when those of all turns are there. */
        float[] images();
    }

    abstract Turns turns(ImageBatch images);

    @Override
    protected final Passage passage(ImageBatch images) {
        return Passage.unchanged(images);
    }

    @Override
    public final float[] probabilities(ImageBatch images) {
        return answered(delegate(), turns(images));
    }

    private static float[] answered(SegmentationModel model, Turns turns) {
        for (int turn = 0; turn < turns.count(); turn++) {
            turns.add(turn, model.probabilities(turns.images(turn)));
        }
        return turns.answer();
    }

    @Override
    public final Segmentation segment(ImageBatch images) {
        return Segmentation.mostProbable(probabilities(images), classes(), images.grid());
    }

    /** Batches of one turn each are asked about as the model asks about several. */
    @Override
    public final List<Segmentation> segmentAll(List<ImageBatch> batches) {
        List<Turns> all = batches.stream().map(this::turns).toList();
        if (all.stream().anyMatch(turns -> turns.count() > 1)) {
            return batches.stream().map(this::segment).toList();
        }
        List<Segmentation> own =
                delegate().segmentAll(all.stream().map(turns -> turns.images(0)).toList());
        for (int i = 0; i < own.size(); i++) {
            all.get(i).add(0, own.get(i).probabilities());
        }
        return IntStream.range(0, own.size())
                .mapToObj(i -> Segmentation.mostProbable(
                        all.get(i).answer(), classes(), batches.get(i).grid()))
                .toList();
    }

    @Override
    protected final Forward forward(DifferentiableModel own, ImageBatch images) {
        Turns turns = turns(images);
        if (turns.count() == 1) {
            Forward only = own.forward(turns.images(0));
            turns.add(0, only.probabilities());
            return pass(turns.answer(), turns, turn -> only);
        }
        return pass(answered(own, turns), turns, turn -> own.forward(turns.images(turn)));
    }

    private interface Again {
        Forward forward(int turn);
    }

    private static Forward pass(float[] answer, Turns turns, Again again) {
        return new Forward() {
            @Override
            public float[] probabilities() {
                return answer;
            }

            @Override
            public float[] inputGradient(float[] gradient) {
                Pullback pullback = turns.pullback(gradient);
                for (int turn = 0; turn < turns.count(); turn++) {
                    Forward below = again.forward(turn);
                    pullback.add(turn, below.inputGradient(pullback.of(turn, below.probabilities())));
                }
                return pullback.images();
            }
        };
    }
}

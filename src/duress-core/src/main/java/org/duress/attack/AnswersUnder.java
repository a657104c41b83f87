package org.duress.attack;

import java.util.List;
import java.util.stream.IntStream;
import org.duress.base.KeptFloats;
import org.duress.base.Scope;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;

/**
 * What a model says of images under fields, beside what it said of the clean ones, moved by the same D; and the way
 * back of gradients. For one thread, and good until the model is asked again.
 */
public final class AnswersUnder {
    private final CleanAnswers answers;
    private final int classes;
    private final KeptFields fields;
    private final DifferentiableModel.Forward forward;
    private final KeptFloats pixels;
    private final List<Scope> scopes;
    private float[] moved = {};

    /**
     * Asks the model about the images of the clean answers, under fields: one pass. While the model works nothing else
     * that is large is on the heap.
     */
    public AnswersUnder(DifferentiableModel model, CleanAnswers answers, KeptFields fields) {
        this.answers = answers;
        this.fields = fields;
        classes = model.classes();
        ImageBatch perturbed = Warp.perturb(answers.images(), fields.fields());
        pixels = KeptFloats.of(perturbed.pixels());
        scopes =
                IntStream.range(0, perturbed.count()).mapToObj(perturbed::scope).toList();
        forward = model.forward(perturbed);
    }

    /**
     * Gradients of a loss.
     *
     * @param under where they were taken: for who looks at the same images next
     * @param fields with respect to D and V
     * @param model with respect to the model's input
     */
    @SuppressWarnings("ArrayRecordComponent") // identity is meant
    public record Slope(Perturbed under, FieldGradient fields, float[] model) {}

    /** A loss of the answers. */
    @FunctionalInterface
    public interface Loss {
        /**
         * Its gradients.
         *
         * @param moved the clean answers, moved by D
         * @param answers to the perturbed images
         * @param answerGradient receives that on the answers; zeros before
         * @param movedGradient receives that on the moved clean answers; zeros before
         */
        void slope(float[] moved, float[] answers, float[] answerGradient, float[] movedGradient);
    }

    /** The clean answers, moved by D, {@code [count, grid, classes]}. */
    public float[] moved() {
        if (moved.length == 0) {
            moved = answers.moved(fields.fields());
        }
        return moved;
    }

    /** The answers to the perturbed images, of the same shape. */
    public float[] answers() {
        return forward.probabilities();
    }

    /** Pulls the gradient of a loss back: one pass backward. */
    public Slope pullback(Loss loss) {
        float[] answerGradient = new float[answers().length];
        KeptFloats movedGradient = movedGradient(loss, answerGradient);
        moved = new float[0];
        float[] intensity = forward.inputGradient(answerGradient).clone();
        ImageBatch perturbed = answers.images().with(pixels.values()).scoped(scopes);
        Perturbed under = Perturbed.of(answers.images(), fields.fields(), perturbed);
        float[] deformation = under.pullback(intensity);
        Warp.mapsPullback(answers.probabilities(), classes, under.fields(), movedGradient.values(), deformation);
        return new Slope(under, new FieldGradient(deformation, intensity), intensity);
    }

    private KeptFloats movedGradient(Loss loss, float[] answerGradient) {
        float[] gradient = new float[answerGradient.length];
        loss.slope(moved(), answers(), answerGradient, gradient);
        return KeptFloats.of(gradient);
    }
}

package org.duress.attack;

import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;

/**
 * What a model says of images under fields, beside what it said of the clean ones, moved by the same D; and the way
 * back of gradients. For one thread, and good until the model is asked again.
 */
public final class AnswersUnder {
    private final ImageBatch images;
    private final int classes;
    private final float[] clean;
    private final Perturbation fields;
    private final float[] moved;
    private final DifferentiableModel.Forward forward;

    /** Asks the model about the images of the clean answers, under fields: one pass. */
    public AnswersUnder(DifferentiableModel model, CleanAnswers answers, Perturbation fields) {
        this.fields = fields;
        images = answers.images();
        classes = model.classes();
        clean = answers.probabilities();
        moved = answers.moved(fields);
        forward = model.forward(Warp.perturb(images, fields));
    }

    /**
     * Gradients of a loss.
     *
     * @param fields with respect to D and V
     * @param model with respect to the model's input
     */
    @SuppressWarnings("ArrayRecordComponent") // identity is meant
    public record Slope(FieldGradient fields, float[] model) {}

    /** The clean answers, moved by D, {@code [count, grid, classes]}. */
    public float[] moved() {
        return moved;
    }

    /** The answers to the perturbed images, of the same shape. */
    public float[] answers() {
        return forward.probabilities();
    }

    /**
     * Pulls a gradient back: one pass backward.
     *
     * @param answerGradient on {@link #answers}
     * @param movedGradient on {@link #moved}
     */
    public Slope pullback(float[] answerGradient, float[] movedGradient) {
        float[] intensity = forward.inputGradient(answerGradient).clone();
        float[] deformation = new float[fields.deformation().length];
        Warp.pullback(images, fields, intensity, deformation);
        Warp.mapsPullback(clean, classes, fields, movedGradient, deformation);
        return new Slope(new FieldGradient(deformation, intensity), intensity);
    }
}

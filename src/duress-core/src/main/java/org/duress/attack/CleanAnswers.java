package org.duress.attack;

import java.util.ArrayList;
import java.util.List;
import org.duress.base.KeptFloats;
import org.duress.base.SideBySide;
import org.duress.metric.OrganScores;
import org.duress.metric.ShownOrgans;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;

/**
 * What a model says of clean images, and how far from that its answers to perturbed ones are. A clean answer moves with
 * D: an organ that only moved has lost nothing. For one thread.
 */
public final class CleanAnswers {
    /** Slices that a model is asked about in one pass, if the batch has no more; volumes by their planes. */
    private static final int TOGETHER = 16;

    private final SegmentationModel model;
    private final ImageBatch images;
    private final KeptFloats probabilities;
    private final List<ShownOrgans> shown;

    /** Asks the model about the images, once. */
    public CleanAnswers(SegmentationModel model, ImageBatch images) {
        this(model, images, model.probabilities(images));
    }

    /**
     * Of a model that was asked before.
     *
     * @param probabilities what it said; not copied
     */
    public CleanAnswers(SegmentationModel model, ImageBatch images, float[] probabilities) {
        this.model = model;
        this.images = images;
        this.probabilities = KeptFloats.of(probabilities);
        shown = SideBySide.each(
                images.count(),
                i -> ShownOrgans.of(probabilities, i * values(), images.grid().voxels(), model.sets()));
    }

    /**
     * A question about a perturbed image.
     *
     * @param image its place in the batch
     * @param fields of that image alone
     */
    public record Question(int image, KeptFields fields) {
        /** About fields that are no larger than what is asked together. */
        public Question(int image, Perturbation fields) {
            this(image, KeptFields.of(fields));
        }
    }

    /** Values of one answer. */
    private int values() {
        return images.grid().voxels() * model.classes();
    }

    ImageBatch images() {
        return images;
    }

    /** {@code [count, grid, classes]} row-major; not to be changed. */
    public float[] probabilities() {
        return probabilities.values();
    }

    /** The same moved by D; fresh. */
    public float[] moved(Perturbation fields) {
        return Warp.maps(probabilities(), model.classes(), fields);
    }

    /**
     * What the clean answer to one image gives to an organ of a number at one pixel.
     *
     * @param all {@link #probabilities}
     */
    public double probability(float[] all, int image, int pixel, int organ) {
        return model.sets().share(all, image * values() + pixel * model.classes(), organ);
    }

    /** The organs that the clean answer to one image shows. */
    public ShownOrgans shown(int image) {
        return shown.get(image);
    }

    /**
     * Scores the answer to one image of the batch.
     *
     * @param moved the clean answers, moved by D, {@code [count, grid, classes]}
     * @param answers to the perturbed images, the same shape
     */
    public OrganScores score(int image, float[] moved, float[] answers) {
        return shown.get(image).score(moved, image * values(), answers, image * values());
    }

    /** Images that the model is asked about in one pass, at most. */
    public int together() {
        return Math.max(Math.max(1, TOGETHER / images.grid().planes()), images.count());
    }

    /** Asks questions, {@link #together} as many as go into one pass of the model. */
    public List<OrganScores> ask(List<Question> questions) {
        List<OrganScores> scores = new ArrayList<>();
        for (int from = 0; from < questions.size(); from += together()) {
            scores.addAll(pass(questions.subList(from, Math.min(questions.size(), from + together()))));
        }
        return scores;
    }

    private List<OrganScores> pass(List<Question> questions) {
        KeptFields fields =
                KeptFields.joined(questions.stream().map(Question::fields).toList());
        float[] answers = model.probabilities(perturbed(questions, fields));
        float[] moved = Warp.maps(clean(questions), model.classes(), fields.fields());
        return SideBySide.each(
                questions.size(),
                k -> shown.get(questions.get(k).image()).score(moved, k * values(), answers, k * values()));
    }

    private ImageBatch perturbed(List<Question> questions, KeptFields fields) {
        ImageBatch asked =
                images.picked(questions.stream().mapToInt(Question::image).toArray());
        return Warp.perturb(asked, fields.fields());
    }

    /** The clean answers to the images that are asked about. */
    private float[] clean(List<Question> questions) {
        float[] all = probabilities();
        if (questions.size() == 1 && images.count() == 1) {
            return all;
        }
        float[] clean = new float[questions.size() * values()];
        for (int k = 0; k < questions.size(); k++) {
            System.arraycopy(all, questions.get(k).image() * values(), clean, k * values(), values());
        }
        return clean;
    }
}

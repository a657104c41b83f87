package org.duress.attack.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.duress.attack.Attack;
import org.duress.attack.Perturbation;
import org.duress.attack.RandomFields;
import org.duress.attack.Warp;
import org.duress.metric.SoftDice;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.spec.FieldKind;

/**
 * Searches for the worst perturbation of each image by asking the model and nothing else, in the low-dimensional space that
 * proposals span: those of trained attackers, or where there are none random smooth fields. What it lowers is the
 * {@link SoftDice} of the model's answer and its clean answer, moved by the same deformation.
 *
 * <p>Needs no gradients, so it also finds what is wrong with a model whose gradients lead nowhere.
 */
public final class QueryAttack implements Attack {
    /** Fewest questions about an image that make a search. */
    public static final int LEAST_QUESTIONS = 16;

    /** Proposals of each proposer, at most. More span more, and take longer to search. */
    private static final int PROPOSALS = 8;
    /** Of all questions at most this share goes to the proposals themselves. */
    private static final double PROPOSED_SHARE = 0.25;

    private static final RandomFields.Size RANDOM = new RandomFields.Size(1, 0.2);
    private static final int SPACING = 8;

    private final SegmentationModel model;
    private final List<Attack> proposers;
    private final int questions;
    private final int proposals;

    /**
     * An attack.
     *
     * @param model the model under test
     * @param proposers attacks whose perturbations the search starts from and combines; empty: random smooth fields
     * @param fields which fields may be used
     * @param questions most questions about one image, one about the clean image aside; at least {@link #LEAST_QUESTIONS}
     */
    public QueryAttack(
            SegmentationModel model, List<? extends Attack> proposers, Set<FieldKind> fields, int questions) {
        if (questions < LEAST_QUESTIONS) {
            throw new IllegalArgumentException(
                    "a search needs at least " + LEAST_QUESTIONS + " questions about an image, not " + questions);
        }
        this.model = model;
        this.proposers =
                proposers.isEmpty() ? List.of(new RandomFields(RANDOM.only(fields), SPACING)) : List.copyOf(proposers);
        this.questions = questions;
        int affordable = (int) (PROPOSED_SHARE * questions / this.proposers.size());
        proposals = Math.max(1, Math.min(PROPOSALS, affordable));
    }

    @Override
    public List<Perturbation> perturb(ImageBatch images, int samples, long seed) {
        float[] clean = model.probabilities(images);
        List<Perturbation> proposed = new ArrayList<>();
        for (Attack proposer : proposers) {
            proposed.addAll(proposer.perturb(images, proposals, seed + 1));
        }
        List<FieldSearch> searches = new ArrayList<>();
        for (int i = 0; i < images.count(); i++) {
            FieldSpan span = new FieldSpan(proposed, i);
            searches.add(new FieldSearch(span, proposed.size(), questions, seed * 31 + i));
        }
        new Lockstep<Perturbation, Double>(asked -> scores(images, clean, asked)).run(searches);
        return List.of(joined(searches, images));
    }

    /** One score a question, from one batch of all of them. */
    private List<Double> scores(ImageBatch images, float[] clean, List<Lockstep.Asked<Perturbation>> asked) {
        int pixels = images.height() * images.width();
        int values = pixels * model.classes();
        float[] own = new float[asked.size() * pixels];
        float[] reference = new float[asked.size() * values];
        for (int k = 0; k < asked.size(); k++) {
            int image = asked.get(k).search();
            System.arraycopy(images.pixels(), image * pixels, own, k * pixels, pixels);
            System.arraycopy(clean, image * values, reference, k * values, values);
        }
        Perturbation fields =
                joined(asked.stream().map(Lockstep.Asked::question).toList());
        ImageBatch perturbed = Warp.perturb(new ImageBatch(own, asked.size(), images.height(), images.width()), fields);
        float[] moved = Warp.maps(reference, model.classes(), fields);
        float[] answers = model.probabilities(perturbed);
        List<Double> scores = new ArrayList<>();
        for (int k = 0; k < asked.size(); k++) {
            scores.add(SoftDice.mean(moved, k * values, answers, k * values, pixels, model.classes()));
        }
        return scores;
    }

    private static Perturbation joined(List<FieldSearch> searches, ImageBatch images) {
        Perturbation none = Perturbation.none(1, images.height(), images.width());
        return joined(
                searches.stream().map(search -> search.worst().orElse(none)).toList());
    }

    /** Perturbations of one image each as one of a batch. */
    private static Perturbation joined(List<Perturbation> single) {
        int height = single.get(0).height();
        int width = single.get(0).width();
        int pixels = height * width;
        float[] deformation = new float[2 * single.size() * pixels];
        float[] intensity = new float[single.size() * pixels];
        for (int i = 0; i < single.size(); i++) {
            System.arraycopy(single.get(i).deformation(), 0, deformation, 2 * i * pixels, 2 * pixels);
            System.arraycopy(single.get(i).intensity(), 0, intensity, i * pixels, pixels);
        }
        return new Perturbation(deformation, intensity, single.size(), height, width);
    }
}

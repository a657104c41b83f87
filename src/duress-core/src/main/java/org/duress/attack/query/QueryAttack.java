package org.duress.attack.query;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.duress.attack.Attack;
import org.duress.attack.Budget;
import org.duress.attack.CleanAnswers;
import org.duress.attack.ControlSpacing;
import org.duress.attack.KeptFields;
import org.duress.attack.OpenImages;
import org.duress.attack.OrganLimits;
import org.duress.attack.Perturbation;
import org.duress.attack.RandomFields;
import org.duress.base.Seeds;
import org.duress.metric.OrganScores;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.spec.FieldKind;

/**
 * Searches for the worst perturbation of each image by asking the model and nothing else, in the low-dimensional space
 * that proposals span: those of other attacks, and always random smooth fields, of which every second has its V in one
 * channel alone, in turn, where channels may have one each. What it lowers is the soft Dice of the model's answer and
 * its clean answer, moved by the same deformation, of all organs and then of one after the other ({@link FieldSearch});
 * an organ that the clean answer does not show counts by how much is drawn of it. It asks about nothing that is outside
 * the budget.
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
    private final Budget budget;
    private final RandomFields.Size random;
    private final int questions;
    private final int proposals;
    private final OrganLimits limits;
    private final ControlSpacing controls;

    /**
     * An attack.
     *
     * @param model the model under test
     * @param proposers attacks whose perturbations the search starts from and combines, random smooth fields aside
     * @param budget what a perturbation may spend
     * @param fields which fields may be used
     * @param questions most questions about one image, one about the clean image aside; at least
     *     {@link #LEAST_QUESTIONS}
     * @param limits what each organ may lose
     * @param controls how far apart the control points of random fields are
     */
    public QueryAttack(
            SegmentationModel model,
            List<? extends Attack> proposers,
            Budget budget,
            Set<FieldKind> fields,
            int questions,
            OrganLimits limits,
            ControlSpacing controls) {
        if (questions < LEAST_QUESTIONS) {
            throw new IllegalArgumentException(
                    "a search needs at least " + LEAST_QUESTIONS + " questions about an image, not " + questions);
        }
        this.model = model;
        this.proposers = List.copyOf(proposers);
        this.budget = budget;
        random = RANDOM.only(fields);
        this.questions = questions;
        this.limits = limits;
        this.controls = controls;
        int affordable = (int) (PROPOSED_SHARE * questions / (proposers.size() + 1));
        proposals = Math.max(1, Math.min(PROPOSALS, affordable));
    }

    /** Gives the worst of each image by the mean first, then the worst for each organ, the hardest hit first. */
    @Override
    public List<Perturbation> perturb(ImageBatch images, int samples, long seed) {
        return perturb(images, new BitSet(), samples, seed);
    }

    @Override
    public List<Perturbation> perturb(ImageBatch batch, BitSet lost, int samples, long seed) {
        OpenImages open = new OpenImages(batch, lost);
        ImageBatch images = open.images();
        CleanAnswers answers = new CleanAnswers(model, images);
        List<KeptFields> proposed = new ArrayList<>();
        for (Attack proposer : proposers) {
            proposer.perturb(batch, lost, proposals, Seeds.proposers(seed))
                    .forEach(fields -> proposed.add(KeptFields.of(open.of(fields))));
        }
        List<FieldSearch> searches = KeptFields.each(images.count(), images.grid(), images.channels(), i -> {
            ImageBatch own = images.one(i);
            long ownSeed = Seeds.image(seed, open.place(i));
            // A proposer gives an image that it found less for some fields twice: once more they span nothing.
            List<KeptFields> starts = KeptFields.distinct(
                    proposed.stream().map(fields -> fields.one(i)).toList());
            starts.addAll(randomFields(own, ownSeed));
            FieldSpan span = new FieldSpan(budget, own, starts);
            return new FieldSearch(span, starts.size(), questions, ownSeed, answers.shown(i), limits);
        });
        new Lockstep<List<KeptFields>, List<OrganScores>>(asked -> answered(asked, answers)).run(searches);
        return open.joined(searches.stream().map(FieldSearch::worst).toList(), samples);
    }

    /** Questions of several searches, asked together. */
    private static List<List<OrganScores>> answered(
            List<Lockstep.Asked<List<KeptFields>>> asked, CleanAnswers answers) {
        Iterator<OrganScores> scores = answers.ask(asked.stream()
                        .flatMap(one ->
                                one.question().stream().map(fields -> new CleanAnswers.Question(one.search(), fields)))
                        .toList())
                .iterator();
        return asked.stream()
                .map(one -> one.question().stream().map(any -> scores.next()).toList())
                .toList();
    }

    /** For each image anew, so that none has anything to do with the others of a batch. */
    private List<KeptFields> randomFields(ImageBatch image, long seed) {
        List<Integer> spacing = controls.dividing(image.grid(), SPACING);
        List<Perturbation> drawn =
                new RandomFields(random, spacing, budget.intensities()).perturb(image, proposals, seed);
        int fields = budget.intensities().of(image.channels());
        List<KeptFields> filled = new ArrayList<>();
        for (int k = 0; k < drawn.size(); k++) {
            boolean alone = fields > 1 && k % 2 == 1;
            Perturbation own = drawn.get(k);
            filled.add(KeptFields.of(budget.fill(image, alone ? own.inChannel(k / 2 % fields) : own)));
        }
        return filled;
    }
}

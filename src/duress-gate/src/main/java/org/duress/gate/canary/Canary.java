package org.duress.gate.canary;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.duress.attack.BSpline;
import org.duress.attack.Budget;
import org.duress.attack.Perturbation;
import org.duress.attack.RandomFields;
import org.duress.attack.Warp;
import org.duress.base.Seeds;
import org.duress.data.Slice;
import org.duress.gate.attack.AttackTask;
import org.duress.gate.attack.NamedAttack;
import org.duress.gate.baseline.Baseline;
import org.duress.gate.baseline.Batch;
import org.duress.gate.baseline.CountingModel;
import org.duress.gate.baseline.Segmenter;
import org.duress.gate.judge.Judge;
import org.duress.gate.judge.WorstSample;
import org.duress.metric.RootMeanSquare;
import org.duress.model.ImageBatch;
import org.duress.model.Segmentation;
import org.duress.model.SegmentationModel;
import org.duress.result.CanaryEvidence;
import org.duress.result.slice.CleanSlice;
import org.duress.result.slice.Judged;
import org.duress.result.slice.Trial;
import org.duress.spec.AttackSpec;
import org.duress.spec.BudgetSpec;
import org.duress.spec.Contender;

/**
 * A copy of the model under test that was made fragile on purpose ({@link PlantedWeakness}). What breaks it is known
 * and spends half the budget; an attack that does not find it has shown nothing about the model either.
 *
 * <p>The pattern has about 8 control points along each side of an image and few strong places, so that random smooth
 * fields seldom go far along it.
 */
public final class Canary {
    /** Slices it is tried on, at most. */
    static final int SLICES = 8;

    /** Control points of the pattern along the shorter side of an image. */
    private static final int POINTS = 8;

    /** Ascents along the pattern, where only a deformation may be used: the image moves away from its own gradient. */
    private static final int ASCENTS = 8;

    private static final RandomFields.Size RANDOM = new RandomFields.Size(1, 0.2);
    private static final int RANDOM_SPACING = 8;

    private final AttackSpec attack;
    private final Budget budget;
    private final List<Slice> chosen;
    private final ImageBatch slices;
    private final SegmentationModel copy;
    private final Perturbation planted;

    private Canary(AttackSpec attack, Budget budget, List<Slice> chosen, SegmentationModel copy, Perturbation planted) {
        this.attack = attack;
        this.budget = budget;
        this.chosen = chosen;
        this.slices = Batch.images(chosen);
        this.copy = copy;
        this.planted = planted;
    }

    /**
     * Plants a weakness near slices of the gate subjects on which the model finds an organ.
     *
     * @param model with the cohort's classes; it stays another's
     * @return empty where nothing can be planted: a budget that allows nothing, a model that finds nothing
     */
    public static Optional<Canary> plant(
            AttackSpec attack, BudgetSpec limits, SegmentationModel model, Baseline baseline) {
        List<Slice> chosen = choose(baseline);
        if (chosen.isEmpty() || attack.xi() == 0) {
            return Optional.empty();
        }
        ImageBatch slices = Batch.images(chosen);
        int points = Math.max(1, Math.min(slices.grid().height(), slices.grid().width()) / POINTS);
        int spacing = BSpline.spacing(points, slices.grid());
        float[] pattern = pattern(slices, spacing, attack.seed());
        Budget budget = new Budget(limits);
        Perturbation planted = attack.shades()
                ? brightened(slices, pattern, budget.times(0.5))
                : moved(slices, pattern, budget.times(0.5), spacing);
        double[] thresholds = thresholds(slices, pattern, Warp.perturb(slices, planted));
        if (Arrays.stream(thresholds).allMatch(Double::isInfinite)) {
            return Optional.empty();
        }
        PlantedWeakness weakness = new PlantedWeakness(slices, pattern, thresholds);
        return Optional.of(new Canary(attack, budget, chosen, new FragileCopy(model, weakness), planted));
    }

    /**
     * At most {@link #SLICES}, evenly over the gate's slices, subject after subject, that the model finds an organ on.
     */
    private static List<Slice> choose(Baseline baseline) {
        List<Slice> all = new ArrayList<>();
        for (int b = 0; b < baseline.batches().size(); b++) {
            List<Slice> batch = baseline.batches().get(b).slices();
            for (int i = 0; i < batch.size(); i++) {
                if (shows(baseline.answers().get(b).classMap(i))) {
                    all.add(batch.get(i));
                }
            }
        }
        List<Slice> chosen = new ArrayList<>();
        int count = Math.min(SLICES, all.size());
        for (int k = 0; k < count; k++) {
            chosen.add(all.get((2 * k + 1) * all.size() / (2 * count)));
        }
        return chosen;
    }

    private static boolean shows(byte[] map) {
        for (byte c : map) {
            if (c != 0) {
                return true;
            }
        }
        return false;
    }

    /** Cubes of normal numbers: a few places stand out, which are cheap to spend on and which chance seldom meets. */
    private static float[] pattern(ImageBatch slices, int spacing, long seed) {
        BSpline spline = new BSpline(slices.grid(), spacing, 1);
        Random random = new Random(Seeds.canary(seed));
        float[] grid = new float[spline.gridLength(1)];
        for (int k = 0; k < grid.length; k++) {
            double normal = random.nextGaussian();
            grid[k] = (float) (normal * normal * normal);
        }
        float[] pattern = spline.field(grid, 1, 1);
        float size = (float) RootMeanSquare.of(pattern, 0, pattern.length);
        for (int p = 0; p < pattern.length; p++) {
            pattern[p] /= size;
        }
        return pattern;
    }

    private static double[] thresholds(ImageBatch slices, float[] pattern, ImageBatch known) {
        double[] thresholds = new double[slices.count()];
        for (int k = 0; k < thresholds.length; k++) {
            thresholds[k] = PlantedWeakness.threshold(PlantedWeakness.gone(pattern, known, k, slices, k));
        }
        return thresholds;
    }

    /** V along the pattern. */
    private static Perturbation brightened(ImageBatch slices, float[] pattern, Budget half) {
        float[] still = new float[2 * slices.pixels().length];
        return half.fill(slices, fields(slices, still, repeated(pattern, slices.count())));
    }

    /** D that moves the images along the pattern: the gradient of T, through a spline, a few times over. */
    private static Perturbation moved(ImageBatch slices, float[] pattern, Budget half, int spacing) {
        int count = slices.count();
        BSpline spline = new BSpline(slices.grid(), spacing, 2);
        float[] gradient = repeated(pattern, count);
        float[] dark = new float[gradient.length];
        Perturbation moved = Perturbation.none(count, slices.grid());
        for (int ascent = 0; ascent < ASCENTS; ascent++) {
            float[] steepest = new float[2 * gradient.length];
            Warp.pullback(slices, moved, gradient, steepest);
            float[] smooth = spline.field(spline.pullback(steepest, count, 1), count, 1);
            float[] next = half.fill(slices, fields(slices, smooth, dark)).deformation();
            for (int i = 0; i < next.length; i++) {
                next[i] += moved.deformation()[i];
            }
            moved = half.fill(slices, fields(slices, next, dark));
        }
        return moved;
    }

    private static float[] repeated(float[] pattern, int count) {
        float[] all = new float[count * pattern.length];
        for (int k = 0; k < count; k++) {
            System.arraycopy(pattern, 0, all, k * pattern.length, pattern.length);
        }
        return all;
    }

    private static Perturbation fields(ImageBatch slices, float[] deformation, float[] intensity) {
        return new Perturbation(deformation, intensity, slices.count(), slices.grid());
    }

    /** The fragile copy, differentiable where the model is. */
    public SegmentationModel copy() {
        return copy;
    }

    /** The slices near which the copy is fragile. */
    ImageBatch images() {
        return slices;
    }

    /** What breaks the copy, with half the budget; within the budget. */
    Perturbation planted() {
        return planted;
    }

    /**
     * What to prepare the attacks on the copy for: its slices, and of the contenders those that search for each image
     * anew, which need no training. Only where there are none of them, an attacker is trained on the copy too.
     *
     * @param contenders what is tried on the model
     * @param mostSlices as for the attack on the model: what a slice's share of the queries is
     */
    public AttackTask task(Set<Contender> contenders, int mostSlices) {
        EnumSet<Contender> cheap = EnumSet.of(Contender.GRADIENT, Contender.QUERY);
        cheap.retainAll(contenders);
        return new AttackTask(attack.with(cheap.isEmpty() ? contenders : cheap), budget.spec(), slices, mostSlices);
    }

    /**
     * Tries attacks that were prepared for {@link #copy}.
     *
     * @return Dice with the copy's own clean answers, moved by D whatever the spec's reference, so that an organ which
     *     only moved breaks nothing; for each slice the mean over the organs that the clean answer shows, and the worst
     *     of what was tried
     */
    public CanaryEvidence measure(List<NamedAttack> attacks) {
        List<Perturbation> found = new ArrayList<>();
        for (NamedAttack named : attacks) {
            for (Perturbation fields : named.attack().perturb(slices, named.samples(), attack.seed())) {
                found.add(budget.project(slices, fields));
            }
        }
        RandomFields random =
                new RandomFields(RANDOM.only(attack.fields()), BSpline.spacing(RANDOM_SPACING, slices.grid()));
        List<Perturbation> drawn = random.perturb(slices, attack.samples(), attack.seed()).stream()
                .map(fields -> budget.fill(slices, fields))
                .toList();
        Segmenter segmenter = new Segmenter(new CountingModel(copy));
        Judge judge = new Judge(segmenter);
        List<CleanSlice> clean = clean(segmenter.segment(slices));
        return new CanaryEvidence(
                slices.count(),
                dice(judge, clean, List.of(planted)),
                dice(judge, clean, found),
                dice(judge, clean, drawn));
    }

    /** The slices with the copy's own answers for labels. */
    private List<CleanSlice> clean(Segmentation own) {
        List<Slice> labelled = new ArrayList<>();
        for (Slice slice : chosen) {
            byte[] map = own.classMap(labelled.size());
            labelled.add(new Slice(slice.name(), slice.grid(), slice.image(), map));
        }
        return new Batch("canary", 0, labelled).clean(own);
    }

    /** Mean over slices of the worst. */
    private static double dice(Judge judge, List<CleanSlice> clean, List<Perturbation> tried) {
        double[] worst = new double[clean.size()];
        Arrays.fill(worst, 1);
        for (Perturbation fields : tried) {
            List<Judged> judged = judge.judge(IntStream.range(0, worst.length)
                            .mapToObj(k -> new Trial(clean.get(k), fields.one(k)))
                            .toList())
                    .slices();
            for (int k = 0; k < worst.length; k++) {
                worst[k] = Math.min(
                        worst[k],
                        WorstSample.score(judged.get(k).warped(), clean.get(k).dice()));
            }
        }
        return Arrays.stream(worst).average().orElse(1);
    }
}

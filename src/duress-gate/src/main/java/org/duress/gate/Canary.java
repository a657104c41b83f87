package org.duress.gate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.duress.attack.BSpline;
import org.duress.attack.Budget;
import org.duress.attack.Perturbation;
import org.duress.attack.RandomFields;
import org.duress.attack.Warp;
import org.duress.base.Seeds;
import org.duress.data.Slice;
import org.duress.metric.Dice;
import org.duress.metric.RootMeanSquare;
import org.duress.model.ImageBatch;
import org.duress.model.Segmentation;
import org.duress.model.SegmentationModel;
import org.duress.result.CanaryEvidence;
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
final class Canary {
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
    private final ImageBatch slices;
    private final SegmentationModel copy;
    private final Perturbation planted;

    private Canary(AttackSpec attack, Budget budget, ImageBatch slices, SegmentationModel copy, Perturbation planted) {
        this.attack = attack;
        this.budget = budget;
        this.slices = slices;
        this.copy = copy;
        this.planted = planted;
    }

    /**
     * Plants a weakness near slices of the gate subjects on which the model finds an organ.
     *
     * @param model with the cohort's classes; it stays another's
     * @return empty where nothing can be planted: a budget that allows nothing, a model that finds nothing
     */
    static Optional<Canary> plant(AttackSpec attack, BudgetSpec limits, SegmentationModel model, Baseline baseline) {
        List<Slice> chosen = choose(baseline);
        if (chosen.isEmpty() || attack.xi() == 0) {
            return Optional.empty();
        }
        ImageBatch slices = Batch.images(chosen);
        int points = Math.max(1, Math.min(slices.height(), slices.width()) / POINTS);
        int spacing = BSpline.spacing(points, slices.height(), slices.width());
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
        return Optional.of(new Canary(attack, budget, slices, FragileCopy.of(model, weakness), planted));
    }

    /**
     * At most {@link #SLICES}, evenly over the gate's slices, subject after subject, that the model finds an organ on.
     */
    private static List<Slice> choose(Baseline baseline) {
        List<Slice> all = new ArrayList<>();
        for (int b = 0; b < baseline.batches().size(); b++) {
            List<Slice> batch = baseline.batches().get(b).slices();
            for (int i = 0; i < batch.size(); i++) {
                if (shows(Segmenter.slice(
                        baseline.answers().get(b), i, batch.get(i).image().length))) {
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
        BSpline spline = new BSpline(slices.height(), slices.width(), spacing, 1);
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
        BSpline spline = new BSpline(slices.height(), slices.width(), spacing, 2);
        float[] gradient = repeated(pattern, count);
        float[] dark = new float[gradient.length];
        Perturbation moved = Perturbation.none(count, slices.height(), slices.width());
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
        return new Perturbation(deformation, intensity, slices.count(), slices.height(), slices.width());
    }

    /** The fragile copy, differentiable where the model is. */
    SegmentationModel copy() {
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
    AttackTask task(Set<Contender> contenders, int mostSlices) {
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
    CanaryEvidence measure(List<NamedAttack> attacks) {
        List<Perturbation> found = new ArrayList<>();
        for (NamedAttack named : attacks) {
            for (Perturbation fields : named.attack().perturb(slices, named.samples(), attack.seed())) {
                found.add(budget.project(slices, fields));
            }
        }
        RandomFields random = new RandomFields(
                RANDOM.only(attack.fields()), BSpline.spacing(RANDOM_SPACING, slices.height(), slices.width()));
        List<Perturbation> drawn = random.perturb(slices, attack.samples(), attack.seed()).stream()
                .map(fields -> budget.fill(slices, fields))
                .toList();
        Segmentation clean = copy.segment(slices);
        return new CanaryEvidence(
                slices.count(), dice(clean, List.of(planted)), dice(clean, found), dice(clean, drawn));
    }

    /** Mean over slices of the worst. */
    private double dice(Segmentation clean, List<Perturbation> tried) {
        double[] worst = new double[slices.count()];
        Arrays.fill(worst, 1);
        for (Perturbation fields : tried) {
            Segmentation answer = copy.segment(Warp.perturb(slices, fields));
            for (int k = 0; k < worst.length; k++) {
                worst[k] = Math.min(worst[k], dice(clean, answer, fields, k));
            }
        }
        return Arrays.stream(worst).average().orElse(1);
    }

    private double dice(Segmentation clean, Segmentation answer, Perturbation fields, int slice) {
        int pixels = slices.height() * slices.width();
        int organs = copy.classes() - 1;
        byte[] still = Segmenter.slice(clean, slice, pixels);
        float[] deformation = Arrays.copyOfRange(fields.deformation(), 2 * slice * pixels, 2 * (slice + 1) * pixels);
        byte[] expected = Warp.labels(still, deformation, slices.height(), slices.width());
        return WorstSample.score(
                Dice.perOrgan(Segmenter.slice(answer, slice, pixels), expected, organs),
                Dice.perOrgan(still, still, organs));
    }
}

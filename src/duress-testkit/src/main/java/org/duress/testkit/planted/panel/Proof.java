package org.duress.testkit.planted.panel;

import java.util.Arrays;
import java.util.List;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.base.OrganSets;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.metric.Bootstrap;
import org.duress.metric.Dice;
import org.duress.metric.Ssim;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;

/**
 * What fields do to a specimen: the proof that it is fragile, made from the model's answers alone, without the gate.
 *
 * @param withinBudget whether the budget leaves every bit of the fields as it is
 * @param ssim the lowest of all gate slices under them
 * @param clean mean volume Dice over the gate subjects of each organ, before
 * @param fall relative fall of each
 * @param surely the lower bound of its 95 % interval over subjects
 */
public record Proof(boolean withinBudget, double ssim, List<Double> clean, List<Double> fall, List<Double> surely) {
    /** Applies fields to all gate slices of a ground. */
    public static Proof of(Ground ground, SegmentationModel model, Perturbation fields) {
        ImageBatch images = ground.images();
        ImageBatch under = Warp.perturb(images, fields);
        byte[] before = model.segment(images).classMap();
        byte[] after = model.segment(under).classMap();
        int organs = ground.cohort().organs().size();
        int subjects = ground.gate().size();
        double[][] clean = new double[organs][subjects];
        double[][] fallen = new double[organs][subjects];
        double ssim = 1;
        int slice = 0;
        for (int s = 0; s < subjects; s++) {
            Subject subject = ground.gate().get(s);
            Dice[] sums = new Dice[2 * organs];
            Arrays.fill(sums, Dice.NONE);
            for (Slice one : subject.slices()) {
                byte[] moved = Warp.labels(one.classes(), fields.one(slice).deformation(), one.grid());
                add(sums, 0, map(before, slice), one.classes(), organs);
                add(sums, organs, map(after, slice), moved, organs);
                ssim = Math.min(ssim, Ssim.of(one.image(), under.one(slice).pixels(), one.grid()));
                slice++;
            }
            for (int o = 0; o < organs; o++) {
                clean[o][s] = sums[o].score();
                fallen[o][s] = sums[organs + o].score();
            }
        }
        Perturbation held = ground.budget().project(images, fields);
        boolean within = Arrays.equals(held.deformation(), fields.deformation())
                && Arrays.equals(held.intensity(), fields.intensity());
        return of(within, ssim, clean, fallen);
    }

    private static Proof of(boolean within, double ssim, double[][] clean, double[][] fallen) {
        double[] before = Arrays.stream(clean).mapToDouble(Proof::mean).toArray();
        double[] after = Arrays.stream(fallen).mapToDouble(Proof::mean).toArray();
        Double[] fall = new Double[before.length];
        Double[] surely = new Double[before.length];
        for (int o = 0; o < fall.length; o++) {
            fall[o] = (before[o] - after[o]) / before[o];
            surely[o] = Bootstrap.of(clean[o], fallen[o], 1).drop().low();
        }
        return new Proof(within, ssim, Arrays.stream(before).boxed().toList(), List.of(fall), List.of(surely));
    }

    /** Of those that are numbers: an organ that a subject has not and that is not drawn has no Dice. */
    private static double mean(double[] values) {
        return Arrays.stream(values).filter(Double::isFinite).average().orElse(Double.NaN);
    }

    private static byte[] map(byte[] maps, int slice) {
        return Arrays.copyOfRange(maps, slice * Ground.PIXELS, (slice + 1) * Ground.PIXELS);
    }

    private static void add(Dice[] sums, int from, byte[] map, byte[] label, int organs) {
        List<Dice> counts = Dice.perOrgan(map, label, OrganSets.exclusive(organs));
        for (int o = 0; o < organs; o++) {
            sums[from + o] = sums[from + o].plus(counts.get(o));
        }
    }

    /** Whether some organ surely fell by more than a limit, with fields that are allowed and images that count. */
    public boolean breaks(double maxDiceDrop, double leastSsim) {
        return withinBudget && ssim >= leastSsim && surely.stream().anyMatch(low -> low > maxDiceDrop);
    }
}

package org.duress.gate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.duress.Interval;
import org.duress.OrganEvidence;
import org.duress.Queries;
import org.duress.Smoothness;
import org.duress.SubjectDice;
import org.duress.SurfaceEvidence;
import org.duress.metric.Bootstrap;
import org.duress.metric.Folding;
import org.duress.metric.MaskedCrossEntropy;
import org.duress.metric.Perceptibility;
import org.duress.metric.SurfaceDistance;
import org.duress.spec.Reference;
import org.duress.spec.RobustnessSpec;

/**
 * Everything measured on the attacked gate slices. Slices are added one by one and forgotten, but for the worst.
 * Mutable, for one thread.
 */
final class Attacked {
    private final Baseline baseline;
    private final Reference reference;
    private final MaskedCrossEntropy crossEntropy;
    private final SubjectCounts warped;
    private final SubjectCounts fixed;
    private final SubjectSurfaces cleanSurfaces;
    private final SubjectSurfaces attackedSurfaces;
    private final String unit;
    private final MeanSmoothness deformation = new MeanSmoothness(2);
    private final MeanSmoothness intensity = new MeanSmoothness(1);
    private final WorstCases worst;
    /** Images of each subject that the model was asked about, the clean baseline included. */
    private final Map<String, Long> asked = new LinkedHashMap<>();

    private double perceptibility;
    private double folded;
    private double largestDisplacement;
    private int slices;

    Attacked(Baseline baseline, Reference reference, MaskedCrossEntropy crossEntropy) {
        this.baseline = baseline;
        this.reference = reference;
        this.crossEntropy = crossEntropy;
        int organs = baseline.organs().size();
        this.warped = new SubjectCounts(organs);
        this.fixed = new SubjectCounts(organs);
        boolean millimetres = SubjectSurfaces.millimetres(baseline.batches());
        this.cleanSurfaces = new SubjectSurfaces(organs, millimetres);
        this.attackedSurfaces = new SubjectSurfaces(organs, millimetres);
        this.unit = millimetres ? "mm" : "px";
        this.worst = new WorstCases(baseline.organs(), reference);
        baseline.batches()
                .forEach(batch -> this.asked(batch.subject(), batch.slices().size()));
    }

    void add(AttackedSlice slice) {
        int height = slice.slice().height();
        int width = slice.slice().width();
        warped.add(slice.subject(), slice.warped());
        fixed.add(slice.subject(), slice.fixed());
        byte[] label = slice.slice().classes();
        byte[] judged = reference == Reference.WARPED ? slice.warpedTruth() : label;
        cleanSurfaces.add(slice.subject(), slice.slice(), slice.cleanMap(), label);
        attackedSurfaces.add(slice.subject(), slice.slice(), slice.segmented(), judged);
        deformation.add(slice.deformation(), height, width);
        intensity.add(slice.intensity(), height, width);
        perceptibility += Perceptibility.of(slice.slice().image(), slice.attacked());
        folded += Folding.share(slice.deformation(), height, width);
        float[] d = slice.deformation();
        for (int i = 0; i < d.length; i += 2) {
            largestDisplacement = Math.max(largestDisplacement, Math.hypot(d[i], d[i + 1]));
        }
        worst.offer(slice);
        slices++;
    }

    /** Adds the soft segmentations of one slice, both in the model's class order, from the same offset. */
    void crossEntropy(float[] clean, float[] attacked, int offset, int pixels) {
        crossEntropy.add(clean, offset, attacked, offset, pixels);
    }

    /** Adds images of a subject that the model was asked about. */
    void asked(String subject, long images) {
        asked.merge(subject, images, Long::sum);
    }

    /**
     * How often the model was asked.
     *
     * @param training images about attacker subjects
     */
    Queries queries(long training) {
        return new Queries(
                training,
                asked.values().stream().mapToLong(Long::longValue).sum(),
                asked.values().stream().mapToLong(Long::longValue).max().orElse(0));
    }

    double crossEntropy() {
        return crossEntropy.value();
    }

    /** Mean over slices, which are all of one size: the mean over all pixels. */
    double perceptibility() {
        return slices == 0 ? 0 : perceptibility / slices;
    }

    double foldedFraction() {
        return slices == 0 ? 0 : folded / slices;
    }

    double largestDisplacement() {
        return largestDisplacement;
    }

    Smoothness deformation() {
        return deformation.value();
    }

    Smoothness intensity() {
        return intensity.value();
    }

    List<WorstCase> worstCases() {
        return worst.all();
    }

    List<OrganEvidence> organEvidence(RobustnessSpec spec) {
        List<OrganEvidence> evidence = new ArrayList<>();
        for (int organ = 0; organ < baseline.organs().size(); organ++) {
            String name = baseline.organs().get(organ);
            List<String> shown = baseline.shown(organ);
            double clean = baseline.dice(organ);
            double moved = warped.mean(organ, name, shown);
            double unmoved = fixed.mean(organ, name, shown);
            double judged = reference == Reference.WARPED ? moved : unmoved;
            Bootstrap bootstrap = bootstrap(organ, shown, spec.attack().seed());
            evidence.add(new OrganEvidence(
                    name,
                    clean,
                    judged,
                    clean == 0 ? 0 : (clean - judged) / clean,
                    moved,
                    unmoved,
                    spec.gate().maxDiceDrop(name),
                    worst.slice(organ),
                    interval(bootstrap.attacked()),
                    interval(bootstrap.drop()),
                    surface(organ, shown),
                    List.of()));
        }
        return evidence;
    }

    /** Subjects come in the order of their ids from the split, so that the order of files does not move the bounds. */
    private Bootstrap bootstrap(int organ, List<String> shown, long seed) {
        SubjectCounts judged = reference == Reference.WARPED ? warped : fixed;
        return Bootstrap.of(scores(baseline.counts(), organ, shown), scores(judged, organ, shown), seed);
    }

    private static double[] scores(SubjectCounts counts, int organ, List<String> subjects) {
        return subjects.stream()
                .mapToDouble(subject -> counts.score(subject, organ))
                .toArray();
    }

    private static Interval interval(Bootstrap.Bounds bounds) {
        return new Interval(bounds.low(), bounds.high());
    }

    private SurfaceEvidence surface(int organ, List<String> shown) {
        double tolerance = SurfaceDistance.TOLERANCE;
        return new SurfaceEvidence(
                unit,
                tolerance,
                cleanSurfaces.mean(organ, shown, SurfaceDistance::hd95),
                attackedSurfaces.mean(organ, shown, SurfaceDistance::hd95),
                cleanSurfaces.mean(organ, shown, surface -> surface.surfaceDice(tolerance)),
                attackedSurfaces.mean(organ, shown, surface -> surface.surfaceDice(tolerance)));
    }

    Map<String, List<SubjectDice>> subjectDice() {
        Map<String, List<SubjectDice>> all = new LinkedHashMap<>();
        for (String subject : baseline.counts().subjects()) {
            List<SubjectDice> organs = new ArrayList<>();
            for (int organ = 0; organ < baseline.organs().size(); organ++) {
                organs.add(new SubjectDice(
                        baseline.organs().get(organ),
                        baseline.counts().score(subject, organ),
                        warped.score(subject, organ),
                        fixed.score(subject, organ)));
            }
            all.put(subject, organs);
        }
        return all;
    }

    String summary(RobustnessSpec spec) {
        return String.format(
                Locale.ROOT,
                "%d slices, at most %d images asked about a subject; p %.4f; cross-entropy %.3f for xi %.3f; folded %.3f %%; largest displacement"
                        + " %.2f px; above 1/16 cycles per px: D %.1f %%, V %.1f %%",
                slices,
                queries(0).mostPerSubject(),
                perceptibility(),
                crossEntropy(),
                spec.attack().xi(),
                100 * foldedFraction(),
                largestDisplacement(),
                100 * deformation().highFrequencyEnergy(),
                100 * intensity().highFrequencyEnergy());
    }
}

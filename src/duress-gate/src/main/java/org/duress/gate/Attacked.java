package org.duress.gate;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import org.duress.metric.Bootstrap;
import org.duress.metric.Folding;
import org.duress.metric.MaskedCrossEntropy;
import org.duress.metric.SurfaceDistance;
import org.duress.model.Segmentation;
import org.duress.result.ContenderEvidence;
import org.duress.result.HallucinationEvidence;
import org.duress.result.Interval;
import org.duress.result.OrganEvidence;
import org.duress.result.Queries;
import org.duress.result.RealismEvidence;
import org.duress.result.Smoothness;
import org.duress.result.SubjectDice;
import org.duress.result.SurfaceEvidence;
import org.duress.spec.Contender;
import org.duress.spec.Reference;
import org.duress.spec.RobustnessSpec;

/**
 * Everything measured on the attacked gate slices. Slices are added one by one; of most only the fields are kept.
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
    private final WorstCases unrealistic;
    private final ContenderMeter contenders;
    private final BudgetCurve curve;
    private final RealismMeter realism = new RealismMeter();
    /** Images of each subject that the model was asked about, the clean baseline included. */
    private final Map<String, Long> asked = new LinkedHashMap<>();

    private final List<ChosenSlice> chosen = new ArrayList<>();

    private double perceptibility;
    private double folded;
    private double largestDisplacement;
    private int slices;
    private boolean repeatable = true;

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
        this.unrealistic = new WorstCases(baseline.organs(), reference);
        this.contenders = new ContenderMeter(baseline, reference);
        this.curve = new BudgetCurve(baseline, reference);
        baseline.batches()
                .forEach(batch -> this.asked(batch.subject(), batch.slices().size()));
    }

    /**
     * Adds the slice that counts.
     *
     * @param judged the same slice
     * @param clean the model's answers to the clean batch
     * @param attacked its answers to the batch that the slice is from
     * @param place of the slice in the batch
     */
    void add(AttackedSlice slice, JudgedSlice judged, float[] clean, float[] attacked, int place) {
        int height = slice.slice().height();
        int width = slice.slice().width();
        warped.add(slice.subject(), slice.warped());
        fixed.add(slice.subject(), slice.fixed());
        byte[] label = slice.slice().classes();
        byte[] truth = reference == Reference.WARPED ? slice.warpedTruth() : label;
        cleanSurfaces.add(slice.subject(), slice.slice(), slice.cleanMap(), label);
        attackedSurfaces.add(slice.subject(), slice.slice(), slice.segmented(), truth);
        deformation.add(slice.deformation(), height, width);
        intensity.add(slice.intensity(), height, width);
        perceptibility += judged.perceptibility();
        folded += Folding.share(slice.deformation(), height, width);
        float[] d = slice.deformation();
        for (int i = 0; i < d.length; i += 2) {
            largestDisplacement = Math.max(largestDisplacement, Math.hypot(d[i], d[i + 1]));
        }
        int offset = place * height * width * (baseline.organs().size() + 1);
        crossEntropy.add(clean, offset, attacked, offset, height * width);
        realism.counted(judged.realism());
        worst.offer(slice);
        ChosenSlice fields = ChosenSlice.of(slice, reference);
        if (fields.perturbed()) {
            chosen.add(fields);
        }
        slices++;
    }

    /**
     * Adds what everybody found for one slice.
     *
     * @param place of the slice in the batch
     * @param scaled one for each of {@link BudgetCurve#SHARES}
     * @param worst what counts
     */
    void compare(
            String subject,
            int place,
            List<Candidate> candidates,
            List<Candidate> scaled,
            Candidate clean,
            Candidate worst) {
        JudgedSlice before = clean.slices().get(place);
        Map<Contender, List<JudgedSlice>> found = new EnumMap<>(Contender.class);
        for (Candidate candidate : candidates) {
            candidate
                    .contender()
                    .ifPresent(contender -> found.computeIfAbsent(contender, any -> new ArrayList<>())
                            .add(candidate.slices().get(place)));
        }
        found.forEach((contender, slices) -> contenders.add(subject, contender, slices, before));
        found.values().forEach(slices -> slices.forEach(slice -> realism.judged(slice.realism())));
        curve.add(
                subject,
                before,
                scaled.stream().map(candidate -> candidate.slices().get(place)).toList(),
                worst.slices().get(place));
    }

    /** Adds a perturbed slice that does not count. */
    void unrealistic(AttackedSlice slice) {
        unrealistic.offer(slice);
    }

    /** Compares a second answer about a clean batch with the first. */
    void answeredAgain(int batch, Segmentation answer) {
        repeatable &= baseline.answeredLike(batch, answer);
    }

    boolean repeatable() {
        return repeatable;
    }

    List<ContenderEvidence> contenders(long seed) {
        return contenders.evidence(seed);
    }

    RealismEvidence realism() {
        return realism.evidence();
    }

    List<WorstCase> unrealisticCases() {
        return unrealistic.all();
    }

    /** The slices on which a perturbation counts, not the clean image. */
    List<ChosenSlice> chosen() {
        return List.copyOf(chosen);
    }

    /** Adds what an earlier attack on the same baseline asked. */
    void askedEarlier(Attacked earlier) {
        earlier.asked.forEach(this::asked);
        baseline.batches()
                .forEach(batch -> this.asked(batch.subject(), -batch.slices().size()));
    }

    /** Adds images of a subject that the model was asked about. */
    void asked(String subject, long images) {
        asked.merge(subject, images, Long::sum);
    }

    /**
     * How often the model was asked.
     *
     * @param training images about attacker subjects
     * @param canary images about the canary
     */
    Queries queries(long training, long canary) {
        return new Queries(
                training,
                asked.values().stream().mapToLong(Long::longValue).sum(),
                canary,
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
                    RelativeDrop.of(clean, judged),
                    moved,
                    unmoved,
                    spec.gate().maxDiceDrop(name),
                    worst.slice(organ),
                    interval(bootstrap.attacked()),
                    interval(bootstrap.drop()),
                    surface(organ, shown),
                    curve.of(organ),
                    hallucination(organ)));
        }
        return evidence;
    }

    private HallucinationEvidence hallucination(int organ) {
        List<String> lacking = baseline.lacking(organ);
        long[] clean = lacking.stream()
                .mapToLong(subject -> baseline.counts().drawn(subject, organ))
                .toArray();
        // Against either label: D moves no organ to where there is none.
        long[] attacked = lacking.stream()
                .mapToLong(subject -> fixed.drawn(subject, organ))
                .toArray();
        return new HallucinationEvidence(
                lacking.size(),
                (int) LongStream.of(clean).filter(pixels -> pixels > 0).count(),
                (int) LongStream.of(attacked).filter(pixels -> pixels > 0).count(),
                LongStream.of(clean).sum(),
                LongStream.of(attacked).sum());
    }

    /** An organ drawn where there is none may harm a patient as much as a lost one, and no Dice says so. */
    static void warnOfHallucinations(List<OrganEvidence> organs, GateListener listener) {
        for (OrganEvidence organ : organs) {
            HallucinationEvidence drawn = organ.hallucination();
            if (drawn.pixelsAttacked() > 0) {
                listener.warn(String.format(
                        Locale.ROOT,
                        "under attack the model draws %s in %d of the %d gate subjects that lack it (%,d pixels; %,d on"
                                + " the clean images), which its mean Dice leaves out: look at hallucination in"
                                + " verdict.json",
                        organ.name(),
                        drawn.drawnAttacked(),
                        drawn.subjects(),
                        drawn.pixelsAttacked(),
                        drawn.pixelsClean()));
            }
        }
    }

    /** Subjects come in the order of their ids from the split, so that the order of files does not move the bounds. */
    private Bootstrap bootstrap(int organ, List<String> shown, long seed) {
        SubjectCounts judged = reference == Reference.WARPED ? warped : fixed;
        return Bootstrap.of(baseline.counts().scores(organ, shown), judged.scores(organ, shown), seed);
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
                queries(0, 0).mostPerSubject(),
                perceptibility(),
                crossEntropy(),
                spec.attack().xi(),
                100 * foldedFraction(),
                largestDisplacement(),
                100 * deformation().highFrequencyEnergy(),
                100 * intensity().highFrequencyEnergy());
    }
}

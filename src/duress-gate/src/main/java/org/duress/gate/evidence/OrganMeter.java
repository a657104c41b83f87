package org.duress.gate.evidence;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import org.duress.Progress;
import org.duress.base.ImageKind;
import org.duress.data.Slice;
import org.duress.gate.baseline.Baseline;
import org.duress.gate.baseline.SubjectCounts;
import org.duress.metric.Bootstrap;
import org.duress.metric.RelativeDrop;
import org.duress.metric.SurfaceDistance;
import org.duress.result.BudgetPoint;
import org.duress.result.HallucinationEvidence;
import org.duress.result.Interval;
import org.duress.result.OrganDice;
import org.duress.result.OrganEvidence;
import org.duress.result.SubjectDice;
import org.duress.result.SurfaceEvidence;
import org.duress.result.slice.Judged;
import org.duress.spec.Reference;
import org.duress.spec.RobustnessSpec;

/**
 * Dice and surfaces of each organ, clean and under its own worst trials, over the gate slices, which are added subject
 * by subject. Mutable, for one thread.
 */
public final class OrganMeter {
    private final Baseline baseline;
    private final Reference reference;
    private final SubjectCounts warped;
    private final SubjectCounts fixed;
    private final SubjectSurfaces cleanSurfaces;
    private final SubjectSurfaces attackedSurfaces;
    private final String unit;

    /** Nothing yet. */
    OrganMeter(Baseline baseline, Reference reference) {
        this.baseline = baseline;
        this.reference = reference;
        int organs = baseline.organs().size();
        this.warped = new SubjectCounts(organs);
        this.fixed = new SubjectCounts(organs);
        boolean millimetres = SubjectSurfaces.millimetres(baseline.batches());
        this.cleanSurfaces = new SubjectSurfaces(baseline.sets(), millimetres);
        this.attackedSurfaces = new SubjectSurfaces(baseline.sets(), millimetres);
        this.unit = millimetres ? "mm" : baseline.kind().unit();
    }

    /** Adds a subject. */
    void add(SubjectTrials trials) {
        for (int slice = 0; slice < trials.slices(); slice++) {
            // Each is read once, for all organs that it is the worst for.
            for (OrganWorst one : trials.slice(slice)) {
                add(trials.subject(), one.judged(), one.organs());
            }
        }
        cleanSurfaces.complete(trials.subject());
        attackedSurfaces.complete(trials.subject());
    }

    private void add(String subject, Judged judged, List<Integer> organs) {
        Slice slice = judged.clean().slice();
        byte[] classes = slice.classes();
        byte[] clean = judged.clean().segmented();
        byte[] segmented = judged.segmented();
        byte[] label = judged.trial().label(reference);
        for (int organ : organs) {
            warped.add(subject, organ, judged.warped().get(organ));
            fixed.add(subject, organ, judged.fixed().get(organ));
            cleanSurfaces.add(organ, slice, clean, classes);
            attackedSurfaces.add(organ, slice, segmented, label);
        }
    }

    /**
     * What was measured for one organ, with what others know of it.
     *
     * @param trials that count and say something of the organ
     */
    OrganEvidence evidence(int organ, RobustnessSpec spec, String worstSlice, int trials, List<BudgetPoint> curve) {
        String name = baseline.organs().get(organ);
        List<String> shown = baseline.shown(organ);
        double clean = baseline.dice(organ);
        double moved = warped.mean(organ, name, shown);
        double unmoved = fixed.mean(organ, name, shown);
        double judged = reference.choose(moved, unmoved);
        // Subjects come in the order of their ids from the split, so that the order of files does not move the bounds.
        Bootstrap bootstrap = Bootstrap.of(
                baseline.counts().scores(organ, shown),
                reference.choose(warped, fixed).scores(organ, shown),
                spec.attack().seed());
        return new OrganEvidence(
                name,
                new OrganDice(
                        clean,
                        judged,
                        RelativeDrop.of(clean, judged),
                        moved,
                        unmoved,
                        interval(bootstrap.attacked()),
                        interval(bootstrap.drop())),
                spec.gate().maxDiceDrop(name),
                worstSlice,
                trials,
                surface(organ, shown),
                curve,
                hallucination(organ));
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

    private static Interval interval(Bootstrap.Bounds bounds) {
        return new Interval(bounds.low(), bounds.high());
    }

    private SurfaceEvidence surface(int organ, List<String> shown) {
        return new SurfaceEvidence(
                unit,
                SurfaceDistance.TOLERANCE,
                cleanSurfaces.mean(organ, shown, SubjectSurfaces.Surface::hd95),
                attackedSurfaces.mean(organ, shown, SubjectSurfaces.Surface::hd95),
                cleanSurfaces.mean(organ, shown, SubjectSurfaces.Surface::dice),
                attackedSurfaces.mean(organ, shown, SubjectSurfaces.Surface::dice));
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

    /** An organ drawn where there is none may harm a patient as much as a lost one, and no Dice says so. */
    public static void warnOfHallucinations(List<OrganEvidence> organs, ImageKind kind, Progress listener) {
        for (OrganEvidence organ : organs) {
            HallucinationEvidence drawn = organ.hallucination();
            if (drawn.pixelsAttacked() > 0) {
                listener.warn(String.format(
                        Locale.ROOT,
                        "under attack the model draws %s in %d of the %d gate subjects that lack it (%,d %s; %,d on"
                                + " the clean images), which its mean Dice leaves out: look at hallucination in"
                                + " verdict.json",
                        organ.name(),
                        drawn.drawnAttacked(),
                        drawn.subjects(),
                        drawn.pixelsAttacked(),
                        kind.points(),
                        drawn.pixelsClean()));
            }
        }
    }
}

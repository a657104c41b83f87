package org.duress.gate;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.duress.DuressException;
import org.duress.Progress;
import org.duress.attack.OrganLimits;
import org.duress.base.EnumWords;
import org.duress.data.Cohort;
import org.duress.data.CohortSplit;
import org.duress.data.Cohorts;
import org.duress.data.Patches;
import org.duress.data.Slice;
import org.duress.data.Spacings;
import org.duress.detect.Detection;
import org.duress.gate.attack.AttackTask;
import org.duress.gate.baseline.Batch;
import org.duress.gate.baseline.CountingModel;
import org.duress.gate.baseline.DataFingerprint;
import org.duress.gate.baseline.Segmenter;
import org.duress.gate.judge.CleanRanges;
import org.duress.gate.judge.RealismJudge;
import org.duress.gate.keep.Counterexamples;
import org.duress.gate.keep.Replays;
import org.duress.gate.shard.ShardFacts;
import org.duress.model.FittedModel;
import org.duress.model.ImageSource;
import org.duress.model.SegmentationModel;
import org.duress.shift.ChosenShifts;
import org.duress.spec.PreprocessStep;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.Search;
import org.duress.spec.ShiftKind;

/**
 * What a run works on.
 *
 * @param model with the cohort's channels and at its size
 * @param counted the same with the cohort's classes, counted
 * @param organs of the cohort, in class order
 * @param shifts the natural shifts that are measured
 */
record Opened(
        RobustnessSpec spec,
        SegmentationModel model,
        CountingModel counted,
        CohortSplit split,
        List<String> organs,
        List<ShiftKind> shifts,
        String device) {

    static Opened of(RobustnessSpec spec, SegmentationModel model, Cohort cohort, String device, Progress listener) {
        cohort.requireDimensions(spec.cohort().dimensions());
        CohortSplit split = Cohorts.split(cohort, spec.cohort());
        List<String> organs = cohort.organNames();
        requireKnown(spec.gate().organs().keySet(), organs);
        requireUnits(spec);
        requireDetectable(spec, split);
        boolean resampled = spec.model().preprocess().stream()
                .anyMatch(step -> step instanceof PreprocessStep.Spacing || step instanceof PreprocessStep.Resize);
        if (!resampled) {
            Spacings.requireOne(cohort, spec.cohort());
        }
        ChosenShifts shifts = ChosenShifts.of(spec, cohort);
        shifts.warning().ifPresent(listener::warn);
        FittedModel fitted = FittedModel.of(model, spec.model(), cohort, listener::warn);
        return new Opened(
                spec, fitted.sized(), new CountingModel(fitted.mapped()), split, organs, shifts.kinds(), device);
    }

    private static void requireKnown(Set<String> limited, List<String> organs) {
        for (String organ : limited) {
            if (!organs.contains(organ)) {
                throw new DuressException(
                        "gate.organs names '" + organ + "', which is no organ of the cohort; use one of " + organs);
            }
        }
    }

    private static void requireUnits(RobustnessSpec spec) {
        if (spec.realism().intensityHounsfield().isPresent() && !spec.cohort().hounsfield()) {
            throw new DuressException("realism.intensityHu is a limit in Hounsfield units, but nobody knows that the"
                    + " cohort is in these; set cohort.modality to ct where its files are (8-bit PNGs are not), or"
                    + " limit budget.intensity, which is in standard deviations");
        }
    }

    private static void requireDetectable(RobustnessSpec spec, CohortSplit split) {
        spec.realism()
                .detectability()
                .ifPresent(limit -> Detection.hindrance(spec, split).ifPresent(reason -> {
                    throw new DuressException("realism.detectability is " + limit
                            + ", but detectability cannot be measured: " + reason
                            + "; change that, or leave realism.detectability out");
                }));
    }

    Segmenter segmenter() {
        return new Segmenter(counted);
    }

    /**
     * What attacks are prepared for.
     *
     * @param replayed images that the model is asked about for each gate slice to replay counterexamples
     */
    AttackTask task(int replayed) {
        List<Slice> training = split.attacker().stream()
                .flatMap(subject -> subject.slices().stream())
                .toList();
        int mostSlices = split.gate().stream()
                .mapToInt(subject -> subject.slices().size())
                .max()
                .orElse(1);
        return new AttackTask(
                spec.attack(),
                spec.budget(),
                ImageSource.of(Patches.of(training, spec.attack().seed())),
                mostSlices,
                replayed,
                OrganLimits.of(spec, organs));
    }

    /** From where to where the clean intensities of each gate subject go. */
    CleanRanges ranges() {
        return CleanRanges.of(split.gate());
    }

    /** What counts where no critic is asked: of what is known already. */
    RealismJudge realism() {
        return RealismJudge.of(spec.realism()).within(ranges());
    }

    /** The gate slices as they go through the model. */
    List<Batch> batches() {
        return Batch.of(split.gate(), spec.attack().batch());
    }

    /** The counterexamples of earlier runs that are tried on these batches. */
    Replays replays(Counterexamples known, List<Batch> batches, Progress listener) {
        return untouched() ? Replays.NONE : known.replays(spec, batches, listener);
    }

    /** What shards of this run must have in common, what is trained aside. */
    ShardFacts facts(Replays replays, Search search) {
        return ShardFacts.of(
                spec,
                counted.fingerprint(),
                dataFingerprint(),
                replays.none() ? Optional.empty() : Optional.of(EnumWords.of(search)),
                replays.fingerprint());
    }

    String dataFingerprint() {
        return DataFingerprint.of(organs, split);
    }

    /** Whether the spec allows no change at all. */
    boolean untouched() {
        return spec.attack().xi() == 0 || spec.budget().perceptibility() == 0;
    }

    String summary(Cohort cohort) {
        return String.format(
                Locale.ROOT,
                "organs %s; %d attacker and %d gate subjects; %s; %s",
                String.join(", ", organs),
                split.attacker().size(),
                split.gate().size(),
                cohort.sizes(),
                device);
    }
}

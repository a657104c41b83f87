package org.duress.report.facts;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.duress.report.SummaryTable;
import org.duress.result.DetectabilityEvidence;
import org.duress.result.IntensityEvidence;
import org.duress.result.RealismEvidence;
import org.duress.result.RobustnessResult;
import org.duress.result.Verdict;
import org.duress.spec.DuressProperties;
import org.duress.spec.Expectation;

/** What every page says of a spec, in words. */
public final class Sentences {
    private Sentences() {}

    /**
     * Why a spec was not judged, what is against a model, what could not be concluded, in what it got worse than the
     * last release, and what a PASS says.
     */
    public static List<String> reasons(SummaryTable.Entry spec) {
        if (spec instanceof SummaryTable.Unjudged unjudged) {
            return List.of(spec.state().toLowerCase(Locale.ROOT) + ": " + unjudged.why());
        }
        RobustnessResult result = ((SummaryTable.Judged) spec).result();
        return Stream.of(
                        result.breaches(),
                        result.release().regressions(),
                        result.statement().stream().toList())
                .flatMap(List::stream)
                .distinct()
                .toList();
    }

    /** Known weaknesses that are gone: of the last release, or expected by the spec. */
    public static List<String> gone(RobustnessResult result) {
        return Stream.concat(
                        result.release().baseline().stream().flatMap(difference -> difference.gone().stream()),
                        result.verdict() == Verdict.PASS && result.spec().expect() == Expectation.FAIL
                                ? Stream.of("the spec expects a FAIL, and the verdict is PASS")
                                : Stream.empty())
                .toList();
    }

    /** {@code FAIL (expected PASS) at perceptibility p = 0.043 of at most 0.05}. */
    public static String spent(RobustnessResult result) {
        return String.format(
                Locale.ROOT,
                "at perceptibility p = %.3f of at most %s",
                result.evidence().fields().perceptibility(),
                result.spec().budget().perceptibility());
    }

    /** Why not everything was tried; empty where it was. */
    public static Optional<String> reach(RobustnessResult result) {
        return switch (result.evidence().attacker().reach()) {
            case WHOLE -> Optional.empty();
            case FIRST_LOOK ->
                Optional.of("The verdict was clear after the attacker's first look, one sample a slice; so nothing"
                        + " else was tried, which might hurt more (" + DuressProperties.SEARCH + "=full).");
            case KNOWN ->
                Optional.of("Known counterexamples were tried, and nothing else (" + DuressProperties.SEARCH
                        + "=full runs the whole attack).");
        };
    }

    /** How real what counts looks; empty where nothing was judged by it. */
    public static Optional<String> realism(RealismEvidence realism) {
        if (realism.trials().tried() == 0) {
            return Optional.empty();
        }
        return Optional.of("What counts looks like its clean image by an SSIM of " + Numbers.of(realism.ssim())
                + " on average and " + Numbers.of(realism.leastSsim()) + " at least; longest displacement "
                + millimetres(realism.largestDisplacementMillimetres()) + "; largest |V| "
                + largest(realism.intensity()) + "; out of the clean range at most "
                + Numbers.percent(realism.intensity().mostOutOfRange()) + " of an image; "
                + realism.trials().unrealistic() + " of "
                + realism.trials().tried() + " perturbed images were too unrealistic to count. "
                + realism.trials().scaledBack() + " were scaled back until they did. "
                + detectability(realism.detectability()));
    }

    private static String largest(IntensityEvidence intensity) {
        return Numbers.of(intensity.largest()) + " sd"
                + (Double.isNaN(intensity.largestHounsfield())
                        ? ""
                        : String.format(Locale.ROOT, ", %.0f HU", intensity.largestHounsfield()));
    }

    private static String detectability(DetectabilityEvidence measured) {
        return measured.unmeasured()
                .map(reason -> "Whether what counts is told from clean images was not measured: " + reason + ".")
                .orElseGet(() -> "Small detectors tell what counts from clean images with an area under the curve"
                        + " (0.5 for guessing) of "
                        + Numbers.of(measured.area()) + " " + Numbers.of(measured.interval()));
    }

    private static String millimetres(double value) {
        return Double.isFinite(value) ? Numbers.of(value) + " mm" : "in mm unknown, as there is no spacing";
    }
}

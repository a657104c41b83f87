package org.duress.report.allure;

import static org.duress.report.allure.Html.bold;
import static org.duress.report.allure.Html.change;
import static org.duress.report.allure.Html.escape;
import static org.duress.report.allure.Html.interval;
import static org.duress.report.allure.Html.lines;
import static org.duress.report.allure.Html.name;
import static org.duress.report.allure.Html.number;
import static org.duress.report.allure.Html.percent;
import static org.duress.report.allure.Html.whole;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duress.base.EnumWords;
import org.duress.report.Words;
import org.duress.result.Check;
import org.duress.result.ContenderDice;
import org.duress.result.ContenderEvidence;
import org.duress.result.DetectabilityEvidence;
import org.duress.result.Evidence;
import org.duress.result.IntensityEvidence;
import org.duress.result.OrganEvidence;
import org.duress.result.Reach;
import org.duress.result.RealismEvidence;
import org.duress.result.RobustnessResult;
import org.duress.result.ShiftCurve;
import org.duress.result.ShiftEvidence;
import org.duress.spec.DuressProperties;

/**
 * The head of an Allure page: the verdict, and tables of organs, checks and contenders. The reasons are in the
 * failure's message, above it.
 */
final class FrontPage {
    private static final List<String> ORGANS = List.of(
            "organ, its worst %s, its worst subject",
            "Dice, clean \u2192 attacked",
            "fall, 95 % interval",
            "HD95 and NSD, clean \u2192 attacked",
            "outcome, trials that count");
    private static final List<String> CHECKS =
            List.of("before a PASS is believed", "holds", "measured, and what to change");
    private static final List<String> CONTENDERS = List.of(
            "attack",
            "judged",
            "passes a %s, to search and to judge",
            "largest p, budget spent",
            "fall of each organ, 95 % interval");

    private static final List<String> SHIFTS = List.of(
            "organ",
            "Dice, clean \u2192 attacked",
            "Dice, clean \u2192 its worst natural shift",
            "fall, 95 % interval",
            "area under the curve, breaks at",
            "so it is");

    private FrontPage() {}

    /** Headings that name what the cohort's images are. */
    private static List<String> of(List<String> headings, RobustnessResult result) {
        String image = result.spec().cohort().kind().image();
        return headings.stream().map(heading -> heading.replace("%s", image)).toList();
    }

    static String html(RobustnessResult result) {
        Evidence evidence = result.evidence();
        return verdict(result)
                + result.statement()
                        .map(sentence -> "<p>" + escape(sentence) + ".</p>")
                        .orElse("")
                + Html.table(
                        of(ORGANS, result),
                        evidence.organs().stream()
                                .map(organ -> organ(organ, result))
                                .toList())
                + Releases.html(result.release())
                + shifts(result)
                + warnings(result.warnings())
                + (result.checks().isEmpty()
                        ? ""
                        : Html.table(
                                CHECKS,
                                result.checks().stream().map(FrontPage::check).toList()))
                + reach(result.evidence().attacker().reach())
                + contenders(result)
                + realism(evidence.realism());
    }

    private static String verdict(RobustnessResult result) {
        return String.format(
                Locale.ROOT,
                "<p><b>%s</b> at perceptibility p = %.3f of at most %s</p>",
                Words.verdict(result),
                result.evidence().fields().perceptibility(),
                result.spec().budget().perceptibility());
    }

    private static String warnings(List<String> sentences) {
        return sentences.stream()
                .map(sentence -> "<p>Warning: " + escape(sentence) + "</p>")
                .collect(Collectors.joining());
    }

    private static List<String> organ(OrganEvidence organ, RobustnessResult result) {
        return List.of(
                lines(Stream.concat(
                                Stream.of(organ.name(), organ.worstSlice()),
                                result.worstSubject(organ).stream().map(Words::worstSubject))
                        .map(Html::name)
                        .toArray(String[]::new)),
                change("%.3f", organ.cleanDice(), organ.attackedDice()),
                lines(
                        bold(number(organ.relativeDrop()), organ.pastThreshold()),
                        interval(organ.dice().dropInterval()),
                        whole("limit " + number(organ.maxDiceDrop())) + Releases.note(organ.name(), result.release())),
                lines(
                        whole(change(
                                        "%.1f",
                                        organ.surface().cleanHd95(),
                                        organ.surface().attackedHd95()) + " "
                                + organ.surface().unit()),
                        change(
                                "%.3f",
                                organ.surface().cleanNsd(), organ.surface().attackedNsd())),
                lines(Words.outcome(organ, result), String.format(Locale.ROOT, "%,d trials", organ.trials())));
    }

    /** What attacks do and what natural shifts do, side by side. */
    private static String shifts(RobustnessResult result) {
        ShiftEvidence shifts = result.evidence().shifts();
        return shifts.isEmpty()
                ? ""
                : Html.table(
                        SHIFTS,
                        result.evidence().organs().stream()
                                .map(organ -> shifted(organ, shifts))
                                .toList());
    }

    private static List<String> shifted(OrganEvidence organ, ShiftEvidence shifts) {
        ShiftCurve worst = shifts.worst(organ.name()).orElseThrow();
        return List.of(
                name(organ.name()),
                change("%.3f", organ.cleanDice(), organ.attackedDice()),
                lines(
                        change("%.3f", worst.cleanDice(), worst.shiftedDice()),
                        escape(worst.words() + ", severity " + worst.severity())),
                lines(
                        bold(number(worst.relativeDrop()), worst.pastLimit()),
                        interval(worst.dropInterval()),
                        whole("limit " + number(worst.limit()) + (shifts.decides() ? "" : ", decides nothing"))),
                lines(
                        number(worst.area()),
                        worst.breakingSeverity().isPresent()
                                ? String.format(
                                        Locale.ROOT,
                                        "severity %.1f",
                                        worst.breakingSeverity().getAsDouble())
                                : "does not break"),
                escape(shifts.standing(organ).orElseThrow().words()));
    }

    private static List<String> check(Check check) {
        return List.of(
                escape(check.name()),
                check.holds() ? "yes" : "<b>no</b>",
                check.holds()
                        ? escape(check.measured())
                        : lines(escape(check.measured()), "<b>" + escape(check.advice()) + "</b>"));
    }

    private static String reach(Reach reach) {
        return switch (reach) {
            case WHOLE -> "";
            case FIRST_LOOK ->
                "<p>The verdict was clear after the attacker's first look, one sample a slice; so nothing"
                        + " else was tried, which might hurt more (<code>" + DuressProperties.SEARCH
                        + "=full</code>).</p>";
            case KNOWN ->
                "<p>Known counterexamples were tried, and nothing else (<code>" + DuressProperties.SEARCH
                        + "=full</code> runs the whole attack).</p>";
        };
    }

    /** Which attack hurt which organ; the worst of each organ is bold. */
    private static String contenders(RobustnessResult result) {
        List<ContenderEvidence> contenders = result.evidence().strength().contenders();
        if (contenders.stream().allMatch(contender -> contender.organs().isEmpty())) {
            return "";
        }
        return Html.table(
                of(CONTENDERS, result),
                contenders.stream()
                        .map(contender -> contender(contender, contenders))
                        .toList());
    }

    private static List<String> contender(ContenderEvidence contender, List<ContenderEvidence> all) {
        return List.of(
                EnumWords.of(contender.contender()),
                lines(
                        String.valueOf(contender.trials().tried()),
                        contender.trials().unrealistic() + " unrealistic"),
                lines(
                        Words.passes(contender.passes().searchPerSlice()),
                        Words.passes(contender.passes().judgingPerSlice())),
                lines(number(contender.perceptibility()), percent(contender.budgetSpent())),
                lines(contender.organs().stream().map(dice -> fall(dice, all)).toArray(String[]::new)));
    }

    private static String fall(ContenderDice dice, List<ContenderEvidence> all) {
        double worst = all.stream()
                .flatMap(other -> other.organs().stream())
                .filter(other -> other.organ().equals(dice.organ()))
                .mapToDouble(ContenderDice::relativeDrop)
                .max()
                .orElse(0);
        return name(dice.organ()) + " "
                + bold(number(dice.relativeDrop()), dice.relativeDrop() == worst && worst > 0) + " "
                + interval(dice.dropInterval());
    }

    private static String realism(RealismEvidence realism) {
        if (realism.trials().tried() == 0) {
            return "";
        }
        return "<p>What counts looks like its clean image by an SSIM of " + number(realism.ssim()) + " on average and "
                + number(realism.leastSsim()) + " at least; longest displacement "
                + millimetres(realism.largestDisplacementMillimetres()) + "; largest |V| "
                + largest(realism.intensity()) + "; out of the clean range at most "
                + percent(realism.intensity().mostOutOfRange()) + " of an image; "
                + realism.trials().unrealistic() + " of "
                + realism.trials().tried() + " perturbed images were too unrealistic to count. "
                + realism.trials().scaledBack() + " were scaled back until they did. "
                + detectability(realism.detectability()) + "</p>";
    }

    private static String largest(IntensityEvidence intensity) {
        return number(intensity.largest()) + " sd"
                + (Double.isNaN(intensity.largestHounsfield())
                        ? ""
                        : String.format(Locale.ROOT, ", %.0f HU", intensity.largestHounsfield()));
    }

    private static String detectability(DetectabilityEvidence measured) {
        return measured.unmeasured()
                .map(reason ->
                        "Whether what counts is told from clean images was not measured: " + escape(reason) + ".")
                .orElseGet(() -> "Small detectors tell what counts from clean images with an area under the curve"
                        + " (0.5 for guessing) of "
                        + number(measured.area()) + " " + interval(measured.interval()));
    }

    private static String millimetres(double value) {
        return Double.isFinite(value) ? number(value) + " mm" : "in mm unknown, as there is no spacing";
    }
}

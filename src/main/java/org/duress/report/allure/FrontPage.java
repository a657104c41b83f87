package org.duress.report.allure;

import static org.duress.report.allure.Html.bold;
import static org.duress.report.allure.Html.escape;
import static org.duress.report.allure.Html.number;
import static org.duress.report.allure.Html.percent;
import static org.duress.report.allure.Html.range;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.duress.Check;
import org.duress.ContenderDice;
import org.duress.ContenderEvidence;
import org.duress.Evidence;
import org.duress.OrganEvidence;
import org.duress.RealismEvidence;
import org.duress.RobustnessResult;

/** The head of an Allure page: the verdict, and tables of organs, checks and contenders. The reasons are in the failure's message, above it. */
final class FrontPage {
    private static final List<String> ORGANS = List.of(
            "organ",
            "clean Dice",
            "attacked Dice",
            "fall",
            "limit",
            "worst slice",
            "fall, 95 %",
            "HD95",
            "NSD",
            "breaks at p");
    private static final List<String> CHECKS =
            List.of("before a PASS is believed", "holds", "measured", "what to change");

    private FrontPage() {}

    static String html(RobustnessResult result) {
        Evidence evidence = result.evidence();
        return verdict(result)
                + Html.table(
                        ORGANS, evidence.organs().stream().map(FrontPage::organ).toList())
                + warnings(result.warnings())
                + (result.checks().isEmpty()
                        ? ""
                        : Html.table(
                                CHECKS,
                                result.checks().stream().map(FrontPage::check).toList()))
                + contenders(evidence.strength().contenders())
                + realism(evidence.realism());
    }

    private static String verdict(RobustnessResult result) {
        return String.format(
                Locale.ROOT,
                "<p><b>%s</b> (expected %s) at perceptibility p = %.3f of at most %s</p>",
                result.verdict(),
                result.spec().expect(),
                result.evidence().perceptibility(),
                result.spec().budget().perceptibility());
    }

    private static String warnings(List<String> sentences) {
        return sentences.stream()
                .map(sentence -> "<p>Warning: " + escape(sentence) + "</p>")
                .collect(Collectors.joining());
    }

    private static List<String> organ(OrganEvidence organ) {
        return List.of(
                escape(organ.name()),
                number(organ.cleanDice()),
                number(organ.attackedDice()),
                bold(number(organ.relativeDrop()), organ.pastThreshold()),
                number(organ.maxDiceDrop()),
                escape(organ.worstSlice()),
                range(organ.dropInterval()),
                range(organ.surface().cleanHd95(), organ.surface().attackedHd95()) + " "
                        + organ.surface().unit(),
                range(organ.surface().cleanNsd(), organ.surface().attackedNsd()),
                organ.breakingPoint().isPresent() ? number(organ.breakingPoint().getAsDouble()) : "-");
    }

    private static List<String> check(Check check) {
        return List.of(
                escape(check.name()),
                check.holds() ? "yes" : "<b>no</b>",
                escape(check.measured()),
                check.holds() ? "" : escape(check.advice()));
    }

    /** Which attack hurt which organ; the worst of each organ is bold. */
    private static String contenders(List<ContenderEvidence> contenders) {
        List<String> organs = contenders.stream()
                .flatMap(contender -> contender.organs().stream().map(ContenderDice::organ))
                .distinct()
                .toList();
        if (organs.isEmpty()) {
            return "";
        }
        List<String> headings =
                new ArrayList<>(List.of("attack", "judged", "unrealistic", "largest p", "budget spent"));
        organs.forEach(organ -> headings.add("fall of " + escape(organ) + " (95 %)"));
        return Html.table(
                headings,
                contenders.stream()
                        .map(contender -> row(contender, organs, contenders))
                        .toList());
    }

    private static List<String> row(ContenderEvidence contender, List<String> organs, List<ContenderEvidence> all) {
        List<String> cells = new ArrayList<>(List.of(
                Names.of(contender.contender()),
                String.valueOf(contender.tried()),
                String.valueOf(contender.unrealistic()),
                number(contender.perceptibility()),
                percent(contender.budgetSpent())));
        for (String organ : organs) {
            double worst = all.stream()
                    .flatMap(other -> other.organs().stream())
                    .filter(dice -> dice.organ().equals(organ))
                    .mapToDouble(ContenderDice::relativeDrop)
                    .max()
                    .orElse(0);
            cells.add(contender.organs().stream()
                    .filter(dice -> dice.organ().equals(organ))
                    .findFirst()
                    .map(dice -> bold(number(dice.relativeDrop()), dice.relativeDrop() == worst && worst > 0) + " ("
                            + range(dice.dropInterval()) + ")")
                    .orElse("-"));
        }
        return cells;
    }

    private static String realism(RealismEvidence realism) {
        if (realism.judged() == 0) {
            return "";
        }
        return "<p>What counts looks like its clean image by an SSIM of " + number(realism.ssim()) + " on average and "
                + number(realism.leastSsim()) + " at least; longest displacement "
                + millimetres(realism.largestDisplacementMillimetres()) + "; " + realism.unrealistic() + " of "
                + realism.judged() + " perturbed images were too unrealistic to count.</p>";
    }

    private static String millimetres(double value) {
        return Double.isFinite(value) ? number(value) + " mm" : "in mm unknown, as there is no spacing";
    }
}

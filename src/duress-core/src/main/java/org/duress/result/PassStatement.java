package org.duress.result;

import static java.util.stream.Collectors.joining;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.duress.base.EnumWords;
import org.duress.spec.BudgetSpec;
import org.duress.spec.Contender;
import org.duress.spec.Decision;
import org.duress.spec.RobustnessSpec;

/** What a PASS says and what it does not, so that nobody reads more into it. */
final class PassStatement {
    private PassStatement() {}

    /** One sentence. */
    static String of(RobustnessSpec spec, Evidence evidence, Release release) {
        List<ContenderEvidence> tried = evidence.strength().contenders().stream()
                .filter(contender -> contender.contender() != Contender.RANDOM)
                .toList();
        List<Contender> attacks =
                tried.stream().map(ContenderEvidence::contender).toList();
        return String.format(
                Locale.ROOT,
                "PASS: %s on %s of %s, by %s within %s, took no organ past its limit%s%s, each judged by its own worst"
                        + " of every %s%s%s; it is no proof that no perturbation can",
                count(TrialCounts.of(tried).counting(), "trial"),
                count(evidence.gateSlices(), spec.cohort().kind().image()),
                count(evidence.gateSubjects().size(), "subject"),
                EnumWords.together(attacks),
                budget(spec),
                spec.gate().worstSubject().stream()
                        .mapToObj(limit -> ", nor in any one subject past " + plain(limit))
                        .collect(joining()),
                release.needed().stream()
                        .map(waived -> ", " + waived.waiver().organ() + "'s " + waived.note())
                        .collect(joining()),
                spec.cohort().kind().image(),
                spec.gate().decision() == Decision.POINT ? byPoint(evidence.organs()) : "",
                shifts(evidence.shifts()));
    }

    private static String shifts(ShiftEvidence shifts) {
        return shifts.decides()
                ? "; nor did " + count(shifts.shifts().size(), "natural shift") + " at severity "
                        + shifts.curves().get(0).severity() + " past "
                        + plain(shifts.curves().get(0).limit())
                : "";
    }

    private static String count(int things, String thing) {
        return String.format(Locale.ROOT, "%,d %s", things, things == 1 ? thing : thing + "s");
    }

    private static String budget(RobustnessSpec spec) {
        BudgetSpec budget = spec.budget();
        List<String> limits = new ArrayList<>(List.of("p " + plain(budget.perceptibility())));
        if (spec.attack().deforms()) {
            limits.add(plain(budget.displacement()) + " " + spec.cohort().kind().unit());
        }
        if (spec.attack().shades() && Double.isFinite(budget.intensity())) {
            limits.add("|V| " + plain(budget.intensity()));
        }
        int last = limits.size() - 1;
        return last == 0 ? limits.get(0) : String.join(", ", limits.subList(0, last)) + " and " + limits.get(last);
    }

    /** Organs that another draw of subjects, or another seed, could take past their limit. */
    private static String byPoint(List<OrganEvidence> organs) {
        String open = organs.stream()
                .filter(OrganEvidence::undecided)
                .map(PassStatement::open)
                .collect(joining(", "));
        return open.isEmpty() ? "" : ", by the point estimate alone: " + open;
    }

    private static String open(OrganEvidence organ) {
        Interval drop = organ.dice().dropInterval();
        String interval = Double.isNaN(drop.low())
                ? "with no interval, of the %s allowed"
                : "its 95 %% interval [" + number(drop.low()) + ", " + number(drop.high()) + "] holds the limit %s";
        return organ.name() + " fell by " + number(organ.relativeDrop()) + ", "
                + String.format(Locale.ROOT, interval, organ.maxDiceDrop());
    }

    /** As it is written by hand: 5, not 5.0. */
    private static String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}

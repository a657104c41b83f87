package org.duress.gate.verdict;

import java.util.Locale;
import org.duress.result.Evidence;
import org.duress.result.Interval;
import org.duress.result.OrganEvidence;
import org.duress.spec.CohortFormat;
import org.duress.spec.CohortSpec;
import org.duress.spec.CohortSpec.SubjectSelection;
import org.duress.spec.RobustnessSpec;

/**
 * An organ whose interval leaves open on which side of its limit it is: what was measured, and how many more subjects
 * would settle it.
 *
 * <p>The half of an interval of a mean shrinks as one over the root of the number of subjects. With n subjects, w from
 * the point estimate to the end on the limit's side, and d from the point estimate to the limit, it takes n (w/d)^2 of
 * them, if the others are like these.
 */
record OpenOrgan(OrganEvidence organ, RobustnessSpec spec, Evidence evidence) {
    /** A distance to the limit below this share of the half of the interval is none: other subjects would turn it. */
    static final double NEXT_TO_NOTHING = 0.1;

    private static final double ROUNDING = 1e-6;

    /** One sentence, without its full stop. */
    String measured() {
        Interval drop = organ.dice().dropInterval();
        return Double.isNaN(drop.low())
                ? text(
                        "%s fell by %.4f of the %s allowed, but only one gate subject shows it, so nothing is known of"
                                + " others",
                        organ.name(), organ.relativeDrop(), organ.maxDiceDrop())
                : text(
                        "%s fell by %.4f, with a 95 %% interval [%.4f, %.4f] over %s that holds maxDiceDrop=%s",
                        organ.name(),
                        organ.relativeDrop(),
                        drop.low(),
                        drop.high(),
                        count(subjects(), "gate subject"),
                        organ.maxDiceDrop());
    }

    /** What would settle it. */
    String advice() {
        String name = organ.name();
        if (Double.isNaN(organ.dice().dropInterval().low())) {
            return "let more subjects show " + name + ": " + moreSubjects();
        }
        if (distance() < NEXT_TO_NOTHING * half()) {
            return "the fall is so near its limit that no number of subjects would settle it: make the model"
                    + " more robust,"
                    + " or judge it by a limit that it is not at (gate.maxDiceDrop, gate.organs)";
        }
        long more = more();
        return "about " + count(more, "more subject") + " like these would settle it: " + moreSubjects();
    }

    /** How many more subjects would settle it, at least one. */
    private long more() {
        // A hair less, so that rounding does not ask for one more.
        long needed = (long) Math.ceil(subjects() * Math.pow(half() / distance(), 2) - ROUNDING);
        return Math.max(1, needed - subjects());
    }

    private double distance() {
        return Math.abs(organ.maxDiceDrop() - organ.relativeDrop());
    }

    /** From the point estimate to the end of the interval on the limit's side. */
    private double half() {
        Interval drop = organ.dice().dropInterval();
        return organ.pastThreshold() ? organ.relativeDrop() - drop.low() : drop.high() - organ.relativeDrop();
    }

    /** Gate subjects that show the organ. */
    private int subjects() {
        return evidence.gateSubjects().size() - organ.hallucination().subjects();
    }

    private String moreSubjects() {
        CohortSpec cohort = spec.cohort();
        if (cohort.gateSubjects() instanceof SubjectSelection.Named) {
            return "name more in cohort.gateSubjects";
        }
        if (cohort.format() == CohortFormat.PHANTOM) {
            return "raise cohort.subjects";
        }
        return cohort.gateSubjects() instanceof SubjectSelection.Share
                ? "raise cohort.gateSubjects, or add some to the cohort"
                : "add some to the cohort, or let cohort.attackerSubjects have fewer";
    }

    private static String count(long things, String thing) {
        return text("%,d %s", things, things == 1 ? thing : thing + "s");
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}

package org.duress.gate.release;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duress.Progress;
import org.duress.gate.verdict.VerdictRule;
import org.duress.result.Evidence;
import org.duress.result.OrganEvidence;
import org.duress.result.WaivedLimit;
import org.duress.result.WaivedLimit.State;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.Waiver;

/**
 * A spec on one day: the waivers that hold put their limits in the place of the spec's own, before anything is
 * measured, so that whatever goes by a limit goes by them.
 *
 * @param written the spec as it was written
 * @param day in UTC
 */
public record ReleaseDay(RobustnessSpec written, LocalDate day) {
    /** So many days before a waiver ends it is time to act. */
    static final int SOON = 14;

    public static ReleaseDay of(RobustnessSpec spec, Instant now) {
        return new ReleaseDay(spec, LocalDate.ofInstant(now, ZoneOffset.UTC));
    }

    /** The limits by organ that are waived today. */
    public Map<String, Double> limits() {
        Map<String, Double> limits = new LinkedHashMap<>();
        for (Waiver waiver : written.waivers()) {
            if (waiver.holds(day)) {
                limits.put(waiver.organ(), waiver.limit());
            }
        }
        return limits;
    }

    /** The spec with the limits that count today. */
    public RobustnessSpec spec() {
        Map<String, Double> limits = limits();
        return limits.isEmpty() ? written : written.with(written.gate().limited(limits));
    }

    /** Says which waivers are about to end. */
    public void warn(Progress listener) {
        for (Waiver waiver : written.waivers()) {
            long left = ChronoUnit.DAYS.between(day, waiver.expires());
            if (left >= 0 && left <= SOON) {
                listener.warn("the waiver of " + waiver.owner() + " for " + waiver.organ() + " expires on "
                        + waiver.expires() + ", "
                        + (left == 0 ? "today" : left == 1 ? "tomorrow" : "in " + left + " days")
                        + "; repair the model until then, or agree on another");
            }
        }
    }

    /**
     * What the waivers were good for. One that is not needed, or has expired without being missed, is warned of.
     *
     * @param evidence measured by {@link #spec}
     */
    public List<WaivedLimit> waived(Evidence evidence, Progress listener) {
        List<WaivedLimit> waived = new ArrayList<>();
        for (Waiver waiver : written.waivers()) {
            double own = written.gate().maxDiceDrop(waiver.organ());
            boolean holds = evidence.organs().stream()
                    .filter(organ -> organ.name().equals(waiver.organ()))
                    .allMatch(organ -> holds(organ, own));
            State state = !waiver.holds(day) ? State.EXPIRED : holds ? State.NOT_NEEDED : State.NEEDED;
            if (holds) {
                listener.warn("the waiver of " + waiver.owner() + " for " + waiver.organ() + " (until "
                        + waiver.expires() + ") is not needed any more, for " + waiver.organ()
                        + " holds its own limit of "
                        + own + "; remove it");
            }
            waived.add(new WaivedLimit(waiver, own, state));
        }
        return waived;
    }

    private boolean holds(OrganEvidence organ, double limit) {
        return VerdictRule.holds(organ, limit, written.gate().decision());
    }
}

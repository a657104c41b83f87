package org.duress.result;

import java.util.List;

/**
 * How many trials were judged, and how many of them count as evidence; see {@link org.duress.spec.RealismSpec}.
 *
 * @param tried over all gate slices
 * @param scaledBack how many of them count because they were scaled back until their image was realistic
 * @param unrealistic how many of them do not count: no scale that was tried makes their image realistic
 */
public record TrialCounts(int tried, int scaledBack, int unrealistic) {
    /** None yet. */
    public static final TrialCounts NONE = new TrialCounts(0, 0, 0);

    /** Of all of some contenders together. */
    public static TrialCounts of(List<ContenderEvidence> contenders) {
        return contenders.stream().map(ContenderEvidence::trials).reduce(NONE, TrialCounts::plus);
    }

    public int counting() {
        return tried - unrealistic;
    }

    public TrialCounts plus(TrialCounts others) {
        return new TrialCounts(tried + others.tried, scaledBack + others.scaledBack, unrealistic + others.unrealistic);
    }
}

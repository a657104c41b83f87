package org.duress.result;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a result has to do with the releases before and after it: limits that are waived for a time, and the difference
 * to the last one.
 *
 * @param waivers one entry a waiver of the spec, in its order
 * @param baseline empty where there is nothing to compare with
 */
public record Release(List<WaivedLimit> waivers, Optional<BaselineDifference> baseline) {
    /** Nothing is waived, and nothing compared. */
    public static final Release NONE = new Release(List.of(), Optional.empty());

    public Release {
        waivers = List.copyOf(waivers);
    }

    /** The waiver of an organ, applied or expired. */
    public Optional<WaivedLimit> waiver(String organ) {
        return waivers.stream()
                .filter(waived -> waived.waiver().organ().equals(organ))
                .findFirst();
    }

    /** Those without which an organ would not hold its limit. */
    public List<WaivedLimit> needed() {
        return waivers.stream()
                .filter(waived -> waived.state() == WaivedLimit.State.NEEDED)
                .toList();
    }

    /** To follow what is said of an organ and its limit, with "; " before it; empty where nothing is waived. */
    public String note(String organ) {
        return waiver(organ)
                .filter(waived -> waived.state() != WaivedLimit.State.NOT_NEEDED)
                .map(waived -> "; " + waived.note())
                .orElse("");
    }

    /** One sentence for each organ that is significantly worse than in the baseline. */
    public List<String> regressions() {
        return baseline.map(BaselineDifference::regressions).orElse(List.of());
    }

    /** The same beside a verdict: that a weakness is gone is said of a PASS alone, whose attack was shown strong. */
    public Release judged(Verdict verdict) {
        return verdict == Verdict.PASS ? this : new Release(waivers, baseline.map(BaselineDifference::withoutGone));
    }

    /** What there is to know of it, one sentence each, waivers first, for people. */
    public List<String> sentences() {
        return Stream.concat(
                        needed().stream().map(waived -> "waived " + waived.sentence()),
                        baseline.stream()
                                .flatMap(difference -> Stream.of(
                                                difference.gone(),
                                                difference.uncompared().stream().toList())
                                        .flatMap(List::stream)))
                .toList();
    }
}

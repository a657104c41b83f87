package org.duress.gate.release;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.Progress;
import org.duress.gate.baseline.Baseline;
import org.duress.result.BaselineDifference;
import org.duress.result.Evidence;
import org.duress.result.Release;
import org.duress.result.WaivedLimit;
import org.duress.spec.RobustnessSpec;

/**
 * What evidence is held against beside its limits.
 *
 * @param before the verdict of the last release, comparable with this run; empty where there is none
 */
public record Releasing(ReleaseDay today, Optional<ReleaseBaseline> before) {
    /**
     * What waivers were good for, and what differs from the last release.
     *
     * @param clean what the model does with the unperturbed images
     */
    public Release release(RobustnessSpec spec, Evidence evidence, Baseline clean, Progress listener) {
        List<WaivedLimit> waived = today.waived(evidence, listener);
        Optional<BaselineDifference> difference =
                before.map(baseline -> Comparison.of(spec, evidence, baseline, shown(clean)));
        difference.ifPresent(one -> {
            one.uncompared().ifPresent(listener::warn);
            one.open().forEach(listener::warn);
            if (one.accepted().isEmpty()) {
                listener.warn("nobody has accepted the baseline '" + one.file()
                        + "', which was put there by hand; 'duress baseline accept' says who did, and why");
            }
        });
        return new Release(waived, difference);
    }

    private static Map<String, List<String>> shown(Baseline clean) {
        Map<String, List<String>> shown = new LinkedHashMap<>();
        for (int organ = 0; organ < clean.organs().size(); organ++) {
            shown.put(
                    clean.organs().get(organ),
                    clean.shown(organ).stream().sorted().toList());
        }
        return shown;
    }
}

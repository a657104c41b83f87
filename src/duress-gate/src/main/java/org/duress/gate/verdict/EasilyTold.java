package org.duress.gate.verdict;

import java.util.Locale;
import java.util.Optional;
import org.duress.result.DetectabilityEvidence;
import org.duress.result.Evidence;
import org.duress.spec.RobustnessSpec;

/**
 * What the limit of detectability makes of a FAIL. No single image can be scaled back by an area under a curve, so the
 * limit judges all that count together: what is surely told from clean images is no evidence against a model. A PASS
 * is none the worse for it.
 */
final class EasilyTold {
    private EasilyTold() {}

    /** Why the images that count fail no model, and what to change; empty where they may. */
    static Optional<String> reason(RobustnessSpec spec, Evidence evidence) {
        DetectabilityEvidence measured = evidence.realism().detectability();
        return spec.realism().detectability().stream()
                .mapToObj(limit -> reason(limit, measured))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> reason(double limit, DetectabilityEvidence measured) {
        if (measured.unmeasured().isPresent()) {
            return Optional.of("whether the images that break the model are told from clean ones could not be measured,"
                    + " and realism.detectability is " + limit + ": "
                    + measured.unmeasured().get()
                    + "; add gate subjects, or leave realism.detectability out");
        }
        return measured.above(limit)
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "what breaks the model are images that detectors tell from clean ones with an"
                                + " area under the curve of %.3f (95 %% interval [%.3f, %.3f]), more than"
                                + " realism.detectability=%s; lower budget.perceptibility or budget.intensity, or"
                                + " raise realism.detectability",
                        measured.area(),
                        measured.interval().low(),
                        measured.interval().high(),
                        limit))
                : Optional.empty();
    }
}

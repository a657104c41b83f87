package org.duress.gate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.gate.baseline.Baseline;
import org.duress.gate.canary.Canaries;
import org.duress.gate.canary.Ground;
import org.duress.gate.canary.Plot;
import org.duress.gate.canary.Plots;
import org.duress.result.CanaryEvidence.Kind;
import org.duress.result.PlantEvidence;
import org.duress.spec.FieldKind;

/** One plot without a slope, on which nothing grows. */
final class NoPlants implements Canaries {
    @Override
    public Plots plots(Baseline baseline) {
        Plot plot = new Plot(new Plot.Purpose(Kind.STEP, FieldKind.INTENSITY, 0.5), 0, List.of(new Plot.Spot(0, 0, 0)));
        return new Plots(Map.of(Kind.STEP, List.of(plot)));
    }

    @Override
    public Optional<PlantEvidence> grown(Plot plot, Ground ground) {
        return Optional.empty();
    }
}

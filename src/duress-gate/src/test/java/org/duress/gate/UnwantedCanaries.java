package org.duress.gate;

import java.util.Optional;
import org.duress.gate.baseline.Baseline;
import org.duress.gate.canary.Canaries;
import org.duress.gate.canary.Ground;
import org.duress.gate.canary.Plot;
import org.duress.gate.canary.Plots;
import org.duress.result.PlantEvidence;

/** Canaries that nobody may ask for. */
final class UnwantedCanaries implements Canaries {
    @Override
    public Plots plots(Baseline baseline) {
        throw new AssertionError("no canary can decide anything here");
    }

    @Override
    public Optional<PlantEvidence> grown(Plot plot, Ground ground) {
        throw new AssertionError("no canary can decide anything here");
    }
}

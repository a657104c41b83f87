package org.duress.gate.canary;

import java.util.Optional;
import org.duress.gate.baseline.Baseline;
import org.duress.result.PlantEvidence;

/** Attacks copies of the model with planted weaknesses as the model was attacked. */
public interface Canaries {
    /** No copies. */
    Canaries NONE = new Canaries() {
        @Override
        public Plots plots(Baseline baseline) {
            return Plots.NONE;
        }

        @Override
        public Optional<PlantEvidence> grown(Plot plot, Ground ground) {
            return Optional.empty();
        }
    };

    /** Where weaknesses are to be planted. */
    Plots plots(Baseline baseline);

    /**
     * What becomes of one, whatever becomes of others.
     *
     * @return empty where none grows there, or where that says nothing
     */
    Optional<PlantEvidence> grown(Plot plot, Ground ground);
}

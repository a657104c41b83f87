package org.duress.gate;

import java.nio.file.Path;
import org.duress.data.Cohort;
import org.duress.model.SegmentationModel;
import org.duress.spec.RobustnessSpec;

/** Measures one model against one spec: clean baseline, attacker from the store or trained, attack, judgement. */
public final class RobustnessGate {
    private final Path store;

    /**
     * A gate.
     *
     * @param store folder of the trained attackers; made when missing
     */
    public RobustnessGate(Path store) {
        this.store = store;
    }

    /**
     * Runs the gate on an opened model and cohort.
     *
     * @throws org.duress.DuressException if anything but the model is wrong
     */
    public GateOutcome run(RobustnessSpec spec, SegmentationModel model, Cohort cohort, GateListener listener) {
        throw new UnsupportedOperationException("coming: " + store);
    }
}

package org.duress.gate;

import org.duress.Progress;

/**
 * Hears the gate's stages (open, baseline, train or load, attack, shift, judge) and their progress, on the gate's
 * thread.
 */
public interface GateListener extends Progress {
    /**
     * The stages of one gate run, in order. Where known counterexamples are tried first, an ATTACK comes before TRAIN,
     * and may be the only one. SHIFT is there where natural shifts are asked for.
     */
    enum Stage {
        OPEN,
        BASELINE,
        TRAIN,
        ATTACK,
        SHIFT,
        JUDGE
    }

    /** A stage begins. */
    void begin(Stage stage);

    /**
     * The stage that began last has ended. Not called for a stage that throws.
     *
     * @param summary one line of measured numbers, for the report
     */
    void end(Stage stage, String summary);

    GateListener SILENT = new GateListener() {
        @Override
        public void begin(Stage stage) {}

        @Override
        public void end(Stage stage, String summary) {}

        @Override
        public void step(String phase, int done, int total, String detail) {}
    };
}

package org.duress.cli;

import org.duress.gate.GateListener;

/** The progress of a gate, a line every few seconds, and what each stage came to. */
final class GateLines implements GateListener {
    private final LineProgress progress = new LineProgress();

    @Override
    public void begin(Stage stage) {}

    @Override
    public void end(Stage stage, String summary) {
        System.out.println(summary);
    }

    @Override
    public void warn(String sentence) {
        progress.warn(sentence);
    }

    @Override
    public void step(String phase, int done, int total, String detail) {
        progress.step(phase, done, total, detail);
    }
}

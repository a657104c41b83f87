package org.duress.cli;

import org.duress.gate.GateListener;

/** The progress of a gate, and what each stage came to. */
final class GateLines implements GateListener {
    private final LineProgress progress;

    GateLines() {
        this(new LineProgress());
    }

    GateLines(LineProgress progress) {
        this.progress = progress;
    }

    @Override
    public void begin(Stage stage) {
        progress.begin();
    }

    @Override
    public void end(Stage stage, String summary) {
        progress.say(summary);
    }

    @Override
    public void warn(String sentence) {
        progress.warn(sentence);
    }

    @Override
    public void step(String phase, int done, int total, String detail) {
        progress.step(phase, done, total, detail);
    }

    /** Before others write. */
    void clear() {
        progress.clear();
    }
}

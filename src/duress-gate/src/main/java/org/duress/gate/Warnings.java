package org.duress.gate;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Passes everything on and remembers what was warned of, so that it stands in the result too. For one thread. */
final class Warnings implements GateListener {
    private final GateListener listener;
    private final Set<String> sentences = new LinkedHashSet<>();

    Warnings(GateListener listener) {
        this.listener = listener;
    }

    /** Each sentence once, in the order in which they came. */
    List<String> sentences() {
        return new ArrayList<>(sentences);
    }

    @Override
    public void warn(String sentence) {
        if (sentences.add(sentence)) {
            listener.warn(sentence);
        }
    }

    @Override
    public void begin(Stage stage) {
        listener.begin(stage);
    }

    @Override
    public void end(Stage stage, String summary) {
        listener.end(stage, summary);
    }

    @Override
    public void step(String phase, int done, int total, String detail) {
        listener.step(phase, done, total, detail);
    }
}

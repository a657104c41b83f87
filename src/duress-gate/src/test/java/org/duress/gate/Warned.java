package org.duress.gate;

import java.util.ArrayList;
import java.util.List;

/** Hears the warnings of a run, and nothing else. */
class Warned implements GateListener {
    private final List<String> sentences = new ArrayList<>();

    /** In the order in which they were said. */
    List<String> sentences() {
        return sentences;
    }

    @Override
    public void begin(Stage stage) {}

    @Override
    public void end(Stage stage, String summary) {}

    @Override
    public void step(String phase, int done, int total, String detail) {}

    @Override
    public void warn(String sentence) {
        sentences.add(sentence);
    }
}

package org.duress.studies;

import java.util.EnumMap;
import java.util.Map;
import org.duress.gate.GateListener;

/** Takes the time of each part of a run from what is told of it. */
final class ScaleClock implements GateListener {
    private final Map<ScalePart, Double> seconds = new EnumMap<>(ScalePart.class);
    private long since = System.nanoTime();
    /** An attack that only looked is told like one that did everything; the second was no look. */
    private boolean looked;

    private void spent(ScalePart part) {
        long now = System.nanoTime();
        seconds.merge(part, 1e-9 * (now - since), Double::sum);
        since = now;
    }

    @Override
    public void begin(Stage stage) {
        spent(ScalePart.OPEN);
    }

    @Override
    public void end(Stage stage, String summary) {
        switch (stage) {
            case OPEN -> spent(ScalePart.OPEN);
            case BASELINE -> spent(ScalePart.BASELINE);
            case TRAIN -> spent(ScalePart.TRAIN);
            case ATTACK -> {
                spent(looked ? ScalePart.SHARE : ScalePart.LOOK);
                looked = true;
            }
            case SHIFT, JUDGE -> spent(ScalePart.JUDGE);
        }
    }

    @Override
    public void step(String phase, int done, int total, String detail) {
        if (phase.equals("attack")) {
            spent(looked ? ScalePart.ATTACK : ScalePart.LOOK);
        }
    }

    Map<ScalePart, Double> seconds() {
        return seconds;
    }
}

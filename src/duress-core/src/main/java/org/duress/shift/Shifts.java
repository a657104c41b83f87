package org.duress.shift;

import org.duress.spec.ShiftKind;

/** Which shift does what a spec names. */
public final class Shifts {
    private Shifts() {}

    public static Shift of(ShiftKind kind) {
        return switch (kind) {
            case NOISE -> new GaussianNoise();
            case RICIAN -> new RicianNoise();
            case SPECKLE -> new Speckle();
            case BIAS_FIELD -> new BiasField();
            case GAMMA -> new Gamma();
            case CONTRAST -> new Contrast();
            case BLUR -> new Blur();
            case THICKNESS -> new Thickness();
            case MOTION -> new Motion();
            case GHOSTING -> new Ghosting();
            case SPIKES -> new Spikes();
            case LOW_DOSE -> new LowDose();
            case STREAKS -> new Streaks();
            case RING -> new Ring();
            case RESOLUTION -> new Resolution();
            case ROTATION -> new Rotation();
            case SCALING -> new Scaling();
            case TRANSLATION -> new Translation();
            case WINDOW -> new Window();
            case LOST_CHANNEL -> new LostChannel();
        };
    }

    /** What is done at a severity, in words: {@code low-dose noise of 30 HU}. */
    public static String words(ShiftKind kind, int severity) {
        return of(kind).severities().words(severity);
    }
}

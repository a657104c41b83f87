package org.duress.metric;

/** The fall of a Dice as a share of itself (Chen et al. 2019, section 4). */
public final class RelativeDrop {
    private RelativeDrop() {}

    /** At most 1, below 0 where the Dice rose, and 0 where there is nothing to lose. */
    public static double of(double clean, double attacked) {
        return clean == 0 ? 0 : (clean - attacked) / clean;
    }
}

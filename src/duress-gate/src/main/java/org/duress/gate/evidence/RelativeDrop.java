package org.duress.gate.evidence;

/** The fall of a Dice as a share of itself (Chen et al. 2019, section 4). */
final class RelativeDrop {
    private RelativeDrop() {}

    /** 0 where there is nothing to lose. */
    static double of(double clean, double attacked) {
        return clean == 0 ? 0 : (clean - attacked) / clean;
    }
}

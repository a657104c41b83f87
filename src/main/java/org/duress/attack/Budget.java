package org.duress.attack;

import org.duress.spec.BudgetSpec;

/**
 * Holds perturbations to what they may spend, exactly: image by image, p (equation 7 of Chen et al. 2019), longest
 * displacement, folded share, and the share of each field's energy above 1/16 cycles per pixel.
 */
public final class Budget {
    private final BudgetSpec spec;

    public Budget(BudgetSpec spec) {
        this.spec = spec;
    }

    /** The limits. */
    public BudgetSpec spec() {
        return spec;
    }
}

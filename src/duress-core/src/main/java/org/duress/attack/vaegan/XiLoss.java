package org.duress.attack.vaegan;

import org.duress.base.OrganSets;
import org.duress.metric.MaskedCrossEntropy;
import org.duress.spec.CrossEntropyMean;

/**
 * Equation 4: {@code (xi - xent)^2} with the {@link MaskedCrossEntropy} of equation 5, and its gradient. Where the mean
 * is taken per image or per organ, the loss is the mean of the squares over images or organs: each is driven to xi.
 */
final class XiLoss implements AttackLoss {
    private final double xi;
    private final CrossEntropyMean mean;
    private final OrganSets sets;

    XiLoss(double xi, CrossEntropyMean mean, OrganSets sets) {
        this.xi = xi;
        this.mean = mean;
        this.sets = sets;
    }

    @Override
    public Value of(float[] clean, float[] attacked, int count, float[] gradient, float[] cleanGradient) {
        int values = clean.length / count;
        int pixels = values / sets.classes();
        MaskedCrossEntropy entropy = new MaskedCrossEntropy(mean, sets);
        for (int image = 0; image < count; image++) {
            entropy.add(clean, image * values, attacked, image * values, pixels);
        }
        int[] present = entropy.present();
        double[] slopes = entropy.slopes();
        double loss = 0;
        for (int group : present) {
            double value = entropy.value(group);
            loss += (xi - value) * (xi - value) / present.length;
            slopes[group] = 2 * (value - xi) / entropy.mass(group) / present.length;
        }
        for (int image = 0; image < count; image++) {
            entropy.pullback(slopes, image, clean, attacked, image * values, pixels, gradient, cleanGradient);
        }
        return new Value(loss, entropy.value());
    }
}

package org.duress.shift;

/**
 * The plane is stretched from its centre to a times its size, or pressed to one part in a of it: TorchIO's
 * RandomAffine, whose default is 0.9 to 1.1.
 */
final class Scaling implements MovingShift {
    private static final Severities SEVERITIES = Severities.of(
            "a scaling by #", "times the size, or one over it", "TorchIO RandomAffine", 1.03, 1.06, 1.1, 1.15, 1.2);

    @Override
    public Severities severities() {
        return SEVERITIES;
    }

    @Override
    public Affine sources(double amount, Draws draws) {
        double factor = draws.sign() > 0 ? 1 / amount : amount;
        return new Affine(factor, 0, 0, 0, factor, 0);
    }
}

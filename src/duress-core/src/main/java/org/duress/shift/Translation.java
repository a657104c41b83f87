package org.duress.shift;

/** The plane lies a mm away, in any direction: TorchIO's RandomAffine. */
final class Translation implements MovingShift {
    private static final Severities SEVERITIES =
            Severities.of("a translation of # mm", "mm", "TorchIO RandomAffine", 1, 2, 4, 7, 10);

    @Override
    public Severities severities() {
        return SEVERITIES;
    }

    @Override
    public Affine sources(double amount, Draws draws) {
        double direction = 2 * Math.PI * draws.ofScan().nextDouble();
        return new Affine(1, 0, amount * Math.cos(direction), 0, 1, amount * Math.sin(direction));
    }
}

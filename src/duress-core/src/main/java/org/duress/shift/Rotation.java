package org.duress.shift;

/**
 * The plane is turned by a degrees about its centre, one way or the other: TorchIO's RandomAffine, whose default is up
 * to 10.
 */
final class Rotation implements MovingShift {
    private static final Severities SEVERITIES =
            Severities.of("a rotation of # degrees", "degrees", "TorchIO RandomAffine", 2, 4, 7, 10, 15);

    @Override
    public Severities severities() {
        return SEVERITIES;
    }

    @Override
    public Affine sources(double amount, Draws draws) {
        double angle = draws.sign() * Math.toRadians(amount);
        double c = Math.cos(angle);
        double s = Math.sin(angle);
        return new Affine(c, -s, 0, s, c, 0);
    }
}

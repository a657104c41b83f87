package org.duress.shift;

/** Convolution with a Gaussian of deviation a along each axis: TorchIO's RandomBlur, whose default a is up to 2 mm. */
final class Blur implements IntensityShift {
    private static final Severities SEVERITIES = Severities.of(
            "a blur of # mm", "mm, standard deviation of a Gaussian", "TorchIO RandomBlur", 0.4, 0.6, 0.9, 1.5, 2.5);

    @Override
    public Severities severities() {
        return SEVERITIES;
    }

    @Override
    public float[] apply(Channel channel, double amount, Draws draws) {
        return Smoothed.everywhere(channel, amount);
    }
}

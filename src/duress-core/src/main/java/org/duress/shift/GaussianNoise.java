package org.duress.shift;

import java.util.Random;

/** I + a n, n standard normal: TorchIO's RandomNoise, whose default draws a from 0 to 0.25. */
final class GaussianNoise implements IntensityShift {
    private static final Severities SEVERITIES = Severities.of(
            "Gaussian noise of # standard deviations",
            "standard deviations",
            "TorchIO RandomNoise",
            0.05,
            0.1,
            0.15,
            0.25,
            0.4);

    @Override
    public Severities severities() {
        return SEVERITIES;
    }

    @Override
    public float[] apply(Channel channel, double amount, Draws draws) {
        Random random = draws.ofChannel(channel);
        return channel.each((value, z, y, x) -> value + amount * random.nextGaussian());
    }
}

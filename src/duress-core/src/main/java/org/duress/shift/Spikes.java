package org.duress.shift;

import java.util.Random;

/**
 * One point of k-space is larger by a times the largest, which is that of the mean magnitude: a wave of a times the
 * mean is added, I + a mean(m) cos(2 pi (u x + v y)). TorchIO's RandomSpike, whose default a is 1 to 3 and blinds
 * anybody; the real part is taken.
 */
final class Spikes implements IntensityShift {
    private static final Severities SEVERITIES = Severities.of(
            "a spike of # of the largest in k-space",
            "share of the largest value of k-space",
            "TorchIO RandomSpike",
            0.03,
            0.06,
            0.1,
            0.2,
            0.35);

    /** Waves a pixel. */
    private static final double SLOWEST = 0.05;

    private static final double FASTEST = 0.3;

    @Override
    public Severities severities() {
        return SEVERITIES;
    }

    @Override
    public float[] apply(Channel channel, double amount, Draws draws) {
        Random random = draws.ofScan();
        double frequency = SLOWEST + (FASTEST - SLOWEST) * random.nextDouble();
        double direction = 2 * Math.PI * random.nextDouble();
        double u = whole(frequency * Math.cos(direction), channel.columns());
        double v = whole(frequency * Math.sin(direction), channel.rows());
        double height = amount * (channel.mean() - channel.least());
        return channel.each((value, z, y, x) -> value + height * Math.cos(2 * Math.PI * (u * x + v * y)));
    }

    /** The nearest frequency that the points of an axis have. */
    private static double whole(double frequency, int points) {
        return Math.rint(frequency * points) / points;
    }
}

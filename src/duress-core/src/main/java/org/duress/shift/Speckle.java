package org.duress.shift;

import java.util.Random;

/**
 * m + a m n of the magnitude m, the intensity above the image's least, n standard normal: ImageNet-C's speckle noise.
 */
final class Speckle implements IntensityShift {
    private static final Severities SEVERITIES = Severities.of(
            "speckle of # of the brightness",
            "share of the brightness",
            "ImageNet-C speckle noise",
            0.1,
            0.15,
            0.2,
            0.35,
            0.5);

    @Override
    public Severities severities() {
        return SEVERITIES;
    }

    @Override
    public float[] apply(Channel channel, double amount, Draws draws) {
        Random random = draws.ofChannel(channel);
        double least = channel.least();
        return channel.each((value, z, y, x) -> value + amount * (value - least) * random.nextGaussian());
    }
}

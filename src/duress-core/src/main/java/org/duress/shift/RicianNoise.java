package org.duress.shift;

import java.util.Random;

/**
 * sqrt((m + a n1)^2 + (a n2)^2) of the magnitude m, which is the intensity above the image's least: MONAI's
 * RandRicianNoise (Gudbjartsson and Patz 1995).
 */
final class RicianNoise implements IntensityShift {
    private static final Severities SEVERITIES = Severities.of(
            "Rician noise of # standard deviations",
            "standard deviations",
            "MONAI RandRicianNoise; Gudbjartsson and Patz 1995",
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
        double least = channel.least();
        return channel.each((value, z, y, x) -> {
            double real = value - least + amount * random.nextGaussian();
            double imaginary = amount * random.nextGaussian();
            return least + Math.sqrt(real * real + imaginary * imaginary);
        });
    }
}

package org.duress.shift;

/**
 * ((I - min) / (max - min))^gamma (max - min) + min, min and max of the image, gamma = exp(a) or exp(-a), the
 * subject's own: MONAI's AdjustContrast, with gamma as of TorchIO's RandomGamma, whose default a is at most 0.3.
 */
final class Gamma implements IntensityShift {
    private static final Severities SEVERITIES = Severities.of(
            "a gamma of exp(±#)",
            "logarithm of gamma",
            "MONAI AdjustContrast; TorchIO RandomGamma",
            0.1,
            0.2,
            0.3,
            0.45,
            0.6);

    @Override
    public Severities severities() {
        return SEVERITIES;
    }

    @Override
    public float[] apply(Channel channel, double amount, Draws draws) {
        double gamma = Math.exp(draws.sign() * amount);
        double least = channel.least();
        double range = channel.most() - least;
        if (range == 0) {
            return channel.values().clone();
        }
        return channel.each((value, z, y, x) -> least + range * Math.pow((value - least) / range, gamma));
    }
}

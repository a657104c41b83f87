package org.duress.shift;

/**
 * ((I - min) / (max - min))^gamma (max - min) + min, min and max of the image, gamma = a or 1 / a, the subject's
 * own: MONAI's AdjustContrast, with gamma as of TorchIO's RandomGamma, whose default a is up to exp(0.3).
 */
final class Gamma implements IntensityShift {
    private static final Severities SEVERITIES = Severities.of(
            "a gamma of # or one over it",
            "gamma, or one over it",
            "MONAI AdjustContrast; TorchIO RandomGamma",
            1.1,
            1.2,
            1.35,
            1.7,
            2.5);

    @Override
    public Severities severities() {
        return SEVERITIES;
    }

    @Override
    public float[] apply(Channel channel, double amount, Draws draws) {
        double gamma = draws.sign() > 0 ? amount : 1 / amount;
        double least = channel.least();
        double range = channel.most() - least;
        if (range == 0) {
            return channel.values().clone();
        }
        return channel.each((value, z, y, x) -> least + range * Math.pow((value - least) / range, gamma));
    }
}

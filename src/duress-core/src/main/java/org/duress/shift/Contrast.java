package org.duress.shift;

/** (I - mean) (1 - a) + mean, mean of the image: ImageNet-C's contrast, which is harsher. */
final class Contrast implements IntensityShift {
    private static final Severities SEVERITIES = Severities.of(
            "contrast lower by # of itself",
            "share of the contrast lost",
            "ImageNet-C contrast",
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
        double mean = channel.mean();
        return channel.each((value, z, y, x) -> mean + (1 - amount) * (value - mean));
    }
}

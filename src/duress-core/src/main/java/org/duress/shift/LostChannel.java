package org.duress.shift;

/** One channel of several, the subject's own, loses the share a of its signal, which is what lies above its least. */
final class LostChannel implements IntensityShift {
    private static final Severities SEVERITIES = Severities.of(
            "one channel without # of its signal",
            "share of the signal lost",
            "drawn: a missing sequence",
            0.2,
            0.4,
            0.6,
            0.8,
            1);

    @Override
    public Severities severities() {
        return SEVERITIES;
    }

    @Override
    public float[] apply(Channel channel, double amount, Draws draws) {
        if (channel.index() != draws.ofScan().nextInt(channel.channels())) {
            return channel.values().clone();
        }
        double least = channel.least();
        return channel.each((value, z, y, x) -> least + (1 - amount) * (value - least));
    }
}

package org.duress.shift;

/**
 * What is shown is the image's own range, W wide from lo; the window is wrong by a HU in its level, up or down, and is
 * a HU wider: each value h becomes lo + (clip(h, lo', lo' + W + a) - lo') W / (W + a) with lo' = lo - a / 2 + a or - a.
 */
final class Window implements IntensityShift {
    private static final Severities SEVERITIES = Severities.of(
            "a window that is off by # HU and as much wider",
            "HU of level and of width",
            "drawn: a preset of another organ",
            10,
            20,
            35,
            60,
            100);

    @Override
    public Severities severities() {
        return SEVERITIES;
    }

    @Override
    public float[] apply(Channel channel, double amount, Draws draws) {
        double least = channel.least();
        double range = channel.most() - least;
        double error = channel.hounsfield(amount);
        double from = least - error / 2 + draws.sign() * error;
        double width = range + error;
        return channel.each((value, z, y, x) ->
                least + (Math.max(from, Math.min(from + width, value)) - from) * range / width);
    }
}

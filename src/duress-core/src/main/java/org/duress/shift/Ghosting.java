package org.duress.shift;

/**
 * Every fourth line of k-space times 1 - a, all but the central one: TorchIO's RandomGhosting with four ghosts, whose
 * default a is 0.5 to 1.
 */
final class Ghosting implements IntensityShift {
    private static final Severities SEVERITIES = Severities.of(
            "four ghosts of # of the signal",
            "share of the signal of every fourth line",
            "TorchIO RandomGhosting",
            0.15,
            0.3,
            0.5,
            0.75,
            1);

    private static final int GHOSTS = 4;

    @Override
    public Severities severities() {
        return SEVERITIES;
    }

    @Override
    public float[] apply(Channel channel, double amount, Draws draws) {
        int lines = channel.rows();
        return KSpace.changed(channel, (real, imaginary, plane, column, fourier) -> {
            for (int line = 0; line < lines; line += GHOSTS) {
                if (line != lines / 2) {
                    int k = KSpace.place(line, lines);
                    real[k] *= 1 - amount;
                    imaginary[k] *= 1 - amount;
                }
            }
        });
    }
}

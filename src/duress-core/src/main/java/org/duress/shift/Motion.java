package org.duress.shift;

import java.util.Random;

/**
 * The patient moves twice in the plane while k-space is filled line after line: before a first time, and after a
 * second, he lay a mm away, in a direction of its own each. The middle of k-space, and with it the labels, is where he
 * lay between. TorchIO's RandomMotion with translations, whose default is up to 10 mm.
 */
final class Motion implements IntensityShift {
    private static final Severities SEVERITIES =
            Severities.of("two movements of # mm", "mm of two movements", "TorchIO RandomMotion", 0.5, 1, 2, 4, 6);

    /** The first movement is in this share of the time, and the second in its mirror. */
    private static final double EARLIEST = 0.35;

    private static final double LATEST = 0.45;

    @Override
    public Severities severities() {
        return SEVERITIES;
    }

    @Override
    public float[] apply(Channel channel, double amount, Draws draws) {
        Random random = draws.ofScan();
        int lines = channel.rows();
        int first = (int) Math.round(lines * between(random));
        int second = lines - (int) Math.round(lines * between(random));
        Stay before = stay(0, first, amount, random, channel);
        Stay after = stay(second, lines, amount, random, channel);
        return KSpace.changed(channel, (real, imaginary, plane, column, fourier) -> {
            before.measure(real, imaginary, plane, column, fourier);
            after.measure(real, imaginary, plane, column, fourier);
        });
    }

    private static double between(Random random) {
        return EARLIEST + (LATEST - EARLIEST) * random.nextDouble();
    }

    private static Stay stay(int from, int to, double amount, Random random, Channel channel) {
        double direction = 2 * Math.PI * random.nextDouble();
        return new Stay(
                channel,
                from,
                to,
                amount * Math.cos(direction) / channel.lengths().column(),
                amount * Math.sin(direction) / channel.lengths().row());
    }

    /** Lines up to, but not with, another, measured while the patient lay so many points away. */
    private static final class Stay {
        private final Channel channel;
        private final double least;
        private final int from;
        private final double alongRow;

        /** What lying elsewhere along the columns turns each of the lines by: the same for all columns. */
        private final double[] cosines;

        private final double[] sines;

        Stay(Channel channel, int from, int to, double alongRow, double alongColumn) {
            this.channel = channel;
            this.least = channel.least();
            this.from = from;
            this.alongRow = alongRow;
            cosines = new double[to - from];
            sines = new double[to - from];
            int lines = channel.rows();
            for (int i = 0; i < cosines.length; i++) {
                double angle = -2 * Math.PI * (from + i - lines / 2) * alongColumn / lines;
                cosines[i] = Math.cos(angle);
                sines[i] = Math.sin(angle);
            }
        }

        /** Puts its lines into the spectrum of a column. */
        void measure(double[] real, double[] imaginary, int plane, int column, Fourier fourier) {
            double[] a = fourier.line();
            double[] b = fourier.line();
            beside(plane, column - alongRow, a);
            fourier.forward(a, b);
            for (int i = 0; i < cosines.length; i++) {
                int k = KSpace.place(from + i, a.length);
                real[k] = a[k] * cosines[i] - b[k] * sines[i];
                imaginary[k] = a[k] * sines[i] + b[k] * cosines[i];
            }
        }

        /** The magnitude down a column, linear between two; beyond the ends of a row its last one. */
        private void beside(int plane, double column, double[] magnitude) {
            int columns = channel.columns();
            double at = Math.max(0, Math.min(columns - 1, column));
            int left = (int) at;
            int right = Math.min(columns - 1, left + 1);
            double share = at - left;
            float[] values = channel.values();
            for (int y = 0; y < magnitude.length; y++) {
                int first = (plane * magnitude.length + y) * columns;
                magnitude[y] = (1 - share) * values[first + left] + share * values[first + right] - least;
            }
        }
    }
}

package org.duress.shift;

import java.util.List;
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
    private static final double EARLIEST = 0.2;

    private static final double LATEST = 0.4;

    @Override
    public Severities severities() {
        return SEVERITIES;
    }

    /** Lines up to, but not with, another, measured while the patient lay so many points away. */
    private record Stay(int from, int to, double alongRow, double alongColumn) {}

    @Override
    public float[] apply(Channel channel, double amount, Draws draws) {
        Random random = draws.ofScan();
        int lines = channel.rows();
        int first = (int) Math.round(lines * between(random));
        int second = lines - (int) Math.round(lines * between(random));
        Stay before = stay(0, first, amount, random, channel);
        Stay after = stay(second, lines, amount, random, channel);
        double least = channel.least();
        return KSpace.changed(channel, (real, imaginary, plane, column, fourier) -> {
            for (Stay stay : List.of(before, after)) {
                double[] movedReal = fourier.line();
                double[] movedImaginary = fourier.line();
                for (int y = 0; y < lines; y++) {
                    movedReal[y] = beside(channel, plane, y, column - stay.alongRow()) - least;
                }
                fourier.forward(movedReal, movedImaginary);
                for (int line = stay.from(); line < stay.to(); line++) {
                    int k = KSpace.place(line, lines);
                    double angle = -2 * Math.PI * (line - lines / 2) * stay.alongColumn() / lines;
                    double c = Math.cos(angle);
                    double s = Math.sin(angle);
                    real[k] = movedReal[k] * c - movedImaginary[k] * s;
                    imaginary[k] = movedReal[k] * s + movedImaginary[k] * c;
                }
            }
        });
    }

    private static double between(Random random) {
        return EARLIEST + (LATEST - EARLIEST) * random.nextDouble();
    }

    private static Stay stay(int from, int to, double amount, Random random, Channel channel) {
        double direction = 2 * Math.PI * random.nextDouble();
        return new Stay(
                from,
                to,
                amount * Math.cos(direction) / channel.lengths().column(),
                amount * Math.sin(direction) / channel.lengths().row());
    }

    /** Linear between two points of a row; beyond its ends the last one. */
    private static double beside(Channel channel, int plane, int row, double column) {
        int last = channel.columns() - 1;
        double at = Math.max(0, Math.min(last, column));
        int left = (int) at;
        int right = Math.min(last, left + 1);
        int first = (plane * channel.rows() + row) * channel.columns();
        double share = at - left;
        return (1 - share) * channel.values()[first + left] + share * channel.values()[first + right];
    }
}

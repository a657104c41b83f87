package org.duress.shift;

import org.duress.base.SideBySide;

/**
 * What is done to the lines of k-space of each plane, rows of which are the phase encoding's. Line j of N stands for
 * the frequency j - N / 2 (whole numbers), as of a spectrum whose centre is in its middle.
 */
final class KSpace {
    private KSpace() {}

    /** Changes one column of a plane's spectrum, lines in the order of their transform: frequency 0 first. */
    interface OfColumn {
        void change(double[] real, double[] imaginary, int plane, int column, Fourier fourier);
    }

    /** The place in a transform of the line j of a spectrum whose centre is in its middle. */
    static int place(int line, int lines) {
        return Math.floorMod(line - lines / 2, lines);
    }

    /** A fresh array: the channel's magnitude, above its least, with each column of its spectrum changed; real part. */
    static float[] changed(Channel channel, OfColumn column) {
        int rows = channel.rows();
        int columns = channel.columns();
        float[] values = channel.values();
        float[] out = new float[values.length];
        double least = channel.least();
        Fourier fourier = new Fourier(rows);
        SideBySide.rows(channel.planes() * columns, rows, (from, to) -> {
            for (int line = from; line < to; line++) {
                int z = line / columns;
                int x = line % columns;
                int first = z * rows * columns + x;
                double[] real = fourier.line();
                double[] imaginary = fourier.line();
                for (int y = 0; y < rows; y++) {
                    real[y] = values[first + y * columns] - least;
                }
                fourier.forward(real, imaginary);
                column.change(real, imaginary, z, x, fourier);
                fourier.back(real, imaginary);
                for (int y = 0; y < rows; y++) {
                    out[first + y * columns] = (float) (real[y] + least);
                }
            }
        });
        return out;
    }
}

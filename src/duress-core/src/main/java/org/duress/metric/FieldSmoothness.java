package org.duress.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.duress.base.Grid;
import org.jspecify.annotations.Nullable;

/**
 * How rough one field of one image is. Fields are {@code [grid, channels]} row-major.
 *
 * <p>High frequency is what has shorter waves than the line: 16 pixels of a slice. In a volume whose spacing is known
 * waves are as long as they are in millimetres, along every axis and between the axes, and the line is at 16 times the
 * finest of its spacings; where it is not known it is at 16 voxels.
 */
public final class FieldSmoothness {
    /** Waves shorter than this many pixels count as high frequency: the line is at 1/16 cycles per pixel. */
    public static final int LINE_PIXELS = 16;

    /** What rounding may add to the square of a frequency that is on the line. */
    private static final double ROUNDING = 1e-12;

    private FieldSmoothness() {}

    /**
     * The line of a volume in millimetres.
     *
     * @return NaN for a slice, and where the spacing is not known: the line is at {@link #LINE_PIXELS} points
     */
    public static double lineMillimetres(Grid grid) {
        return grid.rank() == 2 || !grid.isSpaced() ? Double.NaN : LINE_PIXELS * finest(grid);
    }

    private static double finest(Grid grid) {
        return grid.spacing().stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    /**
     * Share of the field's energy, mean removed, at radial frequencies above the line. No window is applied.
     *
     * @return in [0, 1]; NaN for a flat field, which has no energy to share
     */
    public static double highFrequencyShare(float[] field, Grid grid) {
        return new SlowPart(field, grid).fastShare();
    }

    /**
     * The slow part of a field: its mean, and what lies at radial frequencies up to the line. What is left, {@code
     * field - lowPass}, is what {@link #highFrequencyShare} counts.
     *
     * @return {@code [grid, channels]} row-major, fresh
     */
    public static double[] lowPass(float[] field, Grid grid) {
        SlowPart slow = new SlowPart(field, grid);
        double[] out = new double[field.length];
        for (int z = 0; z < grid.planes(); z++) {
            double[] plane = slow.plane(z);
            System.arraycopy(plane, 0, out, z * plane.length, plane.length);
        }
        return out;
    }

    /**
     * The same plane by plane, for a large volume has no room for all of it. Of a small field every plane is computed
     * once, of a large one each time that it is asked for. Of the field itself nothing is held. For one thread.
     */
    public static final class SlowPart {
        /** Values that are kept, of all planes together. */
        private static final int KEPT = 1 << 20;

        private final Waves waves;
        /** The mean of each channel. */
        private final double[] bases;

        private final List<Coefficients> coefficients = new ArrayList<>();
        private final int length;
        private final double[][] kept;
        private final double fastShare;
        private final double offset;

        /**
         * Of a field.
         *
         * @param field {@code [grid, channels]} row-major
         */
        public SlowPart(float[] field, Grid grid) {
            int count = requireChannels(field, grid);
            waves = Waves.of(grid);
            length = field.length / grid.planes();
            kept = new double[field.length <= KEPT || grid.planes() == 1 ? grid.planes() : 0][];
            bases = new double[count];
            double total = 0;
            double low = 0;
            double scale = 0;
            for (int c = 0; c < count; c++) {
                Centred values = Centred.of(field, count, c);
                bases[c] = values.base();
                double energy = 0;
                for (int i = c; i < field.length; i += count) {
                    double value = field[i] - values.mean();
                    total += value * value;
                    energy += value * value;
                    scale += (double) field[i] * field[i];
                }
                // Of a field that is empty nothing needs to be looked for.
                Coefficients own = energy == 0 ? waves.none() : waves.of(values);
                coefficients.add(own);
                low += own.energy();
            }
            // What rounding leaves of a constant field is no energy.
            fastShare = total <= 1e-20 * scale ? Double.NaN : Math.min(1, Math.max(0, 1 - low / total));
            offset = Math.sqrt(scale / total);
        }

        /** The amplitude of the field, its mean included, where that without is 1. */
        public double offset() {
            return offset;
        }

        /** The share of the field's energy that is not in the slow part, see {@link #highFrequencyShare}. */
        public double fastShare() {
            return fastShare;
        }

        /** One plane of it, {@code [rows, columns, channels]}; not to be changed. */
        public double[] plane(int z) {
            if (kept.length == 0) {
                return computed(z);
            }
            if (kept[z] == null) {
                kept[z] = computed(z);
            }
            return kept[z];
        }

        private double[] computed(int z) {
            if (bases.length == 1) {
                return waves.plane(coefficients.get(0), z, bases[0]);
            }
            double[] plane = new double[length];
            for (int c = 0; c < bases.length; c++) {
                double[] own = waves.plane(coefficients.get(c), z, bases[c]);
                for (int p = 0, i = c; p < own.length; p++, i += bases.length) {
                    plane[i] = own[p];
                }
            }
            return plane;
        }
    }

    /** Largest absolute difference between neighbours along any axis, over all channels; 0 for one point. */
    public static double largestGradient(float[] field, Grid grid) {
        requireChannels(field, grid);
        double largest = 0;
        int stride = field.length;
        for (int axis = 0; axis < grid.rank(); axis++) {
            int block = stride;
            stride /= grid.size(axis);
            for (int from = 0; from < field.length; from += block) {
                for (int i = from; i < from + block - stride; i++) {
                    largest = Math.max(largest, Math.abs((double) field[i + stride] - field[i]));
                }
            }
        }
        return largest;
    }

    private static int requireChannels(float[] field, Grid grid) {
        if (field.length == 0 || field.length % grid.voxels() != 0) {
            throw new IllegalArgumentException("a field of " + grid + " needs " + grid.voxels()
                    + " values for each of its channels, not " + field.length);
        }
        return field.length / grid.voxels();
    }

    /** One channel of a field, its mean removed. */
    @SuppressWarnings("ArrayRecordComponent") // identity is meant
    private record Centred(float[] field, int channels, int channel, double mean) {
        static Centred of(float[] field, int channels, int channel) {
            double sum = 0;
            for (int i = channel; i < field.length; i += channels) {
                sum += field[i];
            }
            int points = field.length / channels;
            return new Centred(field, channels, channel, sum / points);
        }

        /** The mean as it was taken from the first value. */
        double base() {
            return field[channel] - (field[channel] - mean);
        }

        /** So many values from a point on. */
        void copy(int from, double[] to) {
            for (int p = 0, i = from * channels + channel; p < to.length; p++, i += channels) {
                to[p] = field[i] - mean;
            }
        }
    }

    /**
     * The waves below the line of one channel, whose numbers are few.
     *
     * @param re of each wave in the plane its values from plane to plane
     * @param im likewise
     * @param energy that they carry
     */
    @SuppressWarnings("ArrayRecordComponent") // identity is meant
    private record Coefficients(double[] re, double[] im, double energy) {}

    /** One axis of a grid, and the waves along it that may be below the line. */
    private static final class Axis {
        private final int size;
        /** Of a wave that goes once along the axis, as a share of that on the line. */
        private final double frequency;

        private final int last;
        private final double[] cos;
        private final double[] sin;
        /** At each point, all waves from the first on: to turn points into waves. */
        private final double[][] cosAt;

        private final double[][] sinAt;
        /** Of each wave from the first on, all points, turning the other way: to turn waves into points. */
        private final double[][] cosBack;

        private final double[][] sinBack;

        /**
         * An axis.
         *
         * @param line its length in points
         */
        Axis(int size, double line) {
            this.size = size;
            this.frequency = line;
            int most = 0;
            while (2 * (most + 1) <= size && square(most + 1) <= 1 + ROUNDING) {
                most++;
            }
            last = most;
            cos = new double[size];
            sin = new double[size];
            for (int i = 0; i < size; i++) {
                double angle = 2 * Math.PI * i / size;
                cos[i] = Math.cos(angle);
                sin[i] = Math.sin(angle);
            }
            int waves = last - first() + 1;
            cosAt = new double[size][waves];
            sinAt = new double[size][waves];
            cosBack = new double[waves][size];
            sinBack = new double[waves][size];
            for (int k = 0; k < waves; k++) {
                int step = Math.floorMod(first() + k, size);
                for (int i = 0, phase = 0; i < size; i++) {
                    cosAt[i][k] = cos[phase];
                    sinAt[i][k] = sin[phase];
                    cosBack[k][i] = cos[phase];
                    sinBack[k][i] = -sin[phase];
                    phase = next(phase, step);
                }
            }
        }

        /** The wave that goes the other way most often, which is another one. */
        int first() {
            return -Math.min(last, (size - 1) / 2);
        }

        /** Square of the frequency of a wave that goes so often along the axis, 1 on the line. */
        double square(int wave) {
            double share = wave * frequency / size;
            return share * share;
        }

        /** {@code (phase + step) % size} for two numbers below the size, without the division. */
        int next(int phase, int step) {
            int sum = phase + step;
            return sum < size ? sum : sum - size;
        }
    }

    /**
     * The waves of a grid below the line. Parseval gives the total energy from the points, so only the few coefficients
     * below the line are computed: cheaper than an FFT, and any size works. Plane by plane along rows and columns, then
     * from plane to plane; loops run along rows, as memory does.
     */
    private static final class Waves {
        /** Of the grid that was asked for last, for most of a run is about one; it follows from the grid alone. */
        private static final AtomicReference<@Nullable Waves> LATEST = new AtomicReference<>();

        private final Grid grid;
        private final Axis planes;
        private final Axis rows;
        private final Axis columns;

        static Waves of(Grid grid) {
            Waves ready = LATEST.get();
            if (ready == null || !ready.grid.equals(grid)) {
                ready = new Waves(grid);
                LATEST.set(ready);
            }
            return ready;
        }

        private Waves(Grid grid) {
            this.grid = grid;
            planes = new Axis(grid.planes(), grid.rank() == 2 ? LINE_PIXELS : line(grid, 0));
            rows = new Axis(grid.rows(), line(grid, grid.rank() - 2));
            columns = new Axis(grid.columns(), line(grid, grid.rank() - 1));
        }

        /** The line along an axis in points. */
        private static double line(Grid grid, int axis) {
            return Double.isNaN(lineMillimetres(grid)) ? LINE_PIXELS : lineMillimetres(grid) / grid.spacing(axis);
        }

        /** What lies below the line where there is nothing. */
        Coefficients none() {
            return new Coefficients(new double[coefficients()], new double[coefficients()], 0);
        }

        private int coefficients() {
            return (rows.last + 1) * across() * planes.size;
        }

        /** What lies below the line of one channel. */
        Coefficients of(Centred values) {
            int all = coefficients();
            double[] re = new double[all];
            double[] im = new double[all];
            for (int z = 0; z < planes.size; z++) {
                transform(values, z, re, im);
            }
            double energy = 0;
            for (int ky = 0; ky <= rows.last; ky++) {
                for (int kx = columns.first(); kx <= columns.last; kx++) {
                    if (below(0, ky, kx)) {
                        energy += twins(ky) * alongPlanes(ky, kx, re, im);
                    }
                }
            }
            return new Coefficients(re, im, energy / ((double) planes.size * rows.size * columns.size));
        }

        /** Coefficients of one plane. */
        private void transform(Centred values, int z, double[] allRe, double[] allIm) {
            int width = columns.size;
            double[] plane = new double[rows.size * width];
            values.copy(z * plane.length, plane);
            double[] re = new double[width];
            double[] im = new double[width];
            double[] waveRe = new double[across()];
            double[] waveIm = new double[across()];
            for (int ky = 0; ky <= rows.last; ky++) {
                Arrays.fill(re, 0);
                Arrays.fill(im, 0);
                for (int y = 0, phase = 0; y < rows.size; y++) {
                    Rows.add(rows.cos[phase], -rows.sin[phase], plane, y * width, re, im);
                    phase = rows.next(phase, ky);
                }
                Arrays.fill(waveRe, 0);
                Arrays.fill(waveIm, 0);
                for (int x = 0; x < width; x++) {
                    Rows.turn(re[x], im[x], columns.cosAt[x], columns.sinAt[x], waveRe, waveIm);
                }
                for (int k = 0, kx = columns.first(); k < waveRe.length; k++, kx++) {
                    if (below(0, ky, kx)) {
                        allRe[place(ky, kx) + z] = waveRe[k];
                        allIm[place(ky, kx) + z] = waveIm[k];
                    }
                }
            }
        }

        /** Energy below the line of a wave in the plane; of its coefficients only what carries it is left. */
        private double alongPlanes(int ky, int kx, double[] re, double[] im) {
            int first = place(ky, kx);
            double[] lowRe = new double[planes.size];
            double[] lowIm = new double[planes.size];
            double energy = 0;
            for (int kz = planes.first(); kz <= planes.last; kz++) {
                if (!below(kz, ky, kx)) {
                    continue;
                }
                double r = 0;
                double i = 0;
                int step = Math.floorMod(kz, planes.size);
                for (int z = 0, phase = 0; z < planes.size; z++) {
                    r += re[first + z] * planes.cos[phase] + im[first + z] * planes.sin[phase];
                    i += im[first + z] * planes.cos[phase] - re[first + z] * planes.sin[phase];
                    phase = planes.next(phase, step);
                }
                energy += r * r + i * i;
                for (int z = 0, phase = 0; z < planes.size; z++) {
                    lowRe[z] += r * planes.cos[phase] - i * planes.sin[phase];
                    lowIm[z] += i * planes.cos[phase] + r * planes.sin[phase];
                    phase = planes.next(phase, step);
                }
            }
            System.arraycopy(lowRe, 0, re, first, lowRe.length);
            System.arraycopy(lowIm, 0, im, first, lowIm.length);
            return energy;
        }

        /** One plane of what the waves of one channel add to a value. */
        double[] plane(Coefficients all, int z, double base) {
            int width = columns.size;
            double[] plane = new double[rows.size * width];
            Arrays.fill(plane, base);
            double[] re = new double[width];
            double[] im = new double[width];
            for (int ky = 0; ky <= rows.last; ky++) {
                Arrays.fill(re, 0);
                Arrays.fill(im, 0);
                for (int kx = columns.first(); kx <= columns.last; kx++) {
                    if (below(0, ky, kx)) {
                        int k = kx - columns.first();
                        int at = place(ky, kx) + z;
                        Rows.turn(all.re()[at], all.im()[at], columns.cosBack[k], columns.sinBack[k], re, im);
                    }
                }
                double factor = twins(ky) / ((double) planes.size * rows.size * columns.size);
                for (int y = 0, phase = 0; y < rows.size; y++) {
                    Rows.add(factor * rows.cos[phase], re, -(factor * rows.sin[phase]), im, plane, y * width);
                    phase = rows.next(phase, ky);
                }
            }
            return plane;
        }

        /** The field is real: a wave and its opposite carry the same energy, and only one of them is computed. */
        private int twins(int ky) {
            return ky == 0 || 2 * ky == rows.size ? 1 : 2;
        }

        private int across() {
            return columns.last - columns.first() + 1;
        }

        /** Where the coefficients of a wave in the plane begin, one a plane. */
        private int place(int ky, int kx) {
            return (ky * across() + kx - columns.first()) * planes.size;
        }

        private boolean below(int kz, int ky, int kx) {
            return planes.square(kz) + rows.square(ky) + columns.square(kx) <= 1 + ROUNDING;
        }
    }
}

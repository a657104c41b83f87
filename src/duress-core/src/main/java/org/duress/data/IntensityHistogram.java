package org.duress.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * How often each intensity stands in one channel of a whole scan: what a team's pipeline measures of a volume cannot be
 * measured of one of its slices.
 *
 * <p>Intensities that differ by less than 1 in 4096 of themselves are one here, their mean; whole numbers up to 4096,
 * the least, the greatest and 0 are kept as they are.
 */
public final class IntensityHistogram {
    /** Far fewer than a subject's slices have pixels; more only where a few intensities lie far from all others. */
    private static final int MOST_BINS = 8192;

    /** Of the deviation, this part may lie between intensities that become one. */
    private static final double CLOSE = 1024;

    private final float[] values;
    private final long[] counts;
    private final long[] boxed;
    private final Mapping mapping;

    /** What became of an intensity; greater ones become no smaller ones. */
    public interface Mapping {
        /** What became of it. */
        float of(float x);
    }

    private IntensityHistogram(float[] values, long[] counts, long[] boxed, Mapping mapping) {
        this.values = values;
        this.counts = counts;
        this.boxed = boxed;
        this.mapping = mapping;
    }

    /** The same scan after each of its intensities became another. */
    public IntensityHistogram mapped(Mapping next) {
        return new IntensityHistogram(values, counts, boxed, x -> next.of(mapping.of(x)));
    }

    /** Of the box around all that is not 0 in any channel; the whole scan where all of it is 0. */
    public IntensityHistogram boxed() {
        return new IntensityHistogram(values, boxed, boxed, mapping);
    }

    /** Of what is not 0 now; empty where all of it is. */
    public IntensityHistogram foreground() {
        long[] own = counts.clone();
        for (int i = 0; i < own.length; i++) {
            own[i] = mapping.of(values[i]) == 0 ? 0 : own[i];
        }
        return new IntensityHistogram(values, own, own, mapping);
    }

    /** Of several channels together. */
    public static IntensityHistogram joined(List<IntensityHistogram> channels) {
        if (channels.size() == 1) {
            return channels.get(0);
        }
        List<Bin> bins = new ArrayList<>();
        for (IntensityHistogram channel : channels) {
            for (int i = 0; i < channel.values.length; i++) {
                bins.add(new Bin(channel.mapping.of(channel.values[i]), channel.counts[i], channel.boxed[i]));
            }
        }
        bins.sort(Comparator.comparingDouble(Bin::value));
        return of(bins);
    }

    private record Bin(float value, long count, long boxed) {}

    private static IntensityHistogram of(List<Bin> bins) {
        float[] values = new float[bins.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = bins.get(i).value();
        }
        return new IntensityHistogram(
                values,
                bins.stream().mapToLong(Bin::count).toArray(),
                bins.stream().mapToLong(Bin::boxed).toArray(),
                x -> x);
    }

    /** How many intensities there are. */
    public long count() {
        return Arrays.stream(counts).sum();
    }

    /** Their mean; 0 of none. */
    public double mean() {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += counts[i] * (double) mapping.of(values[i]);
        }
        return sum / Math.max(1, count());
    }

    /** Their population standard deviation; 0 of none. */
    public double deviation() {
        double mean = mean();
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            double off = mapping.of(values[i]) - mean;
            squares += counts[i] * off * off;
        }
        return Math.sqrt(squares / Math.max(1, count()));
    }

    /**
     * A percentile, linear between the two order statistics that it lies between.
     *
     * @param percent 0 for the least intensity, 100 for the greatest
     */
    public double percentile(double percent) {
        double at = percent / 100 * (count() - 1);
        long below = (long) Math.floor(at);
        double low = ordered(below);
        return low + (at - below) * (ordered(Math.min(count() - 1, below + 1)) - low);
    }

    private float ordered(long place) {
        long passed = 0;
        for (int i = 0; i < values.length; i++) {
            passed += counts[i];
            if (passed > place) {
                return mapping.of(values[i]);
            }
        }
        throw new IllegalStateException("no intensity is at place " + place + " of " + passed);
    }

    /** What the histogram is made of, for fingerprints. */
    void addTo(Digest digest) {
        digest.add(values);
        for (int i = 0; i < values.length; i++) {
            digest.add(String.valueOf(counts[i])).add(String.valueOf(boxed[i]));
        }
    }

    /** Counts the intensities of one channel, as they are read. */
    static final class Counter {
        /** Of a float: sign and exponent choose a row, the first bits of the mantissa a bin of it. */
        private static final int MANTISSA_BITS = 23;

        private static final int KEPT_BITS = 11;
        private static final int ROWS = 1 << 9;

        private final long[][] counts = new long[ROWS][];
        private final double[][] sums = new double[ROWS][];
        private float least = Float.POSITIVE_INFINITY;
        private float greatest = Float.NEGATIVE_INFINITY;

        void add(float[] intensities) {
            for (float intensity : intensities) {
                // Not -0, whose bits are others.
                float x = intensity + 0f;
                int bits = Float.floatToRawIntBits(x);
                int row = bits >>> MANTISSA_BITS;
                int bin = bits >>> (MANTISSA_BITS - KEPT_BITS) & (1 << KEPT_BITS) - 1;
                if (counts[row] == null) {
                    counts[row] = new long[1 << KEPT_BITS];
                    sums[row] = new double[1 << KEPT_BITS];
                }
                counts[row][bin]++;
                sums[row][bin] += x;
                least = Math.min(least, x);
                greatest = Math.max(greatest, x);
            }
        }

        /**
         * What was counted.
         *
         * @param outside how many of them lie outside of the box
         * @param margin what stands there
         */
        IntensityHistogram histogram(long outside, float margin) {
            List<Bin> bins = new ArrayList<>();
            for (int row = 0; row < ROWS; row++) {
                for (int bin = 0; counts[row] != null && bin < counts[row].length; bin++) {
                    split(bins, counts[row][bin], sums[row][bin]);
                }
            }
            bins.sort(Comparator.comparingDouble(Bin::value));
            List<Bin> few = fewer(bins, margin);
            few.replaceAll(bin ->
                    bin.value() == margin ? new Bin(margin, bin.count(), Math.max(0, bin.count() - outside)) : bin);
            return of(few);
        }

        /** The least and the greatest stand alone, apart from what is like them. */
        private void split(List<Bin> bins, long all, double whole) {
            long count = all;
            double sum = whole;
            for (float end : new float[] {least, greatest}) {
                if (count > 1 && alike((float) (sum / count), end) && (float) (sum / count) != end) {
                    bins.add(new Bin(end, 1, 1));
                    count--;
                    sum -= end;
                }
            }
            if (count > 0) {
                float mean = (float) (sum / count);
                bins.add(new Bin(mean, count, count));
            }
        }

        private static boolean alike(float one, float other) {
            return Float.floatToRawIntBits(one) >>> (MANTISSA_BITS - KEPT_BITS)
                    == Float.floatToRawIntBits(other) >>> (MANTISSA_BITS - KEPT_BITS);
        }

        /** Bins that hold few intensities and lie close together, beside the deviation of all, become one. */
        private static List<Bin> fewer(List<Bin> bins, float kept) {
            if (bins.size() <= MOST_BINS) {
                return bins;
            }
            IntensityHistogram all = of(bins);
            long wanted = all.count() / (MOST_BINS / 2) + 1;
            double close = all.deviation() / CLOSE;
            List<Bin> few = new ArrayList<>();
            int from = 0;
            long count = 0;
            for (int i = 0; i < bins.size(); i++) {
                Bin bin = bins.get(i);
                boolean alone = i <= 1
                        || i == bins.size() - 1
                        || bin.value() == kept
                        || bins.get(i - 1).value() == kept;
                if (alone
                        || count + bin.count() > wanted
                        || bin.value() - bins.get(from).value() > close) {
                    merge(bins.subList(from, i), few);
                    from = i;
                    count = 0;
                }
                count += bin.count();
            }
            merge(bins.subList(from, bins.size()), few);
            return few;
        }

        private static void merge(List<Bin> bins, List<Bin> into) {
            if (!bins.isEmpty()) {
                IntensityHistogram own = of(bins);
                into.add(bins.size() == 1 ? bins.get(0) : new Bin((float) own.mean(), own.count(), own.count()));
            }
        }
    }
}

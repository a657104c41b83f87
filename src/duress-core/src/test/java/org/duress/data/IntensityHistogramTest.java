package org.duress.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against the same numbers of all intensities one by one. */
class IntensityHistogramTest {
    private static IntensityHistogram of(float... intensities) {
        return boxed(0, intensities);
    }

    private static IntensityHistogram boxed(long outside, float... intensities) {
        IntensityHistogram.Counter counter = new IntensityHistogram.Counter();
        counter.add(intensities);
        return counter.histogram(outside, 0);
    }

    private static void agrees(IntensityHistogram histogram, float[] all, double tolerance) {
        float[] sorted = all.clone();
        Arrays.sort(sorted);
        double mean = 0;
        for (float x : sorted) {
            mean += (double) x / sorted.length;
        }
        double square = 0;
        for (float x : sorted) {
            square += (x - mean) * (x - mean) / sorted.length;
        }
        double spread = Math.sqrt(square);
        assertThat(histogram.count()).isEqualTo(sorted.length);
        assertThat(histogram.mean()).isCloseTo(mean, within(tolerance * spread));
        assertThat(histogram.deviation()).isCloseTo(spread, within(tolerance * spread));
        assertThat(histogram.percentile(0)).isEqualTo(sorted[0]);
        assertThat(histogram.percentile(100)).isEqualTo(sorted[sorted.length - 1]);
        for (double percent : new double[] {0.5, 1, 25, 50, 99, 99.5}) {
            double at = percent / 100 * (sorted.length - 1);
            int below = (int) at;
            double expected = sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]);
            assertThat(histogram.percentile(percent)).isCloseTo(expected, within(tolerance * spread));
        }
    }

    @Test
    void wholeNumbersAreCountedExactly() {
        Random random = new Random(3);
        float[] hounsfield = new float[30_000];
        for (int i = 0; i < hounsfield.length; i++) {
            hounsfield[i] = random.nextInt(4096) - 1024;
        }
        agrees(of(hounsfield), hounsfield, 1e-9);
    }

    @Test
    void anyNumbersAreCountedNearly() {
        Random random = new Random(4);
        float[] intensities = new float[200_000];
        for (int i = 0; i < intensities.length; i++) {
            intensities[i] = (float) Math.exp(3 * random.nextGaussian()) * (i % 3 == 0 ? -1 : 1);
        }
        agrees(of(intensities), intensities, 1e-3);
    }

    @Test
    void whatTheIntensitiesBecomeIsMeasured() {
        IntensityHistogram histogram = of(-2, 0, 0, 4).mapped(x -> 2 * x).mapped(x -> x + 1);
        assertThat(histogram.mean()).isEqualTo(2);
        assertThat(histogram.percentile(0)).isEqualTo(-3);
        assertThat(histogram.percentile(100)).isEqualTo(9);
    }

    @Test
    void foregroundIsWhatIsNotZeroNow() {
        IntensityHistogram histogram = of(-2, 0, -0f, 4, 4);
        assertThat(histogram.foreground().count()).isEqualTo(3);
        assertThat(histogram.foreground().mean()).isEqualTo(2);
        assertThat(histogram.mapped(x -> x - 4).foreground().count()).isEqualTo(3);
        assertThat(of(0, 0).foreground().mean()).isZero();
        assertThat(of(0, 0).foreground().deviation()).isZero();
    }

    @Test
    void zerosOutsideOfTheBoxAreNotInIt() {
        IntensityHistogram histogram = boxed(3, 0, 0, 0, 0, 5, 7);
        assertThat(histogram.mean()).isEqualTo(2);
        assertThat(histogram.boxed().mean()).isEqualTo(4);
        assertThat(histogram.boxed().mapped(x -> 10 * x).percentile(0)).isZero();
    }

    @Test
    void channelsTogetherAreOneSetOfIntensities() {
        IntensityHistogram both = IntensityHistogram.joined(List.of(of(1, 3).mapped(x -> 10 * x), of(20, 40, 50)));
        assertThat(both.count()).isEqualTo(5);
        assertThat(both.mean()).isEqualTo(30);
        assertThat(both.percentile(25)).isEqualTo(20);
        assertThat(both.percentile(50)).isEqualTo(30);
    }
}

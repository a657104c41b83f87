package org.duress.shift;

/**
 * The discrete Fourier transform of any length, {@code X_k = sum_n x_n exp(-2 pi i k n / N)}: by halves where it is a
 * power of two (Cooley and Tukey 1965), else as a convolution of such a length (Bluestein 1970). Immutable: one for all
 * lines of an image.
 */
final class Fourier {
    private final int length;
    private final int padded;
    private final double[] cosines;
    private final double[] sines;

    /** Of Bluestein: exp(-pi i n^2 / N), and the transform of its conjugate; empty for a power of two. */
    private final double[] chirpReal;

    private final double[] chirpImaginary;
    private final double[] filterReal;
    private final double[] filterImaginary;

    Fourier(int length) {
        this.length = length;
        boolean power = Integer.bitCount(length) == 1;
        padded = power ? length : Integer.highestOneBit(2 * length - 1) * 2;
        cosines = new double[Math.max(1, padded / 2)];
        sines = new double[cosines.length];
        for (int i = 0; i < cosines.length; i++) {
            cosines[i] = Math.cos(2 * Math.PI * i / padded);
            sines[i] = -Math.sin(2 * Math.PI * i / padded);
        }
        int chirp = power ? 0 : length;
        chirpReal = new double[chirp];
        chirpImaginary = new double[chirp];
        filterReal = new double[power ? 0 : padded];
        filterImaginary = new double[filterReal.length];
        for (int n = 0; n < chirp; n++) {
            // n^2 modulo 2 N: a large argument would lose digits.
            double angle = Math.PI * ((long) n * n % (2L * length)) / length;
            chirpReal[n] = Math.cos(angle);
            chirpImaginary[n] = -Math.sin(angle);
            int mirrored = (padded - n) % padded;
            filterReal[n] = chirpReal[n];
            filterImaginary[n] = -chirpImaginary[n];
            filterReal[mirrored] = filterReal[n];
            filterImaginary[mirrored] = filterImaginary[n];
        }
        if (!power) {
            byHalves(filterReal, filterImaginary);
        }
    }

    /** Transforms in place. */
    void forward(double[] real, double[] imaginary) {
        if (chirpReal.length == 0) {
            byHalves(real, imaginary);
        } else {
            byConvolution(real, imaginary);
        }
    }

    /** Transforms back in place: the inverse of {@link #forward}. */
    void back(double[] real, double[] imaginary) {
        forward(/* real= */ imaginary, /* imaginary= */ real);
        for (int n = 0; n < length; n++) {
            real[n] /= length;
            imaginary[n] /= length;
        }
    }

    private void byConvolution(double[] real, double[] imaginary) {
        double[] a = new double[padded];
        double[] b = new double[padded];
        for (int n = 0; n < length; n++) {
            a[n] = real[n] * chirpReal[n] - imaginary[n] * chirpImaginary[n];
            b[n] = real[n] * chirpImaginary[n] + imaginary[n] * chirpReal[n];
        }
        byHalves(a, b);
        for (int k = 0; k < padded; k++) {
            double product = a[k] * filterReal[k] - b[k] * filterImaginary[k];
            b[k] = a[k] * filterImaginary[k] + b[k] * filterReal[k];
            a[k] = product;
        }
        byHalves(/* real= */ b, /* imaginary= */ a);
        for (int n = 0; n < length; n++) {
            double x = a[n] / padded;
            double y = b[n] / padded;
            real[n] = x * chirpReal[n] - y * chirpImaginary[n];
            imaginary[n] = x * chirpImaginary[n] + y * chirpReal[n];
        }
    }

    private void byHalves(double[] real, double[] imaginary) {
        int count = padded;
        for (int i = 1, j = 0; i < count; i++) {
            int bit = count >> 1;
            for (; (j & bit) != 0; bit >>= 1) {
                j ^= bit;
            }
            j |= bit;
            if (i < j) {
                swap(real, i, j);
                swap(imaginary, i, j);
            }
        }
        for (int half = 1; half < count; half *= 2) {
            int step = count / (2 * half);
            for (int from = 0; from < count; from += 2 * half) {
                for (int k = 0; k < half; k++) {
                    double c = cosines[k * step];
                    double s = sines[k * step];
                    int low = from + k;
                    int high = low + half;
                    double x = real[high] * c - imaginary[high] * s;
                    double y = real[high] * s + imaginary[high] * c;
                    real[high] = real[low] - x;
                    imaginary[high] = imaginary[low] - y;
                    real[low] += x;
                    imaginary[low] += y;
                }
            }
        }
    }

    private static void swap(double[] values, int i, int j) {
        double kept = values[i];
        values[i] = values[j];
        values[j] = kept;
    }

    /** Zeros to begin with. */
    double[] line() {
        return new double[length];
    }
}

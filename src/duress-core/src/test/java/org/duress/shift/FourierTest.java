package org.duress.shift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FourierTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 8, 12, 17, 64, 101})
    void isTheSumThatDefinesItAndGoesBack(int length) {
        Random random = new Random(length);
        double[] real = random.doubles(length).toArray();
        double[] imaginary = random.doubles(length).toArray();
        double[] a = real.clone();
        double[] b = imaginary.clone();
        Fourier fourier = new Fourier(length);

        fourier.forward(a, b);

        for (int k = 0; k < length; k++) {
            double x = 0;
            double y = 0;
            for (int n = 0; n < length; n++) {
                double angle = -2 * Math.PI * k * n / length;
                x += real[n] * Math.cos(angle) - imaginary[n] * Math.sin(angle);
                y += real[n] * Math.sin(angle) + imaginary[n] * Math.cos(angle);
            }
            assertThat(a[k]).isCloseTo(x, within(1e-9));
            assertThat(b[k]).isCloseTo(y, within(1e-9));
        }
        fourier.back(a, b);
        assertThat(a).containsExactly(real, within(1e-12));
        assertThat(b).containsExactly(imaginary, within(1e-12));
    }
}

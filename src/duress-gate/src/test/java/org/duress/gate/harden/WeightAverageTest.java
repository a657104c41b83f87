package org.duress.gate.harden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.duress.net.NetworkArchive;
import org.junit.jupiter.api.Test;

class WeightAverageTest {
    private final WeightAverage average = new WeightAverage();

    @Test
    void nothingIsNoMean() {
        assertThat(average.orElse(new float[] {3, 4})).containsExactly(3, 4);
    }

    @Test
    void theFirstFiftyCountAlike() {
        average.add(new float[] {1, 10});
        average.add(new float[] {2, 20});
        average.add(new float[] {6, 0});

        assertThat(average.orElse(new float[0])).containsExactly(new float[] {3, 10}, within(1e-6f));
    }

    @Test
    void laterTheNewestIsAFiftieth() {
        for (int i = 0; i < 200; i++) {
            average.add(new float[] {1});
        }
        average.add(new float[] {51});

        assertThat(average.orElse(new float[0])).containsExactly(new float[] {2}, within(1e-5f));
    }

    @Test
    void keepsItsOwnCopy() {
        float[] weights = {1};
        average.add(weights);
        weights[0] = 7;
        average.orElse(weights)[0] = 9;

        assertThat(average.orElse(weights)).containsExactly(1);
    }

    @Test
    void goesOnWhereItWas() {
        average.add(new float[] {1});
        average.add(new float[] {4});
        WeightAverage restored = new WeightAverage();
        restored.restore(new NetworkArchive(Map.of(), Map.of(), average.state()));
        average.add(new float[] {7});
        restored.add(new float[] {7});

        assertThat(restored.orElse(new float[0])).containsExactly(average.orElse(new float[0]));
    }
}

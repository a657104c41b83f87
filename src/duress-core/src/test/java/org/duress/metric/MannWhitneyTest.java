package org.duress.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MannWhitneyTest {
    @Test
    void byHand() {
        // 2 beats 1; 3 beats 1 and ties with 3; 4 beats both: 4.5 of 6 pairs.
        assertThat(MannWhitney.wins(new double[] {1, 3}, new double[] {2, 3, 4}))
                .isEqualTo(4.5);
        assertThat(MannWhitney.area(new double[] {1, 3}, new double[] {2, 3, 4}))
                .isEqualTo(0.75);
        assertThat(MannWhitney.area(new double[] {2, 3, 4}, new double[] {1, 3}))
                .isEqualTo(0.25);
        assertThat(MannWhitney.area(new double[] {-1, 0}, new double[] {5})).isEqualTo(1);
        assertThat(MannWhitney.area(new double[] {5}, new double[] {-1, 0})).isZero();
        assertThat(MannWhitney.area(new double[] {7, 7}, new double[] {7, 7, 7}))
                .isEqualTo(0.5);
    }

    /** Of two normal distributions a deviation apart it is Phi(1 / sqrt(2)) = 0.7602, whatever the groups' sizes. */
    @Test
    void ofNormalScoresItIsWhatTheirDistanceSays() {
        Random random = new Random(4);
        double[] first = random.doubles(2_000).map(any -> random.nextGaussian()).toArray();
        double[] second =
                random.doubles(500).map(any -> 1 + random.nextGaussian()).toArray();
        assertThat(MannWhitney.area(first, second)).isCloseTo(0.7602, within(0.03));
    }

    @Test
    void withoutScoresThereIsNoArea() {
        assertThatThrownBy(() -> MannWhitney.area(new double[0], new double[] {1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an area needs scores of both groups");
    }
}

package org.duress.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.duress.base.OrganSets;
import org.junit.jupiter.api.Test;

class DiceTest {
    @Test
    void countsEachOrganByHand() {
        byte[] prediction = {0, 1, 1, 1, 2, 0};
        byte[] reference = {0, 1, 1, 2, 2, 2};

        List<Dice> dice = Dice.perOrgan(prediction, reference, OrganSets.exclusive(2));

        assertThat(dice).containsExactly(new Dice(2, 3, 2), new Dice(1, 1, 3));
        assertThat(dice.get(0).score()).isEqualTo(0.8);
        assertThat(dice.get(1).score()).isEqualTo(0.5);
    }

    @Test
    void slicesAddUpToTheVolumeNotToTheMeanOfSlices() {
        Dice whole = Dice.perOrgan(new byte[] {1, 0, 0, 0}, new byte[] {1, 0, 0, 0}, OrganSets.exclusive(1))
                .get(0)
                .plus(Dice.perOrgan(new byte[] {0, 0, 0, 0}, new byte[] {1, 1, 1, 0}, OrganSets.exclusive(1))
                        .get(0));

        assertThat(whole).isEqualTo(new Dice(1, 1, 4));
        assertThat(whole.score()).isCloseTo(0.4, within(1e-15));
    }

    @Test
    void bothEmptyIsNotCounted() {
        assertThat(Dice.NONE.score()).isNaN();
        assertThat(Dice.perOrgan(new byte[] {2, 0}, new byte[] {2, 0}, OrganSets.exclusive(2))
                        .get(0)
                        .score())
                .isNaN();
    }

    @Test
    void organsAddUpEachForItself() {
        List<Dice> one = List.of(new Dice(1, 2, 3), Dice.NONE);
        assertThat(Dice.sum(Dice.none(2), one)).isEqualTo(one);
        assertThat(Dice.sum(one, List.of(new Dice(10, 20, 30), new Dice(0, 0, 5))))
                .containsExactly(new Dice(11, 22, 33), new Dice(0, 0, 5));
    }

    /** (0.25 + 0.75) / 2, not / 3. */
    @Test
    void whatNobodyShowsEntersNoMean() {
        assertThat(Dice.mean(DoubleStream.of(0.25, Double.NaN, 0.75))).hasValue(0.5);
        assertThat(Dice.mean(DoubleStream.of(Double.NaN))).isEmpty();
    }

    @Test
    void aLostOrganIsZero() {
        assertThat(new Dice(0, 0, 7).score()).isZero();
    }

    @Test
    void anInventedOrganIsZero() {
        assertThat(new Dice(0, 7, 0).score()).isZero();
    }

    @Test
    void isSymmetricAndWithinBoundsAndOneForItself() {
        Random random = new Random(5);
        for (int round = 0; round < 50; round++) {
            byte[] a = labels(random);
            byte[] b = labels(random);
            for (int organ = 0; organ < 3; organ++) {
                double there =
                        Dice.perOrgan(a, b, OrganSets.exclusive(3)).get(organ).score();
                assertThat(Dice.perOrgan(b, a, OrganSets.exclusive(3))
                                .get(organ)
                                .score())
                        .isEqualTo(there);
                assertThat(there).isBetween(0.0, 1.0);
                assertThat(Dice.perOrgan(a, a, OrganSets.exclusive(3))
                                .get(organ)
                                .score())
                        .isEqualTo(1.0);
            }
        }
    }

    @Test
    void refusesMapsOfDifferentSize() {
        assertThatThrownBy(() -> Dice.perOrgan(new byte[3], new byte[4], OrganSets.exclusive(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("label maps of 3 and 4 pixels cannot be compared");
    }

    private static byte[] labels(Random random) {
        byte[] labels = new byte[200];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) random.nextInt(4);
        }
        return labels;
    }
}

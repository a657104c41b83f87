package org.duress.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The numbers themselves: runs of earlier versions drew by them. */
class SeedsTest {
    @Test
    void areWhatTheyEverWere() {
        assertThat(Seeds.sample(7, 2)).isEqualTo(219);
        assertThat(Seeds.image(7, 2)).isEqualTo(219);
        assertThat(Seeds.restart(7, 2, 3)).isEqualTo(219_000_660);
        assertThat(Seeds.proposers(7)).isEqualTo(8);
        assertThat(Seeds.optimiser(219, 4)).isEqualTo(223);
        assertThat(Seeds.trainingStep(7, 150)).isEqualTo(7_000_171);
        assertThat(Seeds.statisticsBatch(7, 5)).isEqualTo(55_438);
        assertThat(Seeds.encoder(7)).isEqualTo(7);
        assertThat(Seeds.deformationDecoder(7)).isEqualTo(8);
        assertThat(Seeds.intensityDecoder(7)).isEqualTo(9);
        assertThat(Seeds.critic(7)).isEqualTo(10);
        assertThat(Seeds.askedCopy(7, 8, 1)).isEqualTo(227_026);
        assertThat(Seeds.plant(7, 1, 3, 2)).isEqualTo(1_213_244_431_931_923_714L);
        assertThat(Seeds.batch(7, "p006", 8)).isEqualTo(8_439_141_900_493_616_987L);
        assertThat(Seeds.phantom(2, 6)).isEqualTo(4_771_463_154_074_226_191L);
    }
}

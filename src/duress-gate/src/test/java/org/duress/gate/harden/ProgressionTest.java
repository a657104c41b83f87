package org.duress.gate.harden;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.duress.model.UNet;
import org.duress.net.Network;
import org.duress.net.NetworkArchive;
import org.duress.result.HardeningRound;
import org.junit.jupiter.api.Test;

class ProgressionTest {
    private final Progression progression = new Progression(0.01);

    private static Network network(long seed) {
        return Network.initialised(UNet.graph(1, 2, 2), seed);
    }

    private void add(double clean, double attacked) {
        int steps = 10 * progression.rounds().size();
        progression.add(steps, clean, attacked, network(steps));
    }

    @Test
    void theBestIsWhatIsLeftUnderAttack() {
        assertThat(progression.isEmpty()).isTrue();
        add(0.9, 0.3);
        add(0.9, 0.5);
        add(0.9, 0.5);
        add(0.9, 0.4);
        assertThat(progression.best()).isEqualTo(new HardeningRound(10, 0.9f, 0.5f));
        assertThat(progression.since()).isEqualTo(2);
        assertThat(progression.weights()).containsExactly(network(10).weights());
        assertThat(progression.statistics()).containsExactly(network(10).statistics());
    }

    /** A loss of 0.03 costs 10 * (0.03 - 0.01) = 0.2. */
    @Test
    void whatCleanImagesLoseBeyondAHundredthCountsTenfold() {
        add(0.9, 0.3);
        add(0.891, 0.35);
        assertThat(progression.best().steps()).as("a hundredth is free").isEqualTo(10);
        add(0.87, 0.54);
        assertThat(progression.best().steps()).as("0.34").isEqualTo(10);
        add(0.87, 0.56);
        assertThat(progression.best().steps()).as("0.36").isEqualTo(30);
        add(0.95, 0.35);
        assertThat(progression.best().steps())
                .as("better clean images earn nothing")
                .isEqualTo(30);
    }

    @Test
    void whoMayLoseMorePaysLater() {
        Progression generous = new Progression(0.05);
        generous.add(0, 0.9, 0.3, network(0));
        generous.add(10, 0.86, 0.35, network(10));
        assertThat(generous.best().steps()).isEqualTo(10);
        generous.add(20, 0.83, 0.5, network(20));
        assertThat(generous.best().steps()).as("0.5 - 10 * 0.02").isEqualTo(10);
    }

    @Test
    void aCheckpointHasAllOfIt() {
        add(0.9, 0.3);
        add(0.9, 0.5);
        add(0.8, 0.55);
        Progression restored = new Progression(0.01);
        restored.restore(new NetworkArchive(Map.of(), Map.of(), progression.state()));
        assertThat(restored.rounds()).isEqualTo(progression.rounds());
        assertThat(restored.best()).isEqualTo(progression.best());
        assertThat(restored.since()).isEqualTo(1);
        assertThat(restored.weights()).containsExactly(network(10).weights());
        assertThat(restored.statistics()).containsExactly(network(10).statistics());
    }
}

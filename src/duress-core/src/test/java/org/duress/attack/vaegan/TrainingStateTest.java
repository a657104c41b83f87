package org.duress.attack.vaegan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumSet;
import org.duress.spec.AttackSpec;
import org.duress.spec.AttackerTraining;
import org.duress.spec.FieldKind;
import org.duress.spec.VaeGanSettings;
import org.junit.jupiter.api.Test;

/** When training stops, on made-up measurements: 600 steps, of which 40 % with batch statistics and 30 % warm up. */
class TrainingStateTest {
    private static final AttackSpec SPEC = new AttackSpec(
            2,
            EnumSet.of(FieldKind.INTENSITY),
            600,
            1,
            1,
            7,
            VaeGanSettings.defaults().with(VaeGanSettings.TRAINING, AttackerTraining.PAPER));

    @Test
    void convergedToXiItStopsEarlyAndKeepsTheShareOfFrozenSteps() {
        // Converged all along, it freezes when the lambdas count in full: after 180 of 600 steps, so 450 in all.
        TrainingState state =
                TrainingState.start(SPEC, Lattice.usual(SPEC.vaeGan().networks()), 1, 3);
        while (!state.frozen()) {
            state.record(report(1.9, 1));
        }
        assertThat(state.steps()).isEqualTo(180);
        assertThat(run(state, 1.9, 1)).isEqualTo(450);
    }

    @Test
    void farFromXiItUsesAllSteps() {
        TrainingState state =
                TrainingState.start(SPEC, Lattice.usual(SPEC.vaeGan().networks()), 1, 3);
        assertThat(run(state, 1.0, 1)).isEqualTo(600);
    }

    @Test
    void whileTheLossFallsItGoesOn() {
        TrainingState state =
                TrainingState.start(SPEC, Lattice.usual(SPEC.vaeGan().networks()), 1, 3);
        double loss = 1000;
        while (!state.frozen()) {
            state.record(report(1.9, loss));
            loss *= 0.99;
        }
        assertThat(state.steps()).isEqualTo(240);
    }

    @Test
    void theRateFallsToThePapers() {
        TrainingState state =
                TrainingState.start(SPEC, Lattice.usual(SPEC.vaeGan().networks()), 1, 3);
        assertThat(state.rateFactor()).isEqualTo(20);
        for (int i = 0; i < 90; i++) {
            state.record(report(1, 1));
        }
        while (state.steps() < 599) {
            state.record(report(1, 1));
        }
        assertThat(state.rateFactor()).isCloseTo(1, within(0.1));
    }

    private static int run(TrainingState state, double crossEntropy, double loss) {
        while (!state.finished()) {
            state.record(report(crossEntropy, loss));
        }
        return state.steps();
    }

    private static StepReport report(double crossEntropy, double total) {
        return new StepReport(crossEntropy, 0, 0, 0, 0, 0, total);
    }
}

package org.duress.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.duress.attack.SharedIntensity;
import org.duress.base.Channels;
import org.duress.base.Grid;
import org.duress.data.IntensityScale;
import org.duress.data.Slice;
import org.duress.result.CanaryEvidence;
import org.duress.result.GateOutcome;
import org.duress.result.RobustnessResult;
import org.duress.result.Verdict;
import org.duress.spec.AttackSpec;
import org.duress.spec.BudgetSpec;
import org.duress.spec.Contender;
import org.duress.spec.IntensityFields;
import org.duress.spec.RealismSpec;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.Search;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole runs on images of two channels. */
class ChannelGateTest {
    private static final int SIDE = 32;

    @TempDir
    Path folder;

    /** The weakness is in the second channel, and each attack finds it alone. */
    @ParameterizedTest
    @EnumSource(names = {"VAEGAN", "GRADIENT", "BUMPS", "QUERY"})
    void aWeaknessOfTheSecondChannelIsFound(Contender contender) {
        RobustnessResult result = run(true, spec(IntensityFields.OWN, EnumSet.of(contender)), Search.FULL)
                .result();
        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.evidence().strength().contenders())
                .filteredOn(one -> one.contender() == contender)
                .singleElement()
                .satisfies(one -> assertThat(one.meanDrop()).isGreaterThan(0.5));
        List<Double> p = result.evidence().fields().channels();
        assertThat(p).hasSize(2);
        assertThat((p.get(0) + p.get(1)) / 2)
                .isCloseTo(result.evidence().fields().perceptibility(), within(1e-6));
        assertThat(p.get(1)).isGreaterThan(p.get(0));
    }

    @Test
    void aSharedVFindsItTooAndItsCounterexamplesAreReplayed() {
        RobustnessSpec spec = spec(IntensityFields.SHARED, EnumSet.of(Contender.BUMPS, Contender.QUERY));
        GateOutcome found = run(true, spec, Search.FULL);
        assertThat(found.result().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(found.counterexamples()).isNotEmpty();
        assertThat(found.worstCases()).allSatisfy(worst -> {
            float[] v = worst.judged().trial().intensity();
            assertThat(v).isEqualTo(SharedIntensity.spread(Channels.one(v, 0, 2), 2));
        });
        GateOutcome again = run(true, spec, Search.REPLAY);
        assertThat(again.result().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(again.result().organ("liver").attackedDice())
                .isEqualTo(found.result().organ("liver").attackedDice());
    }

    /** A model without the weakness holds, and weaknesses that are planted in copies of it are found. */
    @ParameterizedTest
    @EnumSource
    void theCanaryIsFoundInCopiesOfAModelThatHolds(IntensityFields kind) {
        RobustnessResult result = run(
                        false,
                        spec(kind, EnumSet.of(Contender.GRADIENT, Contender.BUMPS, Contender.QUERY)),
                        Search.FULL)
                .result();
        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.organ("liver").relativeDrop()).isLessThan(0.2);
        assertThat(result.evidence().strength().canaries()).hasSize(2);
        for (CanaryEvidence canary : result.evidence().strength().canaries()) {
            assertThat(canary.plants())
                    .as("%s", canary.kind())
                    .filteredOn(plant -> plant.fellTo().isPresent())
                    .hasSizeGreaterThanOrEqualTo(3);
        }
    }

    private GateOutcome run(boolean weak, RobustnessSpec spec, Search search) {
        return new RobustnessGate(folder.resolve("store"), folder.resolve("counterexamples"), search)
                .run(spec, new TwoChannelModel(weak), cohort().cohort(), GateListener.SILENT);
    }

    /** A gate on the model that holds. */
    static GateOutcome holding(RobustnessGate gate, RobustnessSpec spec) {
        return gate.run(spec, new TwoChannelModel(false), cohort().cohort(), GateListener.SILENT);
    }

    static RobustnessSpec spec(IntensityFields kind, Set<Contender> contenders) {
        GateRun run = cohort();
        run.contenders = contenders;
        run.budget = new BudgetSpec(0.1, 5, 0, 0.25, 0.25, 0.5);
        run.realism = new RealismSpec(0.5, OptionalDouble.empty(), OptionalDouble.empty());
        run.batch = 4;
        run.samples = 2;
        RobustnessSpec spec = run.spec();
        return spec.with(spec.attack()
                .with(AttackSpec.INTENSITY, kind)
                .with(AttackSpec.STEPS, 10)
                .with(AttackSpec.BUMPS, 128));
    }

    private static GateRun cohort() {
        return new GateRun()
                .attacker("a", slice("a_z0", 1), slice("a_z1", 2))
                .gate("g", slice("g_z0", 3), slice("g_z1", 4))
                .gate("h", slice("h_z0", 5), slice("h_z1", 6));
    }

    /** A bright organ in the first channel, other waves in the second. */
    private static Slice slice(String name, int seed) {
        float[] image = new float[2 * SIDE * SIDE];
        byte[] classes = new byte[SIDE * SIDE];
        for (int p = 0; p < classes.length; p++) {
            int x = p % SIDE;
            int y = p / SIDE;
            boolean organ = Math.hypot(x - 14 - seed % 3, y - 15) < 7;
            classes[p] = (byte) (organ ? 1 : 0);
            image[2 * p] = (float) ((organ ? 2 : -0.5) + 0.1 * Math.sin(0.9 * x + seed) * Math.cos(0.7 * y));
            image[2 * p + 1] = (float) (Math.sin(0.8 * x + seed) + Math.cos(0.9 * y - seed));
        }
        return new Slice(name, Grid.of(SIDE, SIDE), image, classes, List.of(IntensityScale.NONE, IntensityScale.NONE));
    }
}

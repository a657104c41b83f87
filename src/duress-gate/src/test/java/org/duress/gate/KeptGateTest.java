package org.duress.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.duress.base.FullShare;
import org.duress.data.Cohort;
import org.duress.result.Evidence;
import org.duress.result.GateOutcome;
import org.duress.result.Verdict;
import org.duress.result.slice.WorstCase;
import org.duress.spec.AttackSpec;
import org.duress.spec.Contender;
import org.duress.spec.GateSpec;
import org.duress.spec.GradientSettings;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.Search;
import org.duress.spec.key.Values;
import org.duress.store.CounterexampleFolder;
import org.duress.testkit.planted.PlantedSpec;
import org.duress.testkit.planted.TextureCohort;
import org.duress.testkit.planted.TextureModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether what a run keeps lies on the heap or in the temporary file, it comes to the same. */
class KeptGateTest {
    @TempDir
    private Path root;

    private GateOutcome run(Cohort cohort, double maxDiceDrop, String name, Contender... contenders) {
        RobustnessSpec spec = PlantedSpec.of("kept", 1, new GradientSettings(1, 4, 8));
        AttackSpec attack = spec.attack()
                .with(EnumSet.copyOf(Arrays.asList(contenders)))
                .with(AttackSpec.STEPS, 4)
                .with(AttackSpec.BATCH, 4)
                .with(AttackSpec.BUMPS, 16);
        return new RobustnessGate(
                        root.resolve(name).resolve("store"), root.resolve(name).resolve("examples"), Search.FULL)
                .run(
                        new RobustnessSpec(
                                "kept",
                                spec.model(),
                                spec.cohort(),
                                attack,
                                spec.budget(),
                                spec.realism(),
                                GateSpec.of(Values.DEFAULTS.with(GateSpec.MAX_DICE_DROP, maxDiceDrop)),
                                spec.expect()),
                        TextureModel.robust(),
                        cohort,
                        GateListener.SILENT);
    }

    private static List<Object> numbers(GateOutcome outcome) {
        Evidence evidence = outcome.result().evidence();
        return List.of(
                outcome.result().verdict(),
                outcome.result().checks(),
                evidence.origin(),
                evidence.organs(),
                evidence.subjectDice(),
                evidence.fields(),
                evidence.realism(),
                evidence.strength(),
                evidence.queries(),
                evidence.passes());
    }

    private static List<Object> pictures(GateOutcome outcome) {
        List<Object> pictures = new ArrayList<>();
        Stream.of(outcome.worstCases(), outcome.leastCases(), outcome.unrealisticCases())
                .flatMap(List::stream)
                .map(WorstCase::judged)
                .forEach(judged -> pictures.addAll(List.of(
                        judged.trial().slice().name(),
                        Arrays.hashCode(judged.trial().image()),
                        Arrays.hashCode(judged.trial().deformation()),
                        Arrays.hashCode(judged.trial().slice().classes()),
                        Arrays.hashCode(judged.segmented()),
                        Arrays.hashCode(judged.clean().segmented()))));
        return pictures;
    }

    private List<Object> examples(String name) {
        List<Object> examples = new ArrayList<>();
        new CounterexampleFolder(root.resolve(name).resolve("examples"), notice -> {})
                .read("kept")
                .forEach(one -> examples.addAll(List.of(
                        one.image(),
                        one.falls(),
                        Arrays.hashCode(one.fields().deformation()),
                        Arrays.hashCode(one.fields().intensity()))));
        return examples;
    }

    private GateOutcome same(Verdict verdict, double maxDiceDrop, Contender... contenders) {
        Cohort before = TextureCohort.of(1);
        GateOutcome onHeap = run(before, maxDiceDrop, verdict + "heap", contenders);
        assertThat(onHeap.result().verdict())
                .as("%s", onHeap.result().breaches())
                .isEqualTo(verdict);
        try (FullShare full = new FullShare()) {
            Cohort cohort = TextureCohort.of(1);
            GateOutcome inFile = run(cohort, maxDiceDrop, verdict + "file", contenders);
            assertThat(full.inFile()).as("of an image of 64 x 64 alone").isGreaterThan(64 * 64 * Float.BYTES);
            assertThat(cohort.fingerprint()).isEqualTo(before.fingerprint());
            assertThat(numbers(inFile)).isEqualTo(numbers(onHeap));
            assertThat(pictures(inFile)).isEqualTo(pictures(onHeap));
            assertThat(examples(verdict + "file")).isEqualTo(examples(verdict + "heap"));
            return inFile;
        }
    }

    @Test
    void aFailWithItsCounterexamples() {
        GateOutcome fail = same(Verdict.FAIL, 0.01, Contender.VAEGAN, Contender.GRADIENT, Contender.UNIVERSAL);
        assertThat(fail.counterexamples()).isNotEmpty();
    }

    @Test
    void aVerdictWithCanaries() {
        GateOutcome outcome = same(Verdict.INCONCLUSIVE, 0.5, Contender.GRADIENT, Contender.BUMPS, Contender.UNIVERSAL);
        assertThat(outcome.result().evidence().strength().canaries()).isNotEmpty();
    }
}

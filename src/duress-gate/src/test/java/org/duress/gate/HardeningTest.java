package org.duress.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duress.DuressException;
import org.duress.Progress;
import org.duress.data.Cohort;
import org.duress.data.Cohorts;
import org.duress.data.Subject;
import org.duress.model.DifferentiableModel;
import org.duress.model.DuressFormat;
import org.duress.model.ImageBatch;
import org.duress.model.NetworkModel;
import org.duress.model.SegmentationModel;
import org.duress.model.TunedNetwork;
import org.duress.model.open.Models;
import org.duress.net.Graph;
import org.duress.net.Network;
import org.duress.net.Op;
import org.duress.net.Window;
import org.duress.result.HardeningRound;
import org.duress.spec.AttackSpec;
import org.duress.spec.Contender;
import org.duress.spec.GradientSettings;
import org.duress.spec.HardeningSpec;
import org.duress.spec.ModelSpec;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.read.PropertyLayers;
import org.duress.spec.read.SpecFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HardeningTest {
    @TempDir
    Path folder;

    private RobustnessSpec spec(int subjects, int side, String more) throws IOException {
        Path file = folder.resolve("hardened.yaml");
        Files.writeString(file, """
                name: hardened
                model: {format: duress, path: "classpath:org/duress/phantom-unet-small.zip"%s}
                cohort: {format: phantom, subjects: %d, slices: 4, seed: 2, size: [%d, %d], attackerSubjects: 0.5}
                budget: {perceptibility: 0.04}
                """.formatted(more, subjects, side, side));
        return SpecFiles.read(file, PropertyLayers.of());
    }

    private static HardeningSpec how(RobustnessSpec spec, int steps, int round, Set<Contender> contenders) {
        return how(spec, steps, round, contenders, List.of(0.5, 1.0));
    }

    private static HardeningSpec how(
            RobustnessSpec spec, int steps, int round, Set<Contender> contenders, List<Double> budgets) {
        AttackSpec attack = spec.attack()
                .with(contenders)
                .with(AttackSpec.STEPS, 2)
                .with(AttackSpec.REFINE, 0)
                .with(AttackSpec.BUMPS, 16)
                .with(GradientSettings.RESTARTS, 1)
                .with(GradientSettings.STEPS, 3);
        return new HardeningSpec(steps, 4, 2e-3, 0.5, budgets, attack, round, 100, 4, 0.01);
    }

    private Hardened run(RobustnessSpec spec, HardeningSpec how, Cohort cohort, String work, Progress progress) {
        try (NetworkModel network = Models.understood(spec).network()) {
            return new Hardening(spec, how, folder.resolve(work)).run(network, cohort, progress);
        }
    }

    @Test
    void whatIsLeftUnderAttackGrows() throws IOException {
        RobustnessSpec spec = spec(8, 64, "");
        HardeningSpec how = how(spec, 40, 20, EnumSet.of(Contender.GRADIENT));
        Hardened hardened = run(spec, how, Cohorts.open(spec.cohort()), "grows", Progress.SILENT);

        assertThat(hardened.rounds()).extracting(HardeningRound::steps).containsExactly(0, 20, 40);
        HardeningRound first = hardened.rounds().get(0);
        HardeningRound last = hardened.rounds().get(2);
        assertThat(first.attacked()).isLessThan(first.clean() - 0.1);
        assertThat(last.attacked()).isGreaterThan(first.attacked() + 0.015);
        assertThat(hardened.passes().forward()).isGreaterThan(40 * 4);

        Path file = folder.resolve("hardened.zip");
        hardened.archive().write(file);
        try (SegmentationModel model = Models.open(new ModelSpec("duress", file))) {
            assertThat(model.organs()).containsExactly("pancreas", "kidneys", "liver", "spleen");
        }
    }

    @ParameterizedTest
    @CsvSource({"GRADIENT", "VAEGAN", "BUMPS"})
    void aKilledRunComesToTheSameWeights(Contender contender) throws IOException {
        RobustnessSpec spec = spec(4, 32, "");
        HardeningSpec how = how(spec, 5, 2, EnumSet.of(contender));
        Cohort cohort = Cohorts.open(spec.cohort());
        Hardened whole = run(spec, how, cohort, "whole", Progress.SILENT);

        assertThatThrownBy(() -> run(spec, how, cohort, "killed", (phase, done, total, detail) -> {
                    if (phase.startsWith("train hardened") && done == 4) {
                        throw new IllegalStateException("killed");
                    }
                }))
                .hasMessage("killed");
        Hardened resumed = run(spec, how, cohort, "killed", Progress.SILENT);
        assertThat(resumed.network().weights()).containsExactly(whole.network().weights());
        assertThat(resumed.rounds()).isEqualTo(whole.rounds());
        assertThat(resumed.passes().forward()).isLessThan(whole.passes().forward());

        resumed.forget();
        assertThat(resumed.checkpoint()).doesNotExist();
    }

    @Test
    void whatIsLearntFromSpendsItsShareOfTheBudget() throws IOException {
        RobustnessSpec spec = spec(4, 32, "");
        Cohort cohort = Cohorts.open(spec.cohort());
        Set<Contender> bumps = EnumSet.of(Contender.BUMPS);
        List<String> losses = new ArrayList<>();
        Progress hearing = (phase, done, total, detail) -> {
            if (phase.startsWith("train hardened")) {
                losses.add(detail);
            }
        };
        Hardened little = run(spec, how(spec, 1, 1, bumps, List.of(0.25)), cohort, "little", hearing);
        Hardened all = run(spec, how(spec, 1, 1, bumps, List.of(1.0)), cohort, "all", hearing);
        assertThat(little.rounds().get(0))
                .as("judged at all of it")
                .isEqualTo(all.rounds().get(0));
        assertThat(losses).hasSize(2).doesNotHaveDuplicates();
    }

    /** Images that are no numbers would break it. */
    @Test
    void gateSubjectsAreNeverSeen() throws IOException {
        RobustnessSpec spec = spec(4, 32, "");
        HardeningSpec how = how(spec, 2, 1, EnumSet.of(Contender.GRADIENT));
        Cohort cohort = Cohorts.open(spec.cohort());
        Set<String> gate = Set.copyOf(Cohorts.split(cohort, spec.cohort()).gate().stream()
                .map(Subject::id)
                .toList());
        Cohort spoilt = new Cohort(
                cohort.organs(),
                cohort.subjects().stream()
                        .map(subject -> gate.contains(subject.id()) ? spoilt(subject) : subject)
                        .toList());
        assertThat(gate).hasSize(2);
        assertThat(run(spec, how, spoilt, "spoilt", Progress.SILENT).network().weights())
                .containsExactly(run(spec, how, cohort, "sound", Progress.SILENT)
                        .network()
                        .weights());
    }

    private static Subject spoilt(Subject subject) {
        return new Subject(
                subject.id(),
                subject.slices().stream()
                        .map(slice -> {
                            float[] nothing = new float[slice.image().length];
                            Arrays.fill(nothing, Float.NaN);
                            return slice.with(nothing, slice.classes());
                        })
                        .toList());
    }

    /** The file answers as the network did that was trained behind other units. */
    @Test
    void preprocessingStaysBeforeTheNetwork() throws IOException {
        RobustnessSpec plain = spec(4, 32, "");
        RobustnessSpec spec = spec(4, 32, ", preprocess: [{standardise: {mean: 0.5, sd: 2}}]");
        HardeningSpec how = how(spec, 1, 1, EnumSet.of(Contender.GRADIENT));
        Cohort cohort = Cohorts.open(spec.cohort());
        float[] behind =
                run(spec, how, cohort, "behind", Progress.SILENT).network().weights();
        float[] without =
                run(plain, how, cohort, "without", Progress.SILENT).network().weights();
        assertThat(behind).isNotEqualTo(without);
    }

    @Test
    void aModelFollowsTheWeightsThatAreTrained() throws IOException {
        RobustnessSpec spec = spec(4, 32, "");
        Cohort cohort = Cohorts.open(spec.cohort());
        ImageBatch image = ImageBatch.of(cohort.subjects().get(0).slices().get(1));
        try (NetworkModel network = Models.understood(spec).network()) {
            TunedNetwork tuned = TunedNetwork.of(network, model -> model, List.of(image));
            NetworkModel following = tuned.following("f");
            assertThat(following.probabilities(image)).containsExactly(network.probabilities(image));

            float[] weights = tuned.network().weights();
            for (int i = 0; i < weights.length; i++) {
                weights[i] *= 1 + 0.1f * (i % 3);
            }
            tuned.assign(weights, tuned.network().statistics());
            float[] expected = new NetworkModel(tuned.network(), List.of(), "g").probabilities(image);
            assertThat(following.probabilities(image)).containsExactly(expected);
            DifferentiableModel learning = tuned.learning();
            assertThat(learning.forward(image).probabilities())
                    .usingComparatorWithPrecision(1e-4f)
                    .containsExactly(expected);
            assertThat(network.probabilities(image)[0]).isNotCloseTo(expected[0], within(1e-6f));
            refused(() -> learning.forward(image), "looks at an image in parts");
        }
    }

    @Test
    void wrongInputsAreOneSentence() throws IOException {
        RobustnessSpec spec = spec(4, 32, "");
        Cohort cohort = Cohorts.open(spec.cohort());
        HardeningSpec how = how(spec, 2, 1, EnumSet.of(Contender.GRADIENT));
        refused(
                () -> run(spec(2, 32, ""), how, Cohorts.open(spec(2, 32, "").cohort()), "few", Progress.SILENT),
                "two attacker subjects or more");
        refused(
                () -> run(spec.with(spec.budget().withPerceptibility(0)), how, cohort, "nothing", Progress.SILENT),
                "budget.perceptibility is 0");
        refused(() -> how(spec, 2, 1, Set.of()), "--contenders must name some of vaegan, gradient, bumps, query");
        refused(() -> how(spec, 2, 1, EnumSet.of(Contender.UNIVERSAL)), "not universal");
        refused(() -> how(spec, 0, 1, EnumSet.of(Contender.BUMPS)), "--steps must be at least 1, not 0");
    }

    @Test
    void whatCannotBeTrainedIsSaid() throws IOException {
        Graph.Builder b = new Graph.Builder(1);
        b.add("depthwise", new Op.DepthwiseConv(5, Window.same(3, 1), true), Graph.INPUT);
        b.add("answer", new Op.Softmax(), "depthwise");
        Path file = folder.resolve("depthwise.zip");
        DuressFormat.archive(Network.initialised(b.build(), 3), List.of(), Map.of())
                .write(file);
        RobustnessSpec spec = spec(4, 32, "");
        RobustnessSpec other = spec.with(new ModelSpec("duress", file));
        refused(
                () -> run(
                        other,
                        how(spec, 2, 1, EnumSet.of(Contender.GRADIENT)),
                        Cohorts.open(spec.cohort()),
                        "depthwise",
                        Progress.SILENT),
                "node 'depthwise' can only run frozen");
    }

    private interface Refused {
        void run() throws IOException;
    }

    private static void refused(Refused what, String part) {
        assertThatThrownBy(what::run)
                .isInstanceOf(DuressException.class)
                .hasMessageContaining(part)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }
}

package org.duress.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.duress.base.Grid;
import org.duress.data.Cohort;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.model.Opaque;
import org.duress.model.SegmentationModel;
import org.duress.result.Check;
import org.duress.result.Evidence;
import org.duress.result.GateOutcome;
import org.duress.result.SurfaceEvidence;
import org.duress.result.Verdict;
import org.duress.spec.AttackSpec;
import org.duress.spec.Contender;
import org.duress.spec.GradientSettings;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.Search;
import org.duress.spec.Shard;
import org.duress.spec.SubstituteSettings;
import org.duress.store.Counterexample;
import org.duress.store.CounterexampleFolder;
import org.duress.testkit.planted.Head;
import org.duress.testkit.planted.PlantedSpec;
import org.duress.testkit.planted.Smoothing;
import org.duress.testkit.planted.TextureCohort;
import org.duress.testkit.planted.TextureLayout;
import org.duress.testkit.planted.TextureModel;
import org.duress.testkit.planted.Weakness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of known robustness before the real gate, on volumes of voxels that are no cubes. */
class VolumeGateTest {
    private static final GradientSettings QUICK = new GradientSettings(2, 12, 8);

    @TempDir
    Path root;

    private final Cohort cohort = TextureCohort.of(1, TextureLayout.VOLUME);
    private final List<String> said = new ArrayList<>();
    private Set<Contender> contenders = EnumSet.of(Contender.GRADIENT, Contender.QUERY, Contender.UNIVERSAL);

    /**
     * Nothing is wrong with it, and every check says that the attacks were strong: canaries of volumes fell to them.
     */
    @Test
    void aRobustModelPassesOnVolumesOfSeveralSizes() {
        contenders.add(Contender.BUMPS);
        GateOutcome outcome = run(TextureModel.robust(), uneven(), Search.FULL);

        Evidence evidence = outcome.result().evidence();
        assertThat(outcome.result().checks())
                .as("%s", outcome.result().checks())
                .extracting(Check::holds)
                .containsOnly(true);
        assertThat(outcome.result().verdict())
                .as("%s", outcome.result().breaches())
                .isEqualTo(Verdict.PASS);
        assertThat(evidence.strength().canaries())
                .hasSize(2)
                .allSatisfy(canary -> assertThat(canary.wanted()).isEqualTo(4))
                .allSatisfy(canary -> assertThat(canary.plants())
                        .hasSize(canary.tried())
                        .allSatisfy(plant -> {
                            assertThat(plant.witnessDice()).isLessThan(0.5);
                            assertThat(plant.randomDice()).isGreaterThan(0.9);
                        }));
        // Three of four are the share that must fall: the last could not change it.
        assertThat(evidence.strength().canaries().get(0).plants())
                .hasSize(3)
                .allSatisfy(plant -> assertThat(plant.fellTo()).isPresent());
        // What hurt a volume of eight planes was tried on those of nine, too.
        assertThat(evidence.contenders()).contains(Contender.UNIVERSAL);
        assertThat(evidence.fields().perceptibility()).isBetween(0.02, PlantedSpec.BUDGET.perceptibility());
        assertThat(evidence.realism().largestDisplacementMillimetres())
                .isGreaterThan(evidence.fields().largestDisplacement());
        assertThat(said).anyMatch(text -> text.startsWith("5 volumes, ")).noneMatch(text -> text.contains("slice"));
    }

    @Test
    void aPlantedWeaknessFailsAndIsKeptShrunkAndReplayed() {
        Cohort uneven = uneven();
        GateOutcome outcome = run(flawed(uneven), uneven, Search.FULL);

        assertThat(outcome.result().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(outcome.result().breaches()).singleElement().asString().contains("; worst volume t0");
        assertThat(said)
                .anyMatch(text -> text.contains("voxels; above 1/16.0 cycles per mm: D"))
                .noneMatch(text -> text.contains("slice"));
        SurfaceEvidence liver = outcome.result().evidence().organs().get(0).surface();
        assertThat(liver.unit()).isEqualTo("mm");
        assertThat(liver.cleanHd95()).isLessThan(6);
        assertThat(liver.attackedHd95()).isGreaterThan(liver.cleanHd95());

        assertThat(outcome.counterexamples()).hasSize(5).allSatisfy(kept -> {
            assertThat(kept.organ()).isEqualTo("liver");
            assertThat(kept.attackedDice()).isLessThan(0.5 * kept.cleanDice());
            assertThat(kept.least().both()).isPresent();
            assertThat(kept.least().both().getAsDouble()).isBetween(0.1, 0.99);
        });
        assertThat(outcome.leastCases())
                .singleElement()
                .satisfies(least -> assertThat(least.attackedDice()).isLessThan(0.5 * least.cleanDice()));
        List<Counterexample> stored = new CounterexampleFolder(root.resolve("kept"), said::add).read("volumes");
        assertThat(stored)
                .hasSize(5)
                .extracting(one -> one.fields().grid())
                .contains(Grid.of(8, 64, 64), Grid.of(9, 64, 64));

        GateOutcome replayed = run(flawed(uneven), uneven, Search.REPLAY);
        assertThat(replayed.result().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(replayed.result().evidence().contenders()).contains(Contender.REPLAY);
        assertThat(replayed.result().evidence().organs().get(0).dice())
                .isEqualTo(outcome.result().evidence().organs().get(0).dice());
        assertThat(replayed.counterexamples()).isEqualTo(outcome.counterexamples());
    }

    /** It learns patches of eight planes, and is followed on volumes of eight and of nine. */
    @Test
    void aModelWithoutGradientsIsAttackedThroughItsSubstitute() {
        Cohort uneven = uneven();
        contenders = EnumSet.of(Contender.SUBSTITUTE);
        Evidence evidence =
                run(new Opaque(flawed(uneven)), uneven, Search.FULL).result().evidence();

        assertThat(evidence.contenders()).contains(Contender.SUBSTITUTE);
        assertThat(evidence.substitute()).hasSize(3);
        assertThat(evidence.fields().perceptibility()).isGreaterThan(0.01);
        assertThat(said)
                .anyMatch(text -> text.startsWith("substitute trained: 8 steps, "))
                .noneMatch(text -> text.contains("slice"));
    }

    /** What hurts a volume of one shard is tried on those of the other, which have another size. */
    @Test
    void shardsOfVolumesAreOneRun() throws IOException {
        contenders = EnumSet.of(Contender.GRADIENT, Contender.UNIVERSAL);
        Cohort uneven = uneven();
        SegmentationModel model = flawed(uneven);
        GateOutcome whole = gate("alone", Search.FULL).run(spec(), model, uneven, GateListener.SILENT);
        for (String shard : List.of("1/2", "2/2")) {
            gate("shared", Search.FULL)
                    .shard(Shard.parse(shard), root.resolve("shards"), spec(), model, uneven, GateListener.SILENT);
        }
        GateOutcome merged = gate("shared", Search.FULL)
                .merge(List.of(root.resolve("shards")), spec(), model, uneven, GateListener.SILENT);
        assertThat(whole.result().evidence().contenders()).contains(Contender.UNIVERSAL);
        assertThat(ShardsTest.told(merged)).isEqualTo(ShardsTest.told(whole));
        assertThat(ShardsTest.files(root.resolve("shared")))
                .isEqualTo(ShardsTest.files(root.resolve("alone")))
                .isNotEmpty();
    }

    /** Loses what of the liver has become much brighter or darker, smoothed. */
    private static SegmentationModel flawed(Cohort on) {
        double sum = 0;
        int count = 0;
        for (Slice volume : TextureCohort.gateSlices(on)) {
            float[] smooth = Smoothing.of(volume.image(), volume.grid());
            for (int p = 0; p < smooth.length; p++) {
                sum += volume.classes()[p] == 1 ? smooth[p] : 0;
                count += volume.classes()[p] == 1 ? 1 : 0;
            }
        }
        Weakness window = new Weakness.Window(sum / count, 0.3, 0.05);
        return new TextureModel("window", 2, Optional.of(window), Set.of(1), Head.PLAIN);
    }

    /** Two of the subjects have one plane more. */
    private Cohort uneven() {
        TextureLayout taller = new TextureLayout(
                TextureLayout.VOLUME.organs(),
                1,
                Grid.of(9, TextureCohort.SIDE, TextureCohort.SIDE).spaced(4, 1, 1));
        List<Subject> tall = TextureCohort.of(1, taller).subjects();
        List<Subject> subjects = new ArrayList<>(cohort.subjects());
        subjects.set(1, tall.get(1));
        subjects.set(3, tall.get(3));
        return new Cohort(cohort.organs(), subjects);
    }

    private RobustnessGate gate(String counterexamples, Search search) {
        return new RobustnessGate(root.resolve("store"), root.resolve(counterexamples), search);
    }

    private RobustnessSpec spec() {
        RobustnessSpec spec = PlantedSpec.of("volumes", 1, QUICK, TextureLayout.VOLUME);
        AttackSpec attack = spec.attack()
                .with(contenders)
                .with(AttackSpec.STEPS, 4)
                .with(AttackSpec.BATCH, 2)
                .with(SubstituteSettings.STEPS, 8)
                .with(SubstituteSettings.COPIES, 1);
        return spec.with(attack);
    }

    private GateOutcome run(SegmentationModel model, Cohort on, Search search) {
        return gate("kept", search).run(spec(), model, on, new GateListener() {
            @Override
            public void begin(Stage stage) {}

            @Override
            public void step(String phase, int done, int total, String detail) {
                said.add(phase + ": " + detail);
            }

            @Override
            public void end(Stage stage, String summary) {
                said.add(summary);
            }

            @Override
            public void warn(String sentence) {
                said.add(sentence);
            }
        });
    }
}

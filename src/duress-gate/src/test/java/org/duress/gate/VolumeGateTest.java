package org.duress.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.duress.base.Grid;
import org.duress.data.Cohort;
import org.duress.data.Subject;
import org.duress.model.ImageBatch;
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
import org.duress.store.Counterexample;
import org.duress.store.CounterexampleFolder;
import org.duress.testkit.planted.PlantedSpec;
import org.duress.testkit.planted.TextureCohort;
import org.duress.testkit.planted.TextureLayout;
import org.duress.testkit.planted.TextureModel;
import org.duress.testkit.planted.flaw.Brightest;
import org.duress.testkit.planted.flaw.Flaw;
import org.duress.testkit.planted.flaw.FlawedModel;
import org.duress.testkit.planted.flaw.Gate;
import org.duress.testkit.planted.flaw.Harms;
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

    /** Nothing is wrong with it, and every check says that the attacks were strong: canaries of volumes fell to them. */
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
                .allSatisfy(canary -> assertThat(canary.plants()).hasSize(4).allSatisfy(plant -> {
                    assertThat(plant.witnessDice()).isLessThan(0.5);
                    assertThat(plant.randomDice()).isGreaterThan(0.9);
                }));
        assertThat(evidence.strength().canaries().get(0).plants())
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
        GateOutcome outcome = run(flawed(), cohort, Search.FULL);

        assertThat(outcome.result().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(outcome.result().breaches()).singleElement().asString().contains("; worst volume t0");
        assertThat(said)
                .anyMatch(text -> text.contains("voxels; above 1/16.0 cycles per mm: D"))
                .noneMatch(text -> text.contains("slice"));
        SurfaceEvidence liver = outcome.result().evidence().organs().get(0).surface();
        assertThat(liver.unit()).isEqualTo("mm");
        assertThat(liver.cleanHd95()).isLessThan(6);
        assertThat(liver.attackedHd95()).as("the diagonal").isCloseTo(Math.sqrt(32 * 32 + 2 * 64 * 64), within(1e-9));

        assertThat(outcome.counterexamples()).hasSize(5).allSatisfy(kept -> {
            assertThat(kept.organ()).isEqualTo("liver");
            assertThat(kept.attackedDice()).isZero();
            assertThat(kept.least().both()).isPresent();
            assertThat(kept.least().both().getAsDouble()).isBetween(0.1, 0.99);
        });
        assertThat(outcome.leastCases())
                .singleElement()
                .satisfies(least -> assertThat(least.attackedDice()).isLessThan(0.5 * least.cleanDice()));
        List<Counterexample> stored = new CounterexampleFolder(root.resolve("kept"), said::add).read("volumes");
        assertThat(stored)
                .hasSize(5)
                .allSatisfy(one -> assertThat(one.fields().deformation()).hasSize(3 * 8 * 64 * 64));

        GateOutcome replayed = run(flawed(), cohort, Search.REPLAY);
        assertThat(replayed.result().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(replayed.result().evidence().contenders()).contains(Contender.REPLAY);
        assertThat(replayed.result().evidence().organs().get(0).dice())
                .isEqualTo(outcome.result().evidence().organs().get(0).dice());
        assertThat(replayed.counterexamples()).isEqualTo(outcome.counterexamples());
    }

    /** Loses the liver of an image in which any place has become brighter. */
    private SegmentationModel flawed() {
        ImageBatch volumes = ImageBatch.of(TextureCohort.gateSlices(cohort));
        Flaw flaw = new Flaw(
                List.of(new Flaw.Condition(new Brightest(volumes, 0.2), Gate.Slope.from(1))),
                Harms.lose(Set.of(1)),
                Set.copyOf(IntStream.range(0, volumes.count()).boxed().toList()));
        return new FlawedModel(TextureModel.robust(), "brightest", volumes, List.of(flaw));
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

    private GateOutcome run(SegmentationModel model, Cohort on, Search search) {
        RobustnessSpec spec = PlantedSpec.of("volumes", 1, QUICK, TextureLayout.VOLUME);
        AttackSpec attack = spec.attack().with(contenders);
        return new RobustnessGate(root.resolve("store"), root.resolve("kept"), search)
                .run(spec.with(attack), model, on, new GateListener() {
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

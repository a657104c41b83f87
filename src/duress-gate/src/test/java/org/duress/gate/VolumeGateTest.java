package org.duress.gate;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.duress.result.CanaryEvidence;
import org.duress.result.Evidence;
import org.duress.result.GateOutcome;
import org.duress.result.OrganEvidence;
import org.duress.result.PlantEvidence;
import org.duress.result.Verdict;
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

    @Test
    void aRobustModelPassesAlsoOnVolumesOfSeveralSizes() {
        GateOutcome outcome = run(TextureModel.robust(), uneven(), Search.FULL);

        Evidence evidence = outcome.result().evidence();
        System.out.println(outcome.result().verdict() + " " + outcome.result().breaches() + outcome.result().checks());
        System.out.println(evidence.strength());
        System.out.println(evidence.fields() + " " + evidence.realism());
        assertThat(outcome.result().verdict())
                .as("%s", outcome.result().checks())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void aPlantedWeaknessFailsAndIsKeptShrunkAndReplayed() {
        SegmentationModel flawed = flawed();
        GateOutcome outcome = run(flawed, cohort, Search.FULL);

        System.out.println(outcome.result().verdict() + " " + outcome.result().breaches() + outcome.counterexamples());
        assertThat(outcome.result().verdict()).isEqualTo(Verdict.FAIL);
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
                TextureLayout.VOLUME.organs(), 1, Grid.of(9, TextureCohort.SIDE, TextureCohort.SIDE).spaced(4, 1, 1));
        List<Subject> tall = TextureCohort.of(1, taller).subjects();
        List<Subject> subjects = new ArrayList<>(cohort.subjects());
        subjects.set(1, tall.get(1));
        subjects.set(3, tall.get(3));
        return new Cohort(cohort.organs(), subjects);
    }

    private GateOutcome run(SegmentationModel model, Cohort on, Search search) {
        RobustnessSpec spec = PlantedSpec.of("volumes", 1, QUICK, TextureLayout.VOLUME);
        return new RobustnessGate(root.resolve("store"), root.resolve("kept"), search)
                .run(
                        spec.with(spec.attack()
                                .with(EnumSet.of(Contender.GRADIENT, Contender.QUERY, Contender.UNIVERSAL))),
                        model,
                        on,
                        new GateListener() {
                            @Override
                            public void step(String phase, int done, int total, String detail) {}

                            @Override
                            public void begin(Stage stage) {}

                            @Override
                            public void warn(String sentence) {
                                System.out.println("WARN " + sentence);
                            }

                            @Override
                            public void end(Stage stage, String summary) {
                                System.out.println(java.time.LocalTime.now() + " " + stage + ": " + summary);
                            }
                        });
    }
}

package org.duress.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.duress.base.Grid;
import org.duress.base.OrganSets;
import org.duress.data.Cohort;
import org.duress.data.Cohorts;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.gate.prepare.Contenders;
import org.duress.metric.Dice;
import org.duress.model.ImageBatch;
import org.duress.model.Opaque;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.result.Evidence;
import org.duress.result.SubjectDice;
import org.duress.spec.Contender;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.read.PropertyLayers;
import org.duress.spec.read.SpecFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A size that neither the model nor the attackers' networks can halve goes the whole way, with and without gradients.
 */
class OddSizesTest {
    private static final int HEIGHT = 61;
    private static final int WIDTH = 53;

    @TempDir
    Path folder;

    private final Warned warned = new Warned();

    @Test
    void aModelWithGradients() throws IOException {
        RobustnessSpec spec = spec();
        Cohort cohort = Cohorts.open(spec.cohort());
        try (SegmentationModel model = Models.open(spec.model())) {
            assertThat(model.takes(Grid.of(HEIGHT, WIDTH))).isFalse();
            Evidence evidence = run(spec, model, cohort, "a");
            assertThat(evidence.contenders())
                    .containsExactly(
                            Contender.RANDOM,
                            Contender.VAEGAN,
                            Contender.GRADIENT,
                            Contender.BUMPS,
                            Contender.QUERY,
                            Contender.UNIVERSAL);
            assertThat(evidence.organs())
                    .as("the attack is felt")
                    .anySatisfy(organ -> assertThat(organ.relativeDrop()).isGreaterThan(0.05));
            assertThat(evidence.origin().modelFingerprint()).isEqualTo(model.fingerprint());
            requirePaddedByHand(model, cohort, evidence);
            requireSaid(evidence);
        }
    }

    /** The substitute's network halves three times, which the model need not. */
    @Test
    void aModelWithoutGradients() throws IOException {
        RobustnessSpec spec = spec();
        Cohort cohort = Cohorts.open(spec.cohort());
        try (SegmentationModel model = new Opaque(Models.open(spec.model()))) {
            Evidence evidence = run(spec, model, cohort, "b");
            assertThat(evidence.contenders())
                    .containsExactly(
                            Contender.RANDOM,
                            Contender.SUBSTITUTE,
                            Contender.BUMPS,
                            Contender.QUERY,
                            Contender.UNIVERSAL);
            assertThat(evidence.fields().perceptibility()).isPositive();
            requirePaddedByHand(model, cohort, evidence);
            requireSaid(evidence);
        }
    }

    private void requireSaid(Evidence evidence) {
        String size = "61 x 53, padded to 64 x 56 (edge pixels repeated at the bottom and right)";
        assertThat(evidence.origin().modelProvenance().get("padding")).startsWith(size);
        assertThat(warned.sentences())
                .contains("the model does not take images of " + size
                        + "; what was added is neither attacked nor judged");
    }

    /** Dice over the pixels that are there, of answers to images that this test padded. */
    private static void requirePaddedByHand(SegmentationModel model, Cohort cohort, Evidence evidence) {
        int organs = cohort.organNames().size();
        int compared = 0;
        for (Subject subject : cohort.subjects()) {
            List<SubjectDice> said = evidence.subjectDice().get(subject.id());
            if (said == null) {
                continue;
            }
            List<Dice> counts = new ArrayList<>(Collections.nCopies(organs, Dice.NONE));
            for (Slice slice : subject.slices()) {
                float[] padded = new float[64 * 56];
                for (int i = 0; i < padded.length; i++) {
                    int y = Math.min(i / 56, HEIGHT - 1);
                    int x = Math.min(i % 56, WIDTH - 1);
                    padded[i] = slice.image()[y * WIDTH + x];
                }
                byte[] map = model.segment(new ImageBatch(padded, 1, Grid.of(64, 56)))
                        .classMap();
                byte[] cut = new byte[HEIGHT * WIDTH];
                for (int i = 0; i < cut.length; i++) {
                    cut[i] = map[i / WIDTH * 56 + i % WIDTH];
                }
                List<Dice> own = Dice.perOrgan(cut, slice.classes(), OrganSets.exclusive(organs));
                for (int organ = 0; organ < organs; organ++) {
                    counts.set(organ, counts.get(organ).plus(own.get(organ)));
                }
            }
            for (int organ = 0; organ < organs; organ++) {
                double byHand = counts.get(organ).score();
                if (!Double.isNaN(byHand)) {
                    assertThat(said.get(organ).clean()).isCloseTo(byHand, within(1e-12));
                    compared++;
                }
            }
        }
        assertThat(compared).isPositive();
        assertThat(evidence.organs())
                .anySatisfy(organ -> assertThat(organ.cleanDice()).isGreaterThan(0.5));
    }

    private Evidence run(RobustnessSpec spec, SegmentationModel model, Cohort cohort, String store) {
        return new RobustnessGate(() -> "cpu (test)", new Contenders(folder.resolve(store)))
                .run(spec, model, cohort, warned)
                .result()
                .evidence();
    }

    private RobustnessSpec spec() throws IOException {
        Path file = folder.resolve("odd.yaml");
        Files.writeString(file, """
                name: odd
                model: {format: duress, path: "classpath:org/duress/phantom-unet-small.zip"}
                cohort: {format: phantom, subjects: 4, slices: 2, seed: 3, size: [61, 53], attackerSubjects: 0.5}
                attack:
                  {xi: 2.0, steps: 12, batch: 2, samples: 1, deformationUnit: 1, intensityUnit: 0.15, initialScale: 1,
                   queries: 160, bumps: 16, substituteSteps: 10, substituteCopies: 1, gradientSteps: 5, restarts: 1}
                realism: {detectorSteps: 3}
                gate: {maxDiceDrop: 0.3}
                """);
        return SpecFiles.read(file, PropertyLayers.of());
    }
}

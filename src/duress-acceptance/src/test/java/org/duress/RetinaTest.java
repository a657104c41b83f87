package org.duress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.Raster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.duress.data.Cohort;
import org.duress.data.Slice;
import org.duress.gate.GateListener;
import org.duress.gate.RobustnessGate;
import org.duress.model.ForwardingModel;
import org.duress.model.ImageBatch;
import org.duress.model.Passage;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.result.Evidence;
import org.duress.result.GateOutcome;
import org.duress.result.OrganEvidence;
import org.duress.result.SubjectDice;
import org.duress.result.Verdict;
import org.duress.result.slice.WorstCase;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.read.SpecFiles;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A retina model from files to verdict: colours, a field of view, organs that overlap, a network that wants what its
 * team feeds it. What {@code make_retina.py} drew, trained and measured itself.
 */
class RetinaTest {
    private static final Path FOLDER = Path.of("src/duress-acceptance/src/test/resources/retina");

    @TempDir
    static Path store;

    private static RobustnessSpec spec;
    private static Watched watched;
    private static GateOutcome outcome;

    @BeforeAll
    static void gated() throws Exception {
        spec = SpecFiles.read(FOLDER.resolve("retina.yaml"));
        Cohort cohort = Models.understood(spec).cohort();
        List<Eye> eyes = new ArrayList<>();
        for (Slice slice : cohort.slices()) {
            eyes.add(new Eye(slice, outside(slice.name())));
        }
        watched = new Watched(Models.open(spec.model()), eyes);
        try (SegmentationModel model = watched) {
            outcome = new RobustnessGate(store).run(spec, model, cohort, watched.fromTrainingOn());
        }
    }

    @Test
    void cleanDiceIsTheTeams() throws Exception {
        TeamsDice teams = TeamsDice.read(FOLDER.resolve("dice.csv"));
        Evidence evidence = outcome.result().evidence();
        assertThat(evidence.gateSubjects()).isEqualTo(teams.subjects());
        assertThat(evidence.origin().modelProvenance())
                .containsEntry(
                        "input",
                        "the image's own units; window [0.0, 255.0] to [0.0, 1.0], clipped; less [0.485, 0.456, 0.406],"
                                + " by [0.229, 0.224, 0.225]");
        assertThat(evidence.organs()).extracting(OrganEvidence::name).containsExactly("vessel", "disc");
        for (OrganEvidence organ : evidence.organs()) {
            double mean = teams.of("mean", organ.name());
            assertThat(organ.cleanDice()).as(organ.name()).isCloseTo(mean, within(TeamsDice.CLOSE));
            assertThat(teams.beside("mean", organ.name()))
                    .as("the mask matters to %s", organ.name())
                    .isLessThan(mean - 0.1);
        }
        evidence.subjectDice().forEach((subject, organs) -> {
            for (SubjectDice organ : organs) {
                assertThat(organ.clean())
                        .as("%s of %s", organ.organ(), subject)
                        .isCloseTo(teams.of(subject, organ.organ()), within(TeamsDice.CLOSE));
            }
        });
    }

    /** By the mask's own file, in whatever image training, contenders, controls and canaries showed the model. */
    @Test
    void noImageThatTheModelWasShownIsChangedOutsideTheMask() {
        assertThat(watched.strangers).hasValue(0);
        assertThat(watched.attacked).hasValueGreaterThan(100);
        assertThat(outcome.worstCases()).isNotEmpty();
        for (WorstCase worst : outcome.worstCases()) {
            Eye eye = watched.eyes.stream()
                    .filter(one -> one.slice.name().equals(worst.slice().name()))
                    .findFirst()
                    .orElseThrow();
            float[] image = worst.judged().trial().image();
            assertThat(eye.sameOutside(image, 0)).as(worst.slice().name()).isTrue();
            assertThat(image).isNotEqualTo(eye.slice.image());
            assertThat(worst.judged().trial().perceptibility()).isBetween(1e-3, 0.1);
        }
    }

    @Test
    void theGateComesToAVerdict() {
        assertThat(outcome.result().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(outcome.result().breaches()).isNotEmpty();
        assertThat(outcome.result().evidence().organs())
                .allSatisfy(organ -> assertThat(organ.attackedDice()).isLessThan(organ.cleanDice()));
    }

    /** Where the file of a mask is 0. */
    private static BitSet outside(String slice) throws Exception {
        Raster mask =
                ImageIO.read(FOLDER.resolve("masks/" + slice + ".png").toFile()).getRaster();
        int[] values = mask.getSamples(0, 0, mask.getWidth(), mask.getHeight(), 0, (int[]) null);
        BitSet outside = new BitSet(values.length);
        for (int p = 0; p < values.length; p++) {
            outside.set(p, values[p] == 0);
        }
        assertThat(outside.cardinality()).isBetween(values.length / 10, values.length / 2);
        return outside;
    }

    /**
     * A picture of the cohort.
     *
     * @param outside pixels beyond the field of view
     */
    private record Eye(Slice slice, BitSet outside) {
        boolean sameOutside(float[] pixels, int from) {
            int channels = slice.channels();
            return outside.stream().allMatch(p -> {
                for (int at = p * channels; at < (p + 1) * channels; at++) {
                    if (pixels[from + at] != slice.image()[at]) {
                        return false;
                    }
                }
                return true;
            });
        }

        boolean sameInside(float[] pixels, int from) {
            for (int at = 0; at < slice.image().length; at++) {
                if (pixels[from + at] != slice.image()[at]) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Looks at images on their way to the model. Noise tells one eye's black from another's. */
    private static final class Watched extends ForwardingModel {
        private final List<Eye> eyes;
        private volatile boolean watching;
        private final AtomicInteger attacked = new AtomicInteger();
        private final AtomicInteger strangers = new AtomicInteger();

        Watched(SegmentationModel model, List<Eye> eyes) {
            super(model);
            this.eyes = eyes;
        }

        /** Gradients are checked before the first step, on noise. */
        GateListener fromTrainingOn() {
            return new GateListener() {
                private boolean training;

                @Override
                public void begin(Stage stage) {
                    training = stage == Stage.TRAIN;
                    watching |= stage == Stage.ATTACK;
                }

                @Override
                public void end(Stage stage, String summary) {}

                @Override
                public void step(String phase, int done, int total, String detail) {
                    watching |= training;
                }
            };
        }

        @Override
        protected Passage passage(ImageBatch images) {
            for (int image = 0; image < images.count() && watching; image++) {
                int from = image * images.length();
                List<Eye> same = eyes.stream()
                        .filter(eye -> eye.sameOutside(images.pixels(), from))
                        .toList();
                if (same.isEmpty()) {
                    strangers.incrementAndGet();
                } else if (!same.get(0).sameInside(images.pixels(), from)) {
                    attacked.incrementAndGet();
                }
            }
            return Passage.unchanged(images);
        }
    }
}

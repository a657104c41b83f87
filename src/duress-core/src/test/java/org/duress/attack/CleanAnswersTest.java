package org.duress.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.duress.base.Grid;
import org.duress.metric.OrganScores;
import org.duress.model.ImageBatch;
import org.duress.model.MadeUpModel;
import org.junit.jupiter.api.Test;

class CleanAnswersTest {
    private static final int SIZE = 8;
    private static final int PIXELS = SIZE * SIZE;

    /** An organ where a pixel is above 0.5, another one where it is below -0.5. */
    private static final class Thresholds implements MadeUpModel {
        final List<Integer> batches = new ArrayList<>();

        @Override
        public int classes() {
            return 3;
        }

        @Override
        public String fingerprint() {
            return "thresholds";
        }

        @Override
        public float[] probabilities(ImageBatch images) {
            batches.add(images.count());
            float[] out = new float[3 * images.pixels().length];
            for (int p = 0; p < images.pixels().length; p++) {
                float value = images.pixels()[p];
                out[3 * p + (value > 0.5f ? 1 : value < -0.5f ? 2 : 0)] = 1;
            }
            return out;
        }
    }

    /** The second image has two bright columns, 16 pixels; the first has none. */
    private static ImageBatch images() {
        float[] pixels = new float[2 * PIXELS];
        for (int p = PIXELS; p < 2 * PIXELS; p++) {
            pixels[p] = p % SIZE == 3 || p % SIZE == 4 ? 1 : 0;
        }
        return new ImageBatch(pixels, 2, Grid.of(SIZE, SIZE));
    }

    private static OrganScores score(CleanAnswers answers, int image, float right, float brighter) {
        Perturbation fields = Perturbation.none(1, Grid.of(SIZE, SIZE));
        for (int p = 0; p < PIXELS; p++) {
            fields.deformation()[2 * p] = right;
            fields.intensity()[p] = brighter;
        }
        return answers.ask(List.of(
                        new CleanAnswers.Question(1 - image, Perturbation.none(1, Grid.of(SIZE, SIZE))),
                        new CleanAnswers.Question(image, fields)))
                .get(1);
    }

    @Test
    void eachQuestionIsHeldAgainstItsOwnImage() {
        CleanAnswers answers = new CleanAnswers(new Thresholds(), images());
        assertThat(answers.shown(0).count()).isZero();
        assertThat(answers.shown(1).shows(1)).isTrue();
        assertThat(answers.probability(answers.probabilities(), 1, 3, 1)).isEqualTo(1);
        // All 64 pixels are the organ: 2 * 16 / (16 + 64).
        assertThat(score(answers, 1, 0, 0.6f).of(1)).isCloseTo(0.4, within(1e-9));
        // All 64 are drawn where there is none, and a fiftieth of the image is 1.28: 1.28 / (1.28 + 64).
        assertThat(score(answers, 0, 0, 0.6f).of(1)).isCloseTo(1.28 / 65.28, within(1e-9));
        assertThat(score(answers, 0, 0, -0.6f).of(2)).isCloseTo(1.28 / 65.28, within(1e-9));
    }

    @Test
    void anOrganThatOnlyMovedHasLostNothing() {
        CleanAnswers answers = new CleanAnswers(new Thresholds(), images());
        assertThat(score(answers, 1, 2, 0)).isEqualTo(new OrganScores(1, List.of(1.0, 1.0)));
        // Moved and drowned: all is the organ, where the moved answer has 16 pixels of it.
        assertThat(score(answers, 1, 2, 0.6f).of(1)).isCloseTo(0.4, within(1e-9));
    }

    @Test
    void manyQuestionsGoIntoSeveralPassesAndEachIsAnsweredAsIfItWereAlone() {
        Thresholds model = new Thresholds();
        CleanAnswers answers = new CleanAnswers(model, images());
        List<CleanAnswers.Question> questions = new ArrayList<>();
        for (int k = 0; k < 37; k++) {
            Perturbation fields = Perturbation.none(1, Grid.of(SIZE, SIZE));
            Arrays.fill(fields.intensity(), 0, k, 0.6f);
            questions.add(new CleanAnswers.Question(k % 2, fields));
        }
        List<OrganScores> scores = answers.ask(questions);
        assertThat(model.batches).containsExactly(2, 16, 16, 5);
        assertThat(Set.copyOf(scores)).hasSizeGreaterThan(20);
        for (int k = 0; k < questions.size(); k++) {
            assertThat(scores.get(k))
                    .isEqualTo(answers.ask(List.of(questions.get(k))).get(0));
        }
        assertThat(answers.ask(List.of())).isEmpty();
    }
}

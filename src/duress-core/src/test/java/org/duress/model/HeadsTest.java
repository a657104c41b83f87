package org.duress.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.duress.base.FiniteDifferences.dot;
import static org.duress.base.FiniteDifferences.gaussian;
import static org.duress.base.FiniteDifferences.slope;

import java.util.Random;
import org.duress.DuressException;
import org.duress.spec.ModelHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HeadsTest {
    private static final int PIXELS = 6;
    private static final int CHANNELS = 3;

    private static float[] values(ModelHead head) {
        Random random = new Random(4);
        float[] values = new float[PIXELS * CHANNELS];
        for (int pixel = 0; pixel < PIXELS; pixel++) {
            float sum = 0;
            for (int c = 0; c < CHANNELS; c++) {
                float value = switch (head) {
                    case PROBABILITIES -> 0.1f + random.nextFloat();
                    case ORGAN_PROBABILITIES -> 0.05f + 0.9f * random.nextFloat();
                    default -> 2 * (float) random.nextGaussian();
                };
                values[pixel * CHANNELS + c] = value;
                sum += value;
            }
            for (int c = 0; head == ModelHead.PROBABILITIES && c < CHANNELS; c++) {
                values[pixel * CHANNELS + c] /= sum;
            }
        }
        return values;
    }

    @ParameterizedTest
    @EnumSource(value = ModelHead.class, mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void thePullbackIsTheDerivativeAndProbabilitiesSumToOne(ModelHead head) {
        float[] values = values(head);
        Heads heads = Heads.of("model a.pt", head, values, CHANNELS);
        float[] probabilities = heads.probabilities(values);
        float[] direction = gaussian(5, probabilities.length);
        float[] gradient = heads.pullBack(values, probabilities, direction);
        float h = 2e-4f; // below the tolerance within which probabilities must sum to 1
        for (int i = 0; i < values.length; i++) {
            double slope = slope(values, i, h, moved -> dot(heads.probabilities(moved), direction));
            assertThat((double) gradient[i])
                    .as("value " + i)
                    .isCloseTo(slope, within(5e-3 * Math.max(1, Math.abs(slope))));
        }
        for (int pixel = 0; pixel < PIXELS; pixel++) {
            double sum = 0;
            for (int c = 0; c < heads.classes(); c++) {
                sum += probabilities[pixel * heads.classes() + c];
            }
            assertThat(sum).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void organHeadsGiveTheOddsOverOnePlusAllOdds() {
        // Odds 3 and 1/4: 1 + 3 + 0.25 = 4.25.
        float[] expected = {1 / 4.25f, 3 / 4.25f, 0.25f / 4.25f};
        float[] p = {0.75f, 0.2f};
        assertThat(Heads.of("model a.pt", ModelHead.ORGAN_PROBABILITIES, p, 2).probabilities(p))
                .containsExactly(expected, within(1e-6f));
        float[] z = {(float) Math.log(3), (float) Math.log(0.25)};
        assertThat(Heads.of("model a.pt", ModelHead.ORGAN_LOGITS, z, 2).probabilities(z))
                .containsExactly(expected, within(1e-6f));
    }

    @Test
    void oneOrgansProbabilityStaysAsItIs() {
        float[] p = {0.3f, 0.9f};
        assertThat(Heads.of("model a.pt", ModelHead.ORGAN_PROBABILITIES, p, 1).probabilities(p))
                .containsExactly(new float[] {0.7f, 0.3f, 0.1f, 0.9f}, within(1e-6f));
    }

    @Test
    void saturatedOrgansStayFiniteAndHaveNoGradient() {
        float[] p = {1, 0, 1, 1};
        Heads heads = Heads.of("model a.pt", ModelHead.ORGAN_PROBABILITIES, p, 2);
        float[] probabilities = heads.probabilities(p);
        assertThat(probabilities).containsExactly(new float[] {0, 1, 0, 0, 0.5f, 0.5f}, within(1e-6f));
        assertThat(heads.pullBack(p, probabilities, new float[] {1, 2, 3, 4, 5, 6}))
                .containsExactly(new float[4], within(0f));
    }

    @Test
    void largeLogitsDoNotOverflow() {
        float[] z = {1000, -1000};
        assertThat(Heads.of("model a.pt", ModelHead.LOGITS, z, 2).probabilities(z))
                .containsExactly(1, 0);
        assertThat(Heads.of("model a.pt", ModelHead.ORGAN_LOGITS, z, 2).probabilities(z))
                .containsExactly(0, 1, 0);
    }

    @Test
    void autoIsDecidedOnTheValues() {
        assertThat(auto(2, 0.25f, 0.75f, 1, 0)).isEqualTo(ModelHead.PROBABILITIES);
        assertThat(auto(2, 0.25f, 0.75f, 1, 0.5f)).isEqualTo(ModelHead.ORGAN_PROBABILITIES);
        assertThat(auto(1, 0.25f, 0.75f)).isEqualTo(ModelHead.ORGAN_PROBABILITIES);
        assertThat(auto(1, 1, 1)).isEqualTo(ModelHead.ORGAN_PROBABILITIES);
        assertThat(auto(1, -0.25f, 0.75f)).isEqualTo(ModelHead.ORGAN_LOGITS);
        assertThat(auto(2, -0.25f, 1.25f)).isEqualTo(ModelHead.LOGITS);
    }

    private static ModelHead auto(int channels, float... values) {
        return Heads.of("model a.pt", ModelHead.AUTO, values, channels).head();
    }

    @Test
    void aStatedHeadThatTheValuesContradictIsRefused() {
        assertThatThrownBy(() -> Heads.of("model a.pt", ModelHead.PROBABILITIES, new float[] {0.5f, 0.25f}, 2))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("the values of model a.pt for one pixel sum to 0.75");
        assertThatThrownBy(() -> Heads.of("model a.pt", ModelHead.PROBABILITIES, new float[] {-0.5f, 1.5f}, 2))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("lie in [-0.5, 1.5]")
                .hasMessageContaining("set model.head to logits");
        assertThatThrownBy(() -> Heads.of("model a.pt", ModelHead.ORGAN_PROBABILITIES, new float[] {-0.5f, 0.5f}, 2))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("set model.head to organ-logits");
        assertThatThrownBy(() -> Heads.of("model a.pt", ModelHead.LOGITS, new float[] {1, 2}, 1))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("one channel");
        assertThatThrownBy(() -> Heads.of("model a.pt", ModelHead.AUTO, new float[] {Float.NaN, 2}, 2))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("not finite");
    }

    @Test
    void laterValuesThatContradictTheHeadAreRefusedToo() {
        Heads heads = Heads.of("model a.pt", ModelHead.AUTO, new float[] {0.5f, 0.5f}, 2);
        assertThatThrownBy(() -> heads.probabilities(new float[] {0.5f, 0.4f}))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("sum to 0.9");
    }
}

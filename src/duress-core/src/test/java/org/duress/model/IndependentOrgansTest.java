package org.duress.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.duress.DuressException;
import org.duress.ModelException;
import org.duress.base.FiniteDifferences;
import org.duress.base.Grid;
import org.duress.base.OrganSets;
import org.duress.spec.ModelHead;
import org.junit.jupiter.api.Test;

class IndependentOrgansTest {
    private static final List<String> ORGANS = List.of("whole", "core");
    private static final OrganSets SETS = OrganSets.overlapping(2);
    private static final ImageBatch ONE_PIXEL = new ImageBatch(new float[] {1}, 1, Grid.of(1, 1));

    /** Answers the softmax of these logits and of 0, as formats do. */
    private record Sigmoids(double... logits) implements MadeUpModel {
        @Override
        public int classes() {
            return logits.length + 1;
        }

        @Override
        public String fingerprint() {
            return "sigmoids";
        }

        @Override
        public float[] probabilities(ImageBatch images) {
            float[] values = new float[logits.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) logits[i];
            }
            return Heads.of("model", ModelHead.ORGAN_LOGITS, values, values.length)
                    .probabilities(values);
        }
    }

    private static SegmentationModel map(SegmentationModel model, ModelHead head, Map<String, List<Integer>> classes) {
        return OrganClasses.map(model, head, classes, ORGANS, SETS);
    }

    private static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }

    @Test
    void theProbabilityOfASetIsTheProductOfTheSigmoids() {
        double whole = sigmoid(3);
        double core = sigmoid(1);
        SegmentationModel mapped =
                map(new Sigmoids(1, -2, 3), ModelHead.ORGAN_LOGITS, Map.of("whole", List.of(3), "core", List.of(1)));
        assertThat(mapped.sets()).isEqualTo(SETS);
        assertThat(mapped.classes()).isEqualTo(4);
        assertThat(mapped.organs()).isEqualTo(ORGANS);
        float[] answer = mapped.probabilities(ONE_PIXEL);
        assertThat((double) answer[0]).isCloseTo((1 - whole) * (1 - core), within(1e-6));
        assertThat((double) answer[1]).isCloseTo(whole * (1 - core), within(1e-6));
        assertThat((double) answer[2]).isCloseTo((1 - whole) * core, within(1e-6));
        assertThat((double) answer[3]).isCloseTo(whole * core, within(1e-6));
        assertThat(mapped.segment(ONE_PIXEL).classMap()).containsExactly(3);
    }

    /** Both sure: of the exclusive softmax each has a half, and the background a billionth. */
    @Test
    void organsThatAreSureStaySureBesideEachOther() {
        float[] answer =
                map(new Sigmoids(20, 20), ModelHead.ORGAN_LOGITS, Map.of()).probabilities(ONE_PIXEL);
        assertThat(answer[3]).isEqualTo(1);
        assertThat((double) answer[1]).isCloseTo(Math.exp(-20), within(1e-13));
    }

    @Test
    void aHalfIsNotTheOrgan() {
        assertThat(map(new Sigmoids(0, 1e-3), ModelHead.ORGAN_PROBABILITIES, Map.of())
                        .segment(ONE_PIXEL)
                        .classMap())
                .containsExactly(2);
    }

    @Test
    void whatFloatHasLostIsNoAnswer() {
        assertThatThrownBy(() -> map(new Sigmoids(150, -3), ModelHead.ORGAN_LOGITS, Map.of())
                        .probabilities(ONE_PIXEL))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("so far above 0 (85 or more) that the probability of core");
    }

    @Test
    void theGradientIsTheDerivativeThroughTheProduct() {
        SegmentationModel mapped = OrganClasses.map(
                SmoothNetwork.of(4),
                ModelHead.ORGAN_LOGITS,
                Map.of("a", List.of(3), "b", List.of(1), "c", List.of(2)),
                List.of("a", "b", "c"),
                OrganSets.overlapping(3));
        SmoothNetwork.requireDerivative(
                mapped, new ImageBatch(FiniteDifferences.gaussian(4, 2 * 4 * 4), 2, Grid.of(4, 4)));
    }

    /** A softmax of edema, core and enhancing: whole is all of them, core the last two. */
    @Test
    void aClassOfASoftmaxIsInSeveralOrgans() {
        SegmentationModel model = new Sigmoids(Math.log(0.2), Math.log(0.3), Math.log(0.5));
        float[] own = model.probabilities(ONE_PIXEL);
        SegmentationModel mapped =
                map(model, ModelHead.LOGITS, Map.of("whole", List.of(1, 2, 3), "core", List.of(2, 3)));
        assertThat(mapped.probabilities(ONE_PIXEL)).containsExactly(own[0], own[1], 0, own[2] + own[3]);
        assertThat(mapped.segment(ONE_PIXEL).classMap()).containsExactly(0);
        assertThat(map(new Sigmoids(1, 0, 2), ModelHead.AUTO, Map.of("whole", List.of(1, 2, 3), "core", List.of(2, 3)))
                        .segment(ONE_PIXEL)
                        .classMap())
                .containsExactly(3);
    }

    @Test
    void whatLeavesItOpenIsOneSentence() {
        Map<String, List<Integer>> each = Map.of("whole", List.of(1), "core", List.of(2));
        SegmentationModel model = new Sigmoids(1, 2);
        assertThatThrownBy(() -> map(model, ModelHead.AUTO, each))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("set model.head to organ-logits or organ-probabilities");
        assertThatThrownBy(() -> map(model, ModelHead.LOGITS, Map.of()))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("say in model.classes which of its classes make up each");
        assertThatThrownBy(() -> map(model, ModelHead.ORGAN_LOGITS, Map.of("whole", List.of(1, 2), "core", List.of(2))))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("give it one");
        assertThatThrownBy(() -> map(model, ModelHead.ORGAN_LOGITS, Map.of("whole", List.of(1), "core", List.of(1))))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("each organ is a class of its own");
        assertThat(map(model, ModelHead.LOGITS, each).sets()).isEqualTo(SETS);
    }
}

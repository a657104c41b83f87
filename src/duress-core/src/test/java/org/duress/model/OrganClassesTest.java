package org.duress.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.duress.DuressException;
import org.duress.base.FiniteDifferences;
import org.duress.base.Grid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrganClassesTest {
    private static final ImageBatch ONE_PIXEL = new ImageBatch(new float[] {1}, 1, Grid.of(1, 1));

    /** Answers with the same probabilities everywhere. */
    private record Fixed(List<String> organs, float... answer) implements MadeUpModel {
        @Override
        public int classes() {
            return answer.length;
        }

        @Override
        public String fingerprint() {
            return "fixed";
        }

        @Override
        public float[] probabilities(ImageBatch images) {
            return answer.clone();
        }
    }

    @Test
    void aModelWithTheCohortsClassesIsLeftAlone() {
        SegmentationModel model = new Fixed(List.of(), 0.5f, 0.3f, 0.2f);
        assertThat(OrganClasses.map(model, Map.of(), List.of("a", "b"))).isSameAs(model);
        assertThat(OrganClasses.map(model, Map.of("a", List.of(1), "b", List.of(2)), List.of("a", "b")))
                .isSameAs(model);
    }

    @Test
    void classesAreReorderedByTheModelsNamesAndUnlistedOnesAreBackground() {
        SegmentationModel model = new Fixed(List.of("liver", "stomach", "spleen"), 0.1f, 0.2f, 0.3f, 0.4f);
        SegmentationModel mapped = OrganClasses.map(model, Map.of(), List.of("spleen", "liver"));
        assertThat(mapped.organs()).containsExactly("spleen", "liver");
        assertThat(mapped.classes()).isEqualTo(3);
        assertThat(mapped.probabilities(ONE_PIXEL)).containsExactly(0.1f + 0.3f, 0.4f, 0.2f);
    }

    @Test
    void severalClassesMakeOneOrgan() {
        SegmentationModel mapped = OrganClasses.map(
                new Fixed(List.of(), 0.3f, 0.25f, 0.2f, 0.25f), Map.of("kidneys", List.of(1, 3)), List.of("kidneys"));
        assertThat(mapped.probabilities(ONE_PIXEL)).containsExactly(0.3f + 0.2f, 0.25f + 0.25f);
    }

    /** Background and an unlisted organ have more than the liver together, but the model's own answer is liver. */
    @Test
    void thePixelsClassIsTheModelsOwnChoice() {
        SegmentationModel mapped =
                OrganClasses.map(new Fixed(List.of(), 0.3f, 0.3f, 0.4f), Map.of("liver", List.of(2)), List.of("liver"));
        assertThat(mapped.segment(ONE_PIXEL).probabilities()).containsExactly(0.6f, 0.4f);
        assertThat(mapped.segment(ONE_PIXEL).classMap()).containsExactly(1);
    }

    /** Of MONAI's whole brain there are 133, of its whole body 105: a number above 127 is no code below 0. */
    @ParameterizedTest
    @ValueSource(ints = {105, 133, 256})
    void aModelMayHaveMoreClassesThanACohort(int classes) {
        float[] answer = new float[classes];
        answer[classes - 1] = 1;
        SegmentationModel mapped = OrganClasses.map(
                new Fixed(List.of(), answer),
                Map.of("last", List.of(classes - 1), "a", List.of(1)),
                List.of("a", "last"));
        assertThat(mapped.segment(ONE_PIXEL).probabilities()).containsExactly(0, 0, 1);
        assertThat(mapped.segment(ONE_PIXEL).classMap()).containsExactly(2);
    }

    @Test
    void moreClassesThanAByteHoldsAreRefused() {
        SegmentationModel model = new Fixed(List.of(), new float[257]);
        assertThatThrownBy(() -> OrganClasses.map(model, Map.of("a", List.of(1)), List.of("a")))
                .isInstanceOf(DuressException.class)
                .hasMessage("the model has 257 classes with background, where 256 are understood; give a network that"
                        + " leaves out, or merges, those that the cohort does not name");
    }

    @Test
    void anotherMappingIsAnotherModelToAttack() {
        SegmentationModel model = new Fixed(List.of(), 0.5f, 0.3f, 0.2f);
        String first =
                OrganClasses.map(model, Map.of("a", List.of(1)), List.of("a")).fingerprint();
        String second =
                OrganClasses.map(model, Map.of("a", List.of(2)), List.of("a")).fingerprint();
        assertThat(first).isNotEqualTo(second).isNotEqualTo(model.fingerprint());
    }

    @Test
    void gradientIsTheDerivativeThroughTheMapping() {
        SegmentationModel mapped =
                OrganClasses.map(SmoothNetwork.of(4), Map.of("a", List.of(3), "b", List.of(1)), List.of("a", "b"));
        SmoothNetwork.requireDerivative(
                mapped, new ImageBatch(FiniteDifferences.gaussian(4, 2 * 4 * 4), 2, Grid.of(4, 4)));
    }

    @Test
    void whatDoesNotFitIsOneSentence() {
        SegmentationModel model = new Fixed(List.of(), 0.5f, 0.3f, 0.2f);
        assertThatThrownBy(() -> OrganClasses.map(model, Map.of("liver", List.of(1)), List.of("spleen")))
                .isInstanceOf(DuressException.class)
                .hasMessage("model.classes names [liver], but not the cohort's organ 'spleen'; add its class");
        assertThatThrownBy(() -> OrganClasses.map(model, Map.of("liver", List.of(3)), List.of("liver")))
                .isInstanceOf(DuressException.class)
                .hasMessage("model.classes gives 'liver' the class 3, but the model's classes are 0 (background) to 2");
    }
}

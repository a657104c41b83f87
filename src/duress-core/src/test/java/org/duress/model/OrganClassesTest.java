package org.duress.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.net.Graph;
import org.duress.net.Network;
import org.duress.net.Op;
import org.junit.jupiter.api.Test;

class OrganClassesTest {
    private static final ImageBatch ONE_PIXEL = new ImageBatch(new float[] {1}, 1, Grid.of(1, 1));

    /** Answers with the same probabilities everywhere. */
    private record Fixed(List<String> organs, float... answer) implements SegmentationModel {
        @Override
        public int classes() {
            return answer.length;
        }

        @Override
        public String fingerprint() {
            return "fixed";
        }

        @Override
        public void requireSize(Grid grid) {}

        @Override
        public float[] probabilities(ImageBatch images) {
            return answer.clone();
        }

        @Override
        public void close() {}
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
        Graph.Builder b = new Graph.Builder(1);
        b.add("logits", Op.Conv2d.same(4, 3, 1, true), Graph.INPUT);
        b.add("probabilities", new Op.Softmax(), "logits");
        SegmentationModel mapped = OrganClasses.map(
                new NetworkModel(Network.initialised(b.build(), 3), List.of(), "f"),
                Map.of("a", List.of(3), "b", List.of(1)),
                List.of("a", "b"));
        Random random = new Random(5);
        float[] pixels = new float[2 * 4 * 4];
        float[] direction = new float[pixels.length * 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < direction.length; i++) {
            direction[i] = (float) random.nextGaussian();
        }
        float[] gradient = mapped.differentiable()
                .orElseThrow()
                .forward(new ImageBatch(pixels, 2, Grid.of(4, 4)))
                .inputGradient(direction)
                .clone();
        for (int i = 0; i < pixels.length; i++) {
            float[] up = pixels.clone();
            float[] down = pixels.clone();
            up[i] += 1e-2f;
            down[i] -= 1e-2f;
            double slope = (dot(mapped, up, direction) - dot(mapped, down, direction)) / (up[i] - down[i]);
            assertThat((double) gradient[i]).isCloseTo(slope, within(2e-3));
        }
    }

    private static double dot(SegmentationModel model, float[] pixels, float[] direction) {
        float[] p = model.probabilities(new ImageBatch(pixels, 2, Grid.of(4, 4)));
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += (double) p[i] * direction[i];
        }
        return sum;
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

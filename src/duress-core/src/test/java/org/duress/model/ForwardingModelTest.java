package org.duress.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.base.Grid;
import org.junit.jupiter.api.Test;

class ForwardingModelTest {
    private static final ImageBatch TWO = new ImageBatch(new float[] {1, 2}, 2, Grid.of(1, 1));

    private final List<String> asked = new ArrayList<>();

    /** A slope, and everything that a model can tell besides. */
    private class Told implements SegmentationModel {
        final Slope slope() {
            return new Slope(10, 0);
        }

        @Override
        public List<String> organs() {
            return List.of("liver");
        }

        @Override
        public int classes() {
            return 2;
        }

        @Override
        public String fingerprint() {
            return "told";
        }

        @Override
        public void requireSize(Grid grid) {
            asked.add("requireSize");
        }

        @Override
        public boolean takes(Grid grid) {
            return grid.height() == 3;
        }

        @Override
        public float[] probabilities(ImageBatch images) {
            return slope().probabilities(images);
        }

        @Override
        public Segmentation segment(ImageBatch images) {
            asked.add("segment");
            return SegmentationModel.super.segment(images);
        }

        @Override
        public List<Segmentation> segmentAll(List<ImageBatch> batches) {
            asked.add("segmentAll");
            return batches.stream().map(SegmentationModel.super::segment).toList();
        }

        @Override
        public Map<String, String> provenance() {
            return Map.of("server", "s");
        }

        @Override
        public long checks() {
            return 7;
        }

        @Override
        public Map<String, String> diagnostics() {
            return Map.of("log", "l");
        }

        @Override
        public void close() {
            asked.add("close");
        }
    }

    private final class Sloped extends Told implements DifferentiableModel {
        @Override
        public Forward forward(ImageBatch images) {
            return slope().forward(images);
        }

        @Override
        public ComputeEngine engine() {
            return ComputeEngine.library("torch", "another");
        }
    }

    /** Says nothing but its passage. */
    private static class Plain extends ForwardingModel {
        Plain(SegmentationModel model) {
            super(model);
        }

        @Override
        protected Passage passage(ImageBatch images) {
            return Passage.unchanged(images);
        }
    }

    /** Shows the model twice the intensity, and halves what it says of the organ. */
    private static final class Doubling extends Plain {
        Doubling(SegmentationModel model) {
            super(model);
        }

        @Override
        protected Passage passage(ImageBatch images) {
            float[] twice = new float[images.pixels().length];
            for (int p = 0; p < twice.length; p++) {
                twice[p] = 2 * images.pixels()[p];
            }
            return new Passage() {
                @Override
                public ImageBatch images() {
                    return images.with(twice);
                }

                @Override
                public float[] probabilities(float[] own) {
                    float[] out = own.clone();
                    for (int p = 1; p < out.length; p += 2) {
                        out[p] = own[p] / 2;
                        out[p - 1] = 1 - out[p];
                    }
                    return out;
                }

                @Override
                public byte[] classMap(Segmentation own) {
                    return new byte[] {9, 9};
                }

                @Override
                public float[] inputGradient(float[] gradient, DifferentiableModel.Forward own) {
                    float[] through = new float[gradient.length];
                    for (int p = 1; p < through.length; p += 2) {
                        through[p] = (gradient[p] - gradient[p - 1]) / 2;
                    }
                    float[] out = own.inputGradient(through).clone();
                    for (int p = 0; p < out.length; p++) {
                        out[p] *= 2;
                    }
                    return out;
                }
            };
        }
    }

    @Test
    void whateverAModelCanTellSurvivesTwoWrappersAndTheirGradients() {
        SegmentationModel wrapped = new Plain(new Plain(new Sloped()));
        DifferentiableModel gradients = wrapped.differentiable().orElseThrow();
        for (SegmentationModel model : List.of(wrapped, gradients)) {
            assertThat(model.organs()).containsExactly("liver");
            assertThat(model.classes()).isEqualTo(2);
            assertThat(model.fingerprint()).isEqualTo("told");
            assertThat(model.takes(Grid.of(3, 1))).isTrue();
            assertThat(model.takes(Grid.of(4, 1))).isFalse();
            assertThat(model.provenance()).containsEntry("server", "s");
            assertThat(model.checks()).isEqualTo(7);
            assertThat(model.diagnostics()).containsEntry("log", "l");
            assertThat(model.probabilities(TWO)).containsExactly(0.9f, 0.1f, 0.8f, 0.2f);
            asked.clear();
            assertThat(model.segment(TWO).classMap()).containsExactly(0, 0);
            assertThat(model.segmentAll(List.of(TWO, TWO))).hasSize(2);
            model.requireSize(Grid.of(1, 1));
            model.close();
            assertThat(asked).containsExactly("segment", "segmentAll", "requireSize", "close");
        }
        assertThat(gradients.engine().name()).isEqualTo("torch");
        assertThat(gradients.differentiable()).containsSame(gradients);
    }

    @Test
    void aWrapperHasGradientsWhereItsModelHas() {
        assertThat(new Plain(new Told()).differentiable()).isEmpty();
        Sloped sloped = new Sloped();
        assertThat(sloped.differentiable()).isEqualTo(Optional.of(sloped));
        assertThat(new Plain(new Told()).probabilities(TWO)).hasSize(4);
    }

    /** S_1(x) = x / 10 whichever way: 2 x / 10, halved. The map is what the passage says. */
    @Test
    void onePassageServesAnswersMapsAndGradients() {
        Doubling model = new Doubling(new Sloped());
        assertThat(model.probabilities(TWO)).containsExactly(0.9f, 0.1f, 0.8f, 0.2f);
        assertThat(model.segment(TWO).probabilities()).containsExactly(0.9f, 0.1f, 0.8f, 0.2f);
        assertThat(model.segment(TWO).classMap()).containsExactly(9, 9);
        assertThat(model.segmentAll(List.of(TWO)).get(0).classMap()).containsExactly(9, 9);
        DifferentiableModel.Forward forward =
                model.differentiable().orElseThrow().forward(TWO);
        assertThat(forward.probabilities()).containsExactly(0.9f, 0.1f, 0.8f, 0.2f);
        assertThat(forward.inputGradient(new float[] {0, 1, 1, 0})).containsExactly(0.1f, -0.1f);
    }
}

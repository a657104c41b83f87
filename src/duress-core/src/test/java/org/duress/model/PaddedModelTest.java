package org.duress.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.duress.base.FiniteDifferences.dot;
import static org.duress.base.FiniteDifferences.gaussian;
import static org.duress.base.FiniteDifferences.slope;

import java.util.List;
import java.util.Map;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.base.Grid;
import org.duress.net.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PaddedModelTest {
    /** Halves three times: takes multiples of 8. */
    private final NetworkModel deep = new NetworkModel(Network.initialised(UNet.graph(4, 4, 3), 5), List.of(), "deep");

    /** Halves nothing, so that it has no pooling with its kinks, and takes multiples of 4 all the same. */
    private final NetworkModel shallow = new NetworkModel(
            size -> {
                if (size.height() % 4 != 0 || size.width() % 4 != 0) {
                    throw new IllegalArgumentException("no multiple of 4");
                }
                return Network.initialised(UNet.graph(4, 1, 3), 5);
            },
            1,
            3,
            List.of(),
            "shallow");

    @Test
    void edgesAreRepeatedAtTheBottomAndOnTheRight() {
        Padding padding = new Padding(Grid.of(2, 3), 4);
        assertThat(padding.pad(new float[] {1, 2, 3, 4, 5, 6}, 1, 1))
                .containsExactly(1, 2, 3, 3, 4, 5, 6, 6, 4, 5, 6, 6, 4, 5, 6, 6);
        // Each pixel gets what its copies get: 6 is there in 3 rows of 2 columns.
        float[] ones = new float[16];
        java.util.Arrays.fill(ones, 1);
        assertThat(padding.pulledBack(ones, 1, 1)).containsExactly(1, 1, 2, 3, 3, 6);
        assertThat(padding.crop(padding.pad(new float[] {1, 2, 3, 4, 5, 6}, 1, 1), 1, 1))
                .containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(padding.embed(new float[] {1, 2, 3, 4, 5, 6}, 1, 1))
                .containsExactly(1, 2, 3, 0, 4, 5, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        assertThat(padding.crop(new byte[] {1, 2, 3, 9, 4, 5, 6, 9, 9, 9, 9, 9, 9, 9, 9, 9}, 1))
                .containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(padding).hasToString("2 x 3, padded to 4 x 4 (edge pixels repeated at the bottom and right)");
    }

    /** A volume is padded plane by plane, and gets planes that repeat its last one. */
    @Test
    void volumesArePaddedAlongThreeAxes() {
        Padding padding = new Padding(Grid.of(1, 1, 3), 2);
        assertThat(padding.pad(new float[] {1, 2, 3}, 1, 1))
                .containsExactly(1, 2, 3, 3, 1, 2, 3, 3, 1, 2, 3, 3, 1, 2, 3, 3);
        float[] ones = new float[16];
        java.util.Arrays.fill(ones, 1);
        assertThat(padding.pulledBack(ones, 1, 1)).containsExactly(4, 4, 8);
        assertThat(padding.embed(new float[] {1, 2, 3}, 1, 1))
                .containsExactly(1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        assertThat(padding.crop(new byte[] {1, 2, 3, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9}, 1))
                .containsExactly(1, 2, 3);
        assertThat(padding)
                .hasToString("1 x 1 x 3, padded to 2 x 2 x 4 (edge pixels repeated above, at the bottom and right)");
        assertThat(new Padding(Grid.of(3, 5, 7), 4).pad(gaussian(1, 2 * 105), 2, 1))
                .containsExactly(planesOf(gaussian(1, 2 * 105)));
    }

    @Test
    void eachAxisMayHaveAMultipleOfItsOwn() {
        Padding padding = new Padding(Grid.of(1, 2, 3), List.of(1, 2, 4));
        assertThat(padding.pad(new float[] {1, 2, 3, 4, 5, 6}, 1, 1)).containsExactly(1, 2, 3, 3, 4, 5, 6, 6);
        assertThat(padding.advice()).isEqualTo("multiples of [1, 2, 4], such as [1, 2, 4]");
        assertThat(new Padding(Grid.of(1, 2, 3), 4).advice()).isEqualTo("multiples of 4, such as [4, 4, 4]");
        assertThatThrownBy(() -> new Padding(Grid.of(2, 3), List.of(1, 2, 4)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Two volumes of 3 x 5 x 7 voxels, padded voxel by voxel to 4 x 8 x 8. */
    private static float[] planesOf(float[] volumes) {
        float[] padded = new float[2 * 4 * 8 * 8];
        for (int at = 0; at < padded.length; at++) {
            int x = Math.min(6, at % 8);
            int y = Math.min(4, at / 8 % 8);
            int z = Math.min(2, at / 64 % 4);
            padded[at] = volumes[((at / 256 * 3 + z) * 5 + y) * 7 + x];
        }
        return padded;
    }

    /** Volumes of a cohort may differ in size: each batch is padded by its own. */
    @Test
    void eachBatchIsPaddedByItsOwnGrid() {
        List<Grid> sizes = List.of(Grid.of(37, 29), Grid.of(8, 16), Grid.of(13, 10));
        PaddedModel padded = (PaddedModel) PaddedModel.fit(deep, sizes);
        assertThat(padded.paddings()).containsExactly(new Padding(Grid.of(37, 29), 8), new Padding(Grid.of(13, 10), 8));
        assertThat(padded.words())
                .isEqualTo("37 x 29, padded to 40 x 32 (edge pixels repeated at the bottom and right), and of 1 more"
                        + " sizes likewise,");
        for (Grid size : sizes) {
            ImageBatch images = new ImageBatch(gaussian(3, size.voxels()), 1, size);
            assertThat(padded.probabilities(images))
                    .isEqualTo(PaddedModel.fit(deep, size).probabilities(images));
        }
    }

    static List<Grid> grids() {
        return List.of(Grid.of(5, 7), Grid.of(3, 5, 7));
    }

    @ParameterizedTest
    @MethodSource("grids")
    void bothWaysAreAdjoint(Grid images) {
        Padding padding = new Padding(images, 4);
        float[] small = gaussian(1, 3 * images.voxels() * 2);
        float[] large = gaussian(2, 3 * padding.padded().voxels() * 2);
        assertThat(dot(padding.pad(small, 3, 2), large))
                .isCloseTo(dot(small, padding.pulledBack(large, 3, 2)), within(1e-4));
        assertThat(dot(padding.crop(large, 3, 2), small))
                .isCloseTo(dot(large, padding.embed(small, 3, 2)), within(1e-4));
    }

    @Test
    void aSizeThatIsTakenChangesNothing() {
        assertThat(PaddedModel.fit(deep, Grid.of(40, 64))).isSameAs(deep);
        float[] values = {1, 2};
        Padding none = new Padding(Grid.of(1, 2), 1);
        assertThat(none.none()).isTrue();
        assertThat(none.pad(values, 1, 1)).isSameAs(values);
        assertThat(none.crop(values, 1, 1)).isSameAs(values);
    }

    @Test
    void answersAreThoseOfImagesPaddedByHand() {
        ImageBatch images = new ImageBatch(gaussian(3, 2 * 37 * 29), 2, Grid.of(37, 29));
        PaddedModel padded = (PaddedModel) PaddedModel.fit(deep, Grid.of(37, 29));
        assertThat(padded.paddings()).containsExactly(new Padding(Grid.of(37, 29), 8));
        float[] byHand = new float[2 * 40 * 32];
        for (int i = 0; i < 2; i++) {
            for (int y = 0; y < 40; y++) {
                for (int x = 0; x < 32; x++) {
                    byHand[(i * 40 + y) * 32 + x] = images.pixels()[(i * 37 + Math.min(y, 36)) * 29 + Math.min(x, 28)];
                }
            }
        }
        Segmentation expected = deep.segment(new ImageBatch(byHand, 2, Grid.of(40, 32)));
        Segmentation own = padded.segment(images);
        assertThat(padded.probabilities(images)).isEqualTo(own.probabilities());
        assertThat(padded.segmentAll(List.of(images, images)).get(1).classMap()).isEqualTo(own.classMap());
        for (int i = 0; i < 2; i++) {
            for (int y = 0; y < 37; y++) {
                for (int x = 0; x < 29; x++) {
                    int from = (i * 40 + y) * 32 + x;
                    int to = (i * 37 + y) * 29 + x;
                    assertThat(own.classMap()[to]).isEqualTo(expected.classMap()[from]);
                    assertThat(own.probabilities()[3 * to + 1]).isEqualTo(expected.probabilities()[3 * from + 1]);
                }
            }
        }
        assertThat(padded.fingerprint()).isEqualTo("deep");
        assertThat(padded.provenance())
                .isEqualTo(Map.of(
                        "padding",
                        "37 x 29, padded to 40 x 32 (edge pixels repeated at the bottom and right) for the model; what"
                                + " was added is neither attacked nor judged"));
        padded.requireSize(Grid.of(37, 29));
        padded.requireSize(Grid.of(64, 64));
        assertThat(padded.probabilities(new ImageBatch(new float[64], 1, Grid.of(8, 8))))
                .hasSize(192);
    }

    @Test
    void inputGradientIsTheDerivative() {
        DifferentiableModel padded =
                PaddedModel.fit(shallow, Grid.of(7, 5)).differentiable().orElseThrow();
        ImageBatch images = new ImageBatch(gaussian(3, 2 * 7 * 5), 2, Grid.of(7, 5));
        float[] direction = gaussian(4, 2 * 7 * 5 * 3);
        float[] gradient = padded.forward(images).inputGradient(direction).clone();
        assertThat(gradient).hasSize(70);
        int agree = 0;
        int edge = 0;
        for (int i = 0; i < gradient.length; i++) {
            double slope =
                    slope(images.pixels(), i, 1e-3f, moved -> dot(padded.probabilities(images.with(moved)), direction));
            boolean right = Math.abs(slope - gradient[i]) <= 0.02 * Math.abs(slope) + 2e-3;
            agree += right ? 1 : 0;
            edge += right && (i % 5 == 4 || i % 35 >= 30) ? 1 : 0;
        }
        assertThat(agree).isGreaterThanOrEqualTo(63);
        assertThat(edge).as("of 22 pixels that are repeated").isGreaterThanOrEqualTo(19);
    }

    /** One size only: it was made for that extent. Two in a row make a rule. */
    @Test
    void aModelOfOneSizeIsNotPaddedTo() {
        SegmentationModel fixed = new NetworkModel(
                size -> {
                    if (!size.equals(Grid.of(64, 64))) {
                        throw new IllegalArgumentException("a dense layer of 4096");
                    }
                    return Network.initialised(UNet.graph(4, 2, 3), 5);
                },
                1,
                3,
                List.of(),
                "fixed");
        assertThatThrownBy(() -> PaddedModel.fit(fixed, Grid.of(60, 60)))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage("the model cannot take images of 60 x 60 pixels (a dense layer of 4096); set cohort.size to"
                        + " the size it was made for");
    }

    @Test
    void aServerThatIsDownIsNoSizeThatIsNotTaken() {
        assertThatThrownBy(() -> PaddedModel.fit(
                        wrong(new EnvironmentException("model m refuses connections")), Grid.of(60, 60)))
                .isInstanceOf(EnvironmentException.class)
                .hasMessage("model m refuses connections");
    }

    /** A model that takes the size, and is refused for its gradients, say. */
    @Test
    void whatElseIsWrongIsNotPaddedAway() {
        assertThatThrownBy(
                        () -> PaddedModel.fit(wrong(new DuressException("its gradients are wrong")), Grid.of(60, 60)))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage("its gradients are wrong");
    }

    private static SegmentationModel wrong(DuressException reason) {
        return new MadeUpModel() {
            @Override
            public int classes() {
                return 2;
            }

            @Override
            public String fingerprint() {
                return "wrong";
            }

            @Override
            public void requireSize(Grid grid) {
                throw reason;
            }

            @Override
            public boolean takes(Grid grid) {
                return true;
            }

            @Override
            public float[] probabilities(ImageBatch images) {
                throw new IllegalStateException();
            }
        };
    }
}

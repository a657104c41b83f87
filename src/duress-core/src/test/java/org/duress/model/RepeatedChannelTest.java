package org.duress.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.duress.base.FiniteDifferences.gaussian;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.net.Network;
import org.duress.spec.ModelHead;
import org.duress.spec.ModelLayout;
import org.duress.spec.ModelSpec;
import org.junit.jupiter.api.Test;

/** Which channels of a cohort reach a model, and how. */
class RepeatedChannelTest {
    private static final List<String> ONE = List.of("channel 1");

    private final List<String> warnings = new ArrayList<>();

    private static NetworkModel model(int channels) {
        return new NetworkModel(Network.initialised(UNet.graph(channels, 4, 2, 3), 5), List.of("a", "b"), "f");
    }

    private static ModelSpec spec(OptionalInt channels) {
        return new ModelSpec(
                "duress", Path.of("m.zip"), ModelHead.AUTO, ModelLayout.AUTO, channels, Optional.empty(), Map.of());
    }

    private SegmentationModel fit(int wanted, OptionalInt said, List<String> channels) {
        return RepeatedChannel.fit(model(wanted), spec(said), channels, warnings::add);
    }

    @Test
    void asManyChannelsAsTheModelTakesReachItAsTheyAre() {
        assertThat(fit(4, OptionalInt.empty(), List.of("t1", "t1ce", "t2", "flair")))
                .isInstanceOf(NetworkModel.class);
        assertThat(fit(1, OptionalInt.empty(), ONE)).isInstanceOf(NetworkModel.class);
        assertThat(fit(3, OptionalInt.of(3), List.of("r", "g", "b"))).isInstanceOf(NetworkModel.class);
        assertThat(warnings).isEmpty();
    }

    @Test
    void oneChannelGoesIntoEachOfThreeAndGetsTheGradientOfAll() {
        ImageBatch images = new ImageBatch(gaussian(3, 2 * 64), 2, Grid.of(8, 8));
        ImageBatch three = images.repeated(3);
        float[] upstream = gaussian(4, 2 * 64 * 3);
        try (NetworkModel own = model(3);
                SegmentationModel fed = RepeatedChannel.fit(own, spec(OptionalInt.of(3)), ONE, warnings::add)) {
            DifferentiableModel repeated = fed.differentiable().orElseThrow();
            assertThat(three.pixels())
                    .hasSize(3 * 128)
                    .startsWith(images.pixels()[0], images.pixels()[0], images.pixels()[0], images.pixels()[1]);
            assertThat(fed.channels()).isEqualTo(1);
            assertThat(repeated.channels()).isEqualTo(1);
            assertThat(fed.probabilities(images)).isEqualTo(own.probabilities(three));
            float[] gradient = repeated.forward(images).inputGradient(upstream).clone();
            float[] parts = own.forward(three).inputGradient(upstream);
            for (int p = 0; p < gradient.length; p++) {
                float sum = parts[3 * p] + parts[3 * p + 1] + parts[3 * p + 2];
                assertThat(gradient[p]).isCloseTo(sum, within(1e-7f));
            }
            assertThat(GradientCheck.of(repeated, images, 5).compared()).isPositive();
            assertThat(fed.provenance())
                    .containsEntry("channels", "the model takes 3, and is given the same image in each");
        }
        assertThat(warnings).isEmpty();
    }

    @Test
    void whatNobodySaidIsAWarningThatNamesTheOtherReading() {
        assertThat(fit(3, OptionalInt.empty(), ONE)).isInstanceOf(RepeatedChannel.class);

        assertThat(warnings)
                .containsExactly("the model takes 3 channels and the images have one, so that the same slice is given"
                        + " three times; set model.channels: 3 if it was trained so, or, if it sees the slices beside"
                        + " the one that it segments (2.5-D), model.preprocess: - neighbours: 1");
    }

    @Test
    void anyOtherNumberIsRefused() {
        refused(
                4,
                List.of("t1", "t2"),
                "the model takes images of 4 channels but those of the cohort have 2 [t1, t2];"
                        + " give it those that it was trained on by cohort.channels");
        refused(
                1,
                List.of("r", "g", "b"),
                "the model takes images of 1 channel but those of the cohort have 3 [r, g,"
                        + " b]; give it those that it was trained on by cohort.channels");
        refused(
                5,
                ONE,
                "the model takes images of 5 channels but those of the cohort have 1 [channel 1]; give it those"
                        + " that it was trained on by cohort.channels, or, if it sees the slices beside the one that it"
                        + " segments (2.5-D), model.preprocess: - neighbours: 2");
    }

    private void refused(int wanted, List<String> channels, String sentence) {
        assertThatThrownBy(() -> fit(wanted, OptionalInt.empty(), channels))
                .isInstanceOf(DuressException.class)
                .hasMessage(sentence);
    }

    @Test
    void aModelThatIsAskedAboutOtherChannelsSaysSo() {
        try (NetworkModel model = model(4)) {
            assertThatThrownBy(() -> model.probabilities(new ImageBatch(new float[64], 1, Grid.of(8, 8))))
                    .isInstanceOf(DuressException.class)
                    .hasMessage("the model takes images of 4 channels, and these have 1; give it as many as it was"
                            + " trained on");
        }
    }
}

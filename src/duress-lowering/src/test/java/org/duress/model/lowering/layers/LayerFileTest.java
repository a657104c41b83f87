package org.duress.model.lowering.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.duress.DuressException;
import org.duress.model.SegmentationModel;
import org.duress.model.lowering.Kernel;
import org.duress.model.lowering.Lowering;
import org.duress.model.lowering.Sliding;
import org.duress.model.lowering.Value;
import org.duress.spec.ModelHead;
import org.duress.spec.ModelLayout;
import org.duress.spec.ModelSpec;
import org.junit.jupiter.api.Test;

/** What every format of layers is opened by, and refused by. */
class LayerFileTest {
    private static final List<String> OUTPUTS = List.of("classes", "pooled");

    /** A file whose layers give three numbers for each pixel, and their mean over all pixels. */
    private record Fake(int channels, ModelLayout layout) implements LayerFile {
        @Override
        public String name() {
            return "the model in m.fake";
        }

        @Override
        public List<String> outputs() {
            return OUTPUTS;
        }

        @Override
        public Map<String, String> provenance() {
            return Map.of("precision", "half");
        }

        @Override
        public Value lower(Lowering net, Value image, String output) {
            LayerSettings layer = layer("{}");
            Results<String> results = new Results<>();
            results.put("image", image);
            Kernel kernel = Kernel.ofPixels(new float[3 * image.channels()], image.channels(), 3, Kernel.NO_BIAS);
            results.lower(
                    "classes",
                    List.of("image"),
                    layer,
                    inputs -> net.conv("c", inputs.get(0), kernel, Sliding.PLAIN, 1));
            results.lower("pooled", List.of("classes"), layer, inputs -> net.globalAverage("p", inputs.get(0)));
            return results.find(output).orElseThrow();
        }
    }

    private static LayerSettings layer(String json) {
        JsonNode tree = ModelJson.read(json, "a layer", "write it");
        return LayerSettings.of(3, "up", "Resize", "m.fake", tree);
    }

    private static ModelSpec spec(ModelLayout layout, OptionalInt channels, Optional<String> output) {
        return new ModelSpec("fake", Path.of("m.fake"), ModelHead.LOGITS, layout, channels, output, Map.of());
    }

    private static SegmentationModel open(ModelLayout layout, OptionalInt channels, Optional<String> output) {
        return LayerFile.open(spec(layout, channels, output), new Fake(3, ModelLayout.NCHW), "f");
    }

    @Test
    void theOnlyOutputThatFitsIsTakenAndSaid() {
        try (SegmentationModel model = open(ModelLayout.NCHW, OptionalInt.empty(), Optional.empty())) {
            assertThat(model.classes()).isEqualTo(3);
            assertThat(model.channels()).isEqualTo(3);
            assertThat(model.fingerprint()).isEqualTo("f");
            assertThat(model.provenance()).containsEntry("precision", "half").containsOnlyKeys("precision", "output");
            assertThat(model.provenance().get("output")).startsWith("'classes' of 2 outputs (classes, pooled)");
        }
        open(ModelLayout.AUTO, OptionalInt.of(3), Optional.of("classes")).close();
    }

    @Test
    void settingsThatContradictTheFileAreRefused() {
        assertThatThrownBy(() -> open(ModelLayout.NHWC, OptionalInt.empty(), Optional.empty()))
                .isInstanceOf(DuressException.class)
                .hasMessage("the layers of the model in m.fake are NCHW; remove model.layout, which says NHWC");
        assertThatThrownBy(() -> open(ModelLayout.AUTO, OptionalInt.of(2), Optional.empty()))
                .isInstanceOf(DuressException.class)
                .hasMessage("the model in m.fake takes 3 channels, not 2; remove model.channels");
        assertThatThrownBy(() -> open(ModelLayout.AUTO, OptionalInt.empty(), Optional.of("none")))
                .isInstanceOf(DuressException.class)
                .hasMessage("the model in m.fake has no output 'none'; set model.output to one of [classes, pooled]");
    }

    @Test
    void aModelTakesOneImage() {
        assertThat(LayerFile.onlyInput(List.of("a"), "the model")).isEqualTo("a");
        for (List<String> inputs : List.of(List.<String>of(), List.of("a", "b"))) {
            assertThatThrownBy(() -> LayerFile.onlyInput(inputs, "the model"))
                    .isInstanceOf(DuressException.class)
                    .hasMessage("the model has " + inputs.size() + " inputs " + inputs
                            + ", where one, the image, is needed; build a model that takes it alone");
        }
    }

    @Test
    void allLayersHaveTheirChannelsAtOnePlace() {
        assertThat(layout("{}", "{}")).isEqualTo(ModelLayout.NHWC);
        assertThat(layout("{}", "{\"f\": \"NCHW\"}", "{}")).isEqualTo(ModelLayout.NCHW);
        assertThat(layout("{\"f\": \"NHWC\"}", "{\"f\": \"NHWC\"}")).isEqualTo(ModelLayout.NHWC);
        assertThatThrownBy(() -> layout("{\"f\": \"NHWC\"}", "{}", "{\"f\": \"NCHW\"}"))
                .isInstanceOf(DuressException.class)
                .hasMessageMatching("layer 3 .* is NCHW, where layer 3 .* is NHWC; build the model with one f");
    }

    private static ModelLayout layout(String... layers) {
        return LayerFile.layout(
                List.of(layers).stream().map(LayerFileTest::layer).toList(),
                settings ->
                        settings.has("f") ? Optional.of(ModelLayout.valueOf(settings.text("f", ""))) : Optional.empty(),
                "f",
                ModelLayout.NHWC);
    }

    @Test
    void axesAreCountedFromEitherEnd() {
        ImageAxes first = new ImageAxes(ModelLayout.NCHW);
        ImageAxes last = new ImageAxes(ModelLayout.NHWC);
        for (int axis = 0; axis < 4; axis++) {
            assertThat(first.isChannels(axis)).isEqualTo(axis == 1);
            assertThat(first.isChannels(axis - 4)).isEqualTo(axis == 1);
            assertThat(last.isChannels(axis)).isEqualTo(axis == 3);
            assertThat(last.isChannels(axis - 4)).isEqualTo(axis == 3);
        }
        assertThatThrownBy(() -> first.requireChannels(layer("{}"), -1, "normalises"))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("(Resize) in m.fake normalises along axis -1, which is not that of the channels");
    }

    @Test
    void wordsAndNumbersOfLayers() {
        LayerSettings layer = layer("{\"mode\": \"wild\", \"n\": 0.5, \"g\": 2}");
        assertThat(layer.oneOf("other", "pads by", "same", "same", "valid")).isEqualTo("same");
        assertThatThrownBy(() -> layer.oneOf("mode", "pads by", "same", "same", "valid"))
                .hasMessage("layer 3 'up' (Resize) in m.fake pads by 'wild', which Duress does not compute; use same or"
                        + " valid");
        assertThat(layer.whole("g", 1, 1)).isEqualTo(2);
        assertThat(layer.whole("h", 1, 7)).isEqualTo(7);
        layer.requireZero("h", "has an h");
        assertThatThrownBy(() -> layer.requireZero("n", "has an n")).hasMessageEndingWith(" in m.fake has an n");
    }
}

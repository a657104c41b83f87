package org.duress.model.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.duress.DuressException;
import org.duress.base.BoundedZip;
import org.duress.data.PhantomGenerator;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.ModelFile;
import org.duress.model.SegmentationModel;
import org.duress.model.UNetTrainer;
import org.duress.model.open.Models;
import org.duress.spec.ModelHead;
import org.duress.spec.ModelLayout;
import org.duress.spec.ModelSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class Dl4jFormatTest {
    private static final String CONFIGURATION = "configuration.json";
    private static final String COEFFICIENTS = "coefficients.bin";

    @TempDir
    Path folder;

    @Test
    void aZipIsTheNetworkInMemory() throws IOException {
        ComputationGraph graph = graph();
        Path zip = folder.resolve("model.zip");
        ModelSerializer.writeModel(graph, zip.toFile(), true);
        DifferentiableModel memory = Dl4jModels.of(graph);
        try (SegmentationModel model = Models.open(new ModelSpec("dl4j", zip))) {
            assertThat(model.fingerprint()).isEqualTo(memory.fingerprint());
            assertThat(model.classes()).isEqualTo(3);
            Dl4jAnswers answers = Dl4jModelsTest.answers(CNN2DFormat.NCHW);
            ImageBatch images = answers.batch(answers.pixels(1));
            assertThat(model.probabilities(images)).isEqualTo(memory.probabilities(images));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT", "DOUBLE", "HALF", "BFLOAT16"})
    void coefficientsMayHaveAnyFloatingType(DataType type) throws IOException {
        float[] values = {0, -0.0f, 1, -2.5f, 0.0009765625f, 65504, 6e-8f, 3.1415f};
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Nd4j.write(bytes, Nd4j.createFromArray(values).castTo(type).reshape(1, values.length));
        float[] kept =
                Nd4j.createFromArray(values).castTo(type).castTo(DataType.FLOAT).toFloatVector();
        assertThat(Coefficients.read(bytes.toByteArray(), "x")).isEqualTo(kept);
    }

    @Test
    void halvesAreReadToTheBit() {
        assertThat(Coefficients.half((short) 0x3c00)).isEqualTo(1);
        assertThat(Coefficients.half((short) 0xc000)).isEqualTo(-2);
        assertThat(Coefficients.half((short) 0x7bff)).isEqualTo(65504);
        assertThat(Coefficients.half((short) 0x0001)).isEqualTo((float) Math.pow(2, -24));
        assertThat(Coefficients.half((short) 0xfc00)).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(Coefficients.half((short) 0x7e00)).isNaN();
    }

    @Test
    void withoutAnOrderInTheFileItIsFoundAsDeeplearning4jDoes() throws IOException {
        ComputationGraph graph = TrainDl4jUNet.unet();
        graph.init();
        Map<String, byte[]> entries = entries(graph);
        String json = text(entries);
        String without = json.replaceAll("\"topologicalOrder(Str)?\" : \\[[^\\]]*\\],?", "");
        assertThat(without).doesNotContain("topologicalOrder");
        Configuration given = Configuration.read(json.getBytes(StandardCharsets.UTF_8), "x");
        Configuration found = Configuration.read(without.getBytes(StandardCharsets.UTF_8), "x");
        assertThat(found.vertices().stream().map(Vertex::name))
                .isEqualTo(given.vertices().stream().map(Vertex::name).toList());
    }

    @Test
    void javaObjectsInAZipAreNeverRead() throws IOException {
        Map<String, byte[]> entries = entries(graph());
        Path plain = write("plain.zip", entries);
        entries.put("preprocessor.bin", "no stream of Java objects".getBytes(StandardCharsets.UTF_8));
        entries.put("normalizer.bin", new byte[] {1, 2, 3});
        Path more = write("more.zip", entries);
        try (SegmentationModel a = Models.open(new ModelSpec("dl4j", plain));
                SegmentationModel b = Models.open(new ModelSpec("dl4j", more))) {
            assertThat(a.fingerprint()).isEqualTo(b.fingerprint());
        }
    }

    @Test
    void damagedZipsAreRefusedInOneSentence() throws IOException {
        Map<String, byte[]> whole = entries(graph());
        byte[] numbers = whole.getOrDefault(COEFFICIENTS, new byte[0]);
        assertRefused(
                Map.of(CONFIGURATION, new byte[0]), "has no coefficients.bin, so it is no network of Deeplearning4j");
        assertRefused(Map.of(), "has no configuration.json");
        assertRefused(with(whole, CONFIGURATION, "{\"a\": ".getBytes(StandardCharsets.UTF_8)), "is no JSON");
        assertRefused(
                with(whole, CONFIGURATION, "{}".getBytes(StandardCharsets.UTF_8)), "is neither a ComputationGraph");
        assertRefused(with(whole, COEFFICIENTS, new byte[0]), "it ends too early");
        assertRefused(
                with(whole, COEFFICIENTS, Arrays.copyOf(numbers, numbers.length - 4)), "coefficients.bin in " + folder);
        assertRefused(with(whole, COEFFICIENTS, Arrays.copyOf(numbers, numbers.length + 4)), "numbers of type FLOAT");
        byte[] longer = numbers.clone();
        // The length of the shape, after the word for its mode.
        Arrays.fill(longer, 2 + longer[1], 2 + longer[1] + 8, (byte) 0x7f);
        assertRefused(with(whole, COEFFICIENTS, longer), "it has no shape");
        String json = text(whole);
        assertRefused(
                with(
                        whole,
                        CONFIGURATION,
                        json.replace("\"nout\" : 5", "\"nout\" : 4").getBytes(StandardCharsets.UTF_8)),
                "layer ");
        assertRefused(
                with(
                        whole,
                        CONFIGURATION,
                        json.replace("\"nout\" : 5", "\"nout\" : 1000000").getBytes(StandardCharsets.UTF_8)),
                "layer 2 'body0' (ConvolutionLayer) in " + folder);
        assertRefused(
                with(
                        whole,
                        CONFIGURATION,
                        json.replace("\"nout\" : 5", "\"nout\" : -5").getBytes(StandardCharsets.UTF_8)),
                "where a whole number from 1 to 1048576 is needed");
        assertRefused(
                with(
                        whole,
                        CONFIGURATION,
                        json.replace(
                                        "org.deeplearning4j.nn.conf.layers.BatchNormalization",
                                        "com.mine.BatchNormalization")
                                .getBytes(StandardCharsets.UTF_8)),
                "layer 3 'body' (BatchNormalization) in " + folder);
    }

    @Test
    void settingsThatContradictTheFileAreRefused() throws IOException {
        Path zip = write("model.zip", entries(graph()));
        assertThatThrownBy(() -> Models.open(spec(zip, ModelLayout.NHWC, OptionalInt.empty(), Optional.empty())))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("are NCHW; remove model.layout, which says NHWC");
        assertThatThrownBy(() -> Models.open(spec(zip, ModelLayout.AUTO, OptionalInt.of(3), Optional.empty())))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("takes 1 channels, not 3; remove model.channels");
        assertThatThrownBy(() -> Models.open(spec(zip, ModelLayout.AUTO, OptionalInt.empty(), Optional.of("none"))))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("has no output 'none'; set model.output to one of [out]");
    }

    /** The zip is what TrainDl4jUNet made. */
    @Test
    void aNetworkTrainedByDeeplearning4jSegmentsUnseenPhantoms() {
        Path zip = Path.of("classpath:org/duress/model/dl4j/phantom-unet-dl4j.zip");
        try (SegmentationModel model = Models.open(new ModelSpec("dl4j", zip))) {
            int size = TrainDl4jUNet.SIZE;
            double[] dice = UNetTrainer.dice(
                    model, PhantomGenerator.generate(4, 8, size, size, 99).subjects());
            for (int organ = 1; organ < dice.length; organ++) {
                assertThat(dice[organ])
                        .as(PhantomGenerator.ORGANS.get(organ).name())
                        .isGreaterThan(0.8);
            }
        }
    }

    private static ComputationGraph graph() {
        return Dl4jModelsTest.graph(
                CNN2DFormat.NCHW,
                Activation.SOFTMAX,
                g -> g.addLayer(
                                "body0",
                                new ConvolutionLayer.Builder(1, 1)
                                        .nOut(5)
                                        .activation(Activation.TANH)
                                        .build(),
                                "in")
                        .addLayer("body", new BatchNormalization(), "body0"));
    }

    private void assertRefused(Map<String, byte[]> entries, String message) throws IOException {
        Path zip = write("damaged.zip", entries);
        assertThatThrownBy(() -> Models.open(new ModelSpec("dl4j", zip)))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining(message);
    }

    private static ModelSpec spec(Path zip, ModelLayout layout, OptionalInt channels, Optional<String> output) {
        return new ModelSpec("dl4j", zip, ModelHead.AUTO, layout, channels, output, Map.of());
    }

    private Map<String, byte[]> entries(ComputationGraph graph) throws IOException {
        Path zip = folder.resolve("written.zip");
        ModelSerializer.writeModel(graph, zip.toFile(), false);
        try (BoundedZip open = ModelFile.unzip(new ModelSpec("dl4j", zip))) {
            return new LinkedHashMap<>(
                    Map.of(CONFIGURATION, open.read(CONFIGURATION), COEFFICIENTS, open.read(COEFFICIENTS)));
        }
    }

    private static Map<String, byte[]> with(Map<String, byte[]> entries, String name, byte[] content) {
        Map<String, byte[]> changed = new LinkedHashMap<>(entries);
        changed.put(name, content);
        return changed;
    }

    private static String text(Map<String, byte[]> entries) {
        return new String(entries.getOrDefault(CONFIGURATION, new byte[0]), StandardCharsets.UTF_8);
    }

    private Path write(String name, Map<String, byte[]> entries) throws IOException {
        Path zip = folder.resolve(name);
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue());
                out.closeEntry();
            }
        }
        return zip;
    }
}

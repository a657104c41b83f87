package org.duress.spec.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.duress.spec.SpecComposition;
import org.duress.spec.SpecKeys;
import org.duress.spec.key.Key;
import org.duress.spec.key.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What the JSON Schema of specs says, by a validator that Duress did not write, is what the reader says. */
class SchemaAndReaderTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Schema SCHEMA = schema();

    /** The block of each name, in flow style. */
    private static final Map<String, String> RIGHT = new LinkedHashMap<>(Map.of(
            "name", "right",
            "model", "{format: onnx, path: unet.onnx}",
            "cohort", "{format: phantom, attackerSubjects: 0.5}"));

    private static Schema schema() {
        try (InputStream in =
                Objects.requireNonNull(SpecFiles.class.getResourceAsStream("/org/duress/spec.schema.json"))) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(new String(in.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> specs() throws IOException {
        List<Path> specs = new ArrayList<>();
        for (String root : List.of("docs", "robustness-specs", "src")) {
            try (Stream<Path> all = Files.walk(Path.of(root))) {
                all.filter(SchemaAndReaderTest::isSpec).sorted().forEach(specs::add);
            }
        }
        return specs;
    }

    /** Not what others publish, and not what a build has copied. */
    private static boolean isSpec(Path file) {
        String path = file.toString().replace('\\', '/');
        return path.endsWith(".yaml")
                && !path.contains("/target/")
                && !path.endsWith("/open_inference_rest.yaml")
                && (!path.startsWith("src/") || path.contains("/resources/"));
    }

    @ParameterizedTest
    @MethodSource("specs")
    void everySpecOfTheRepositoryIsValid(Path file) throws IOException {
        assertThat(errors(Files.readString(file))).isEmpty();
        assertThat(SpecFiles.read(file).name()).isNotEmpty();
    }

    @Test
    void thereAreManySpecs() throws IOException {
        assertThat(specs()).hasSizeGreaterThan(30);
    }

    /** Each row: a block, what is wrong in it, and the same put right. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            name      | a/b                                           | a-b
            name      | 'x.'                                          | 'x'
            name      | [a]                                           | a
            name      | ''                                            | 7
            expect    | maybe                                         | fail
            expect    | true                                          | pass
            expcet    | pass                                          | -
            attak     | {xi: 1.0}                                     | -
            extends   | [a.yaml]                                      | robustness-specs/phantom-unet.yaml
            extend    | robustness-specs/phantom-unet.yaml            | -
            matrix    | {attack.xi: 1.0}                              | {attack.xi: [1.0]}
            matrix    | {attack.xi: []}                               | {attack.xi: [1.0, 2.0]}
            matrix    | {xi: [1.0]}                                   | {attack.xi: [1.0]}
            matrix    | {attack.xi: [two]}                            | {attack.xi: [2]}
            matrix    | {name: [a, b]}                                | {gate.maxDiceDrop: [0.1, 0.2]}
            model     | unet.onnx                                     | {format: onnx, path: unet.onnx}
            model     | {path: unet.onnx} | {format: onnx, path: unet.onnx}
            model | {format: onnx}                                | {format: onnx, path: unet.onnx}
            model | {format: onnx, path: a, url: "http://b"}      | {format: open-inference, url: "http://b", name: n}
            model | {format: open-inference, url: "http://b"}     | {format: open-inference, url: "http://b", name: n}
            model | {format: open-inference, url: b, name: n}     | {format: open-inference, url: "https://b", name: n}
            model | {format: onnx, pth: unet.onnx}                | {format: onnx, path: unet.onnx}
            model | {format: onnx, path: a, head: softmax}        | {format: onnx, path: a, head: logits}
            model     | {format: onnx, path: a, channels: 0}          | {format: onnx, path: a, channels: 3}
            model     | {format: onnx, path: a, classes: {liver: []}} | {format: onnx, path: a, classes: {liver: [1]}}
            model     | {format: onnx, path: a, classes: {}}          | {format: onnx, path: a, classes: [liver]}
            model     | {format: onnx, path: a, flips: [[x]]}         | {format: onnx, path: a, flips: [[h]]}
            model     | {format: onnx, path: a, flips: [h]}           | {format: onnx, path: a, flips: [[], [h]]}
            model     | {format: onnx, path: a, preprocess: [unit]}   | {format: onnx, path: a, preprocess: [units]}
            model     | {format: onnx, path: a, preprocess: [{pad: {multiple: 0}}]}  | \
                        {format: onnx, path: a, preprocess: [{pad: {multiple: 32}}]}
            model     | {format: onnx, path: a, preprocess: [{window: {from: [0, 1]}}]}  | \
                        {format: onnx, path: a, preprocess: [{window: {from: [0, 1], to: [0, 1]}}]}
            model     | {format: onnx, path: a, preprocess: [{window: {from: [0], to: [0, 1]}}]}  | \
                        {format: onnx, path: a, preprocess: [{window: {from: {percentiles: [1, 99]}, to: [0, 1]}}]}
            model     | {format: onnx, path: a, preprocess: [{channels: [[{pad: {multiple: 32}}]]}]}  | \
                        {format: onnx, path: a, preprocess: [{channels: [[units]]}]}
            model     | {format: onnx, path: a, preprocess: [{crop: skin}]}  | \
                        {format: onnx, path: a, preprocess: [{crop: {to: positive, margin: 4}}]}
            model     | {format: onnx, path: a, preprocess: [{spacing: [0, 1]}]}  | \
                        {format: onnx, path: a, preprocess: [{spacing: {to: [1, 1], as: monai}}]}
            model     | {format: onnx, path: a, tiles: {overlap: 0.5}}  | \
                        {format: onnx, path: a, tiles: {size: [96, 96], overlap: 0.5}}
            model     | {format: onnx, path: a, tiles: {size: [96, 96], overlap: 1}}  | \
                        {format: onnx, path: a, tiles: {size: [96, 96], overlap: 0}}
            model     | {format: open-inference, image: i, name: n, port: 0}  | \
                        {format: open-inference, image: i, name: n, port: 9000}
            model     | {format: open-inference, image: i, name: n, gpu: 1}  | \
                        {format: open-inference, image: i, name: n, gpu: true}
            model     | {format: open-inference, image: i, name: n, files: {models: models}}  | \
                        {format: open-inference, image: i, name: n, files: {models: /models}}
            model     | {format: open-inference, url: "http://b", name: n, authorizationFrom: token}  | \
                        {format: open-inference, url: "http://b", name: n, authorizationFrom: TOKEN}
            cohort    | {format: phantom}                             | {format: phantom, attackerSubjects: [p0]}
            cohort    | {attackerSubjects: 0.5}                       | {format: phantom, attackerSubjects: 0.5}
            cohort    | {format: given, attackerSubjects: 0.5}        | {format: phantom, attackerSubjects: 0.5}
            cohort    | {format: phantom, attackerSubjects: 1}        | {format: phantom, attackerSubjects: 0.9}
            cohort    | {format: phantom, attackerSubjects: []}       | {format: phantom, attackerSubjects: [7]}
            cohort    | {format: phantom, attackerSubjects: p0}       | {format: phantom, attackerSubjects: [p0]}
            cohort    | {format: phantom, attackerSubjects: 0.5, size: [64]}  | \
                        {format: phantom, attackerSubjects: 0.5, size: [64, 64]}
            cohort    | {format: phantom, attackerSubjects: 0.5, size: [64, 4097]}  | \
                        {format: phantom, attackerSubjects: 0.5, size: [64, 4096]}
            cohort    | {format: phantom, attackerSubjects: 0.5, dimensions: 4}  | \
                        {format: phantom, attackerSubjects: 0.5, dimensions: 3}
            cohort    | {format: phantom, attackerSubjects: 0.5, seed: 1.5}  | \
                        {format: phantom, attackerSubjects: 0.5, seed: -1}
            cohort    | {format: phantom, attackerSubjects: 0.5, organs: {liver: 6}}  | \
                        {format: phantom, attackerSubjects: 0.5, organs: {liver: [6]}}
            cohort    | {format: phantom, attackerSubjects: 0.5, window: [0]}  | \
                        {format: phantom, attackerSubjects: 0.5, window: [0, 1]}
            cohort    | {format: phantom, attackerSubjects: 0.5, modality: vcr}  | \
                        {format: phantom, attackerSubjects: 0.5, modality: ct}
            cohort    | {format: phantom, attackerSubjects: 0.5, subjects: 0}  | \
                        {format: phantom, attackerSubjects: 0.5, subjects: 12}
            attack    | {xi: "2.0"}                                   | {xi: 2}
            attack    | {xi: -0.1}                                    | {xi: 0}
            attack    | {XI: 1}                                       | {xi: 1}
            attack    | {steps: 0}                                    | {steps: 1}
            attack    | {steps: many}                                 | {steps: 300}
            attack    | {fields: deformation}                         | {fields: [deformation]}
            attack    | {fields: []}                                  | {fields: [deformation, intensity]}
            attack    | {contenders: [replay]}                        | {contenders: [query]}
            attack    | {refine: 1001}                                | {refine: 1000}
            attack    | {lost: 1}                                     | {lost: 0}
            attack    | {intensity: mine}                             | {intensity: shared}
            attack    | {strideD: 3}                                  | {}
            attack    |                                               | {}
            budget    | {perceptibility: -1}                          | {perceptibility: 0.1}
            budget    | {folded: 1.5}                                 | {folded: 1}
            budget    | {deformationRoughness: 0}                     | {deformationRoughness: 0.1}
            budget    | [perceptibility]                              | {perceptibility: 0.1}
            realism   | {ssim: 2}                                     | {ssim: -1}
            realism   | {detectability: 0.4}                          | {detectability: 0.5}
            realism   | {detectorSteps: -1}                           | {detectorSteps: 0}
            gate      | {maxDiceDrop: 0}                              | {maxDiceDrop: 1}
            gate      | {maxPerceptibility: 0.1}                      | {maxDiceDrop: 0.1}
            gate      | {organs: {liver: 2}}                          | {organs: {liver: 0.2}}
            gate      | {decision: mean}                              | {decision: point}
            gate      | {regression: 1}                               | {regression: 0}
            gate      | {shifts: {severity: 6}}                       | {shifts: {severity: 5, maxDiceDrop: 0.2}}
            gate      | {shifts: {kinds: [fog]}}                      | {shifts: {kinds: [noise]}}
            gate      | {shifts: {level: 3}}                          | {shifts: {severity: 3}}
            waivers   | [{organ: liver, limit: 0.9, owner: me, reason: why}]  | \
                        [{organ: liver, limit: 0.9, owner: me, reason: why, expires: 2099-01-31}]
            waivers   | [{organ: liver, limit: 0.9, owner: me, reason: why, expires: soon}]  | \
                        [{organ: liver, limit: 0.9, owner: me, reason: why, expires: 2099-01-31}]
            """)
    void whatIsWrongInOneWayIsRefusedByBoth(String block, String wrong, String right) {
        String refused = with(block, wrong == null ? "" : wrong);

        assertThat(errors(refused)).isNotEmpty();
        assertThatThrownBy(() -> read(refused)).isInstanceOf(DuressException.class);
        String accepted = right == null ? with("expect", "pass") : with(block, right);
        assertThat(errors(accepted)).isEmpty();
        assertThat(read(accepted)).isNotEmpty();
    }

    @Test
    void whatExtendsAnotherFileMayLeaveOutAllButItsName() {
        String base = "extends: robustness-specs/phantom-unet.yaml\n";

        assertThat(errors(base + "name: n\n")).isEmpty();
        assertThat(read(base + "name: n\n")).isEqualTo("n");
        assertThat(errors(base)).isNotEmpty();
        assertThatThrownBy(() -> read(base)).hasMessageEndingWith("key 'name' is missing; add it");
        assertThat(errors("name: n\n")).isNotEmpty();
        assertThat(errors(base + "name: n\nmodel: {head: soft}\n")).isNotEmpty();
    }

    private static Stream<Key<?, ?>> keys() {
        return Stream.concat(SpecKeys.ALL.stream(), SpecComposition.KEYS.stream());
    }

    @ParameterizedTest
    @MethodSource("keys")
    void noKeyTakesAListOfListsOfBlocks(Key<?, ?> key) {
        String value = "[[{no: [thing]}]]";
        String whole = with(
                key.block().isEmpty() ? key.local() : key.block(),
                key.block().isEmpty() ? value : "{" + key.local() + ": " + value + "}");

        assertThat(errors(whole))
                .anyMatch(error -> error.startsWith("/" + key.name().replace('.', '/')));
        assertThatThrownBy(() -> read(whole)).isInstanceOf(DuressException.class);
    }

    private static String with(String block, String value) {
        Map<String, String> blocks = new LinkedHashMap<>(RIGHT);
        blocks.put(block, value);
        return blocks.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue() + "\n")
                .collect(Collectors.joining());
    }

    private static String read(String yaml) {
        SpecLayer layer = SpecLayer.text(yaml.getBytes(UTF_8), "spec.yaml", Path.of(""), Source.HERE);
        String name = "";
        for (SpecLayer one : layer.expanded(PropertyLayers.of())) {
            name = SpecLayer.resolve(List.of(one), PropertyLayers.of()).name();
        }
        return name;
    }

    /** Where something is wrong, and what. */
    private static List<String> errors(String yaml) {
        JsonNode node = JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(yaml));
        return SCHEMA.validate(node).stream().map(Error::toString).toList();
    }
}

package org.duress.spec.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duress.DuressException;
import org.duress.spec.CohortFormat;
import org.duress.spec.CrossEntropyMean;
import org.duress.spec.FieldKind;
import org.duress.spec.ModelSource;
import org.duress.spec.Reference;
import org.duress.spec.RobustnessSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Annotation &lt; file &lt; junit-platform.properties &lt; system property, all by one mechanism. */
class SpecLayerTest {
    @TempDir
    Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("spec.yaml"), """
                name: from-file
                model: {format: duress, path: unet.zip}
                cohort:
                  format: phantom
                  organs: {spleen: [1], liver: [6]}
                  attackerSubjects: 0.5
                attack: {xi: 2.5, steps: 10}
                gate: {maxDiceDrop: 0.4, organs: {liver: 0.2}}
                """);
    }

    @Test
    void aChannelForPicturesIsANumberFromOne() {
        assertThat(PropertyLayers.of(layer("a", Map.of())).channel()).isEmpty();
        assertThat(PropertyLayers.of(layer("a", Map.of("duress.report.channel", "Most")))
                        .channel())
                .isEmpty();
        assertThat(PropertyLayers.of(layer("a", Map.of("duress.report.channel", " 2 ")))
                        .channel())
                .hasValue(2);
        for (String wrong : List.of("0", "-1", "T2", "", "1.5")) {
            assertThatThrownBy(() -> PropertyLayers.of(layer("a", Map.of("duress.report.channel", wrong)))
                            .channel())
                    .isExactlyInstanceOf(DuressException.class)
                    .hasMessage("duress.report.channel must be most or the number of a channel, from 1," + " not '"
                            + wrong + "'");
        }
    }

    @Test
    void eachLayerIsStrongerThanTheOneBefore() {
        SpecLayer annotation = SpecLayer.of(
                "@A",
                Map.of(
                        "name", "from-annotation",
                        "cohort", Map.of("organs", Map.of("pancreas", List.of(11)), "seed", 1L),
                        "attack",
                                Map.of(
                                        "xi",
                                        1.0,
                                        "steps",
                                        1,
                                        "batch",
                                        1,
                                        "samples",
                                        1,
                                        "fields",
                                        Set.of("intensity"))));
        PropertyLayer junit =
                layer("JUnit configuration parameter", Map.of("duress.attack.batch", "4", "duress.attack.xi", "3"));
        PropertyLayer system = layer("system property", Map.of("duress.attack.xi", "3.5", "duress.cohort.seed", "9"));

        RobustnessSpec spec =
                SpecLayer.resolve(List.of(annotation, SpecLayer.file(file)), PropertyLayers.of(junit, system));

        assertThat(spec.attack().samples()).as("annotation").isEqualTo(1);
        assertThat(spec.attack().fields()).as("annotation").containsExactly(FieldKind.INTENSITY);
        assertThat(spec.attack().steps()).as("file over annotation").isEqualTo(10);
        assertThat(spec.name()).as("file over annotation").isEqualTo("from-file");
        assertThat(spec.cohort().organs().keySet())
                .as("organs are replaced as a whole: their order is the order of classes")
                .containsExactly("spleen", "liver");
        assertThat(spec.attack().batch())
                .as("configuration parameter over default of file")
                .isEqualTo(4);
        assertThat(spec.attack().xi()).as("system property over all").isEqualTo(3.5);
        assertThat(spec.cohort().seed()).as("system property over all").isEqualTo(9);
    }

    @Test
    void everyKeyOfAttackAndGateHasAProperty() {
        RobustnessSpec spec = read(Map.of(
                "duress.attack.fields", "intensity",
                "duress.attack.learningRate", "1e-3",
                "duress.attack.crossEntropyMean", "ORGAN",
                "duress.gate.maxDiceDrop", "0.9",
                "duress.budget.perceptibility", "0.05",
                "duress.gate.reference", "fixed"));

        assertThat(spec.attack().fields()).containsExactly(FieldKind.INTENSITY);
        assertThat(spec.attack().vaeGan().optimisation().learningRate()).isEqualTo(1e-3);
        assertThat(spec.attack().vaeGan().losses().crossEntropyMean()).isEqualTo(CrossEntropyMean.ORGAN);
        assertThat(spec.gate().maxDiceDrop()).isEqualTo(0.9);
        assertThat(spec.budget().perceptibility()).isEqualTo(0.05);
        assertThat(spec.gate().reference()).isEqualTo(Reference.FIXED);
        assertThat(read(Map.of("duress.attack.fields", "[deformation]"))
                        .attack()
                        .fields())
                .containsExactly(FieldKind.DEFORMATION);
        assertThat(read(Map.of("duress.attack.fields", "intensity, deformation"))
                        .attack()
                        .fields())
                .containsExactly(FieldKind.DEFORMATION, FieldKind.INTENSITY);
    }

    @Test
    void thresholdsOfOrgansAreMerged() {
        assertThat(read(Map.of("duress.gate.organs", "spleen: 0.1")).gate().organs())
                .containsOnly(Map.entry("liver", 0.2), Map.entry("spleen", 0.1));
        assertThat(read(Map.of("duress.gate.organs", "{spleen: 0.1, liver: 0.3}"))
                        .gate()
                        .organs())
                .containsOnly(Map.entry("liver", 0.3), Map.entry("spleen", 0.1));
        assertThat(read(Map.of("duress.gate.organs.spleen", "0.1")).gate().organs())
                .containsOnly(Map.entry("liver", 0.2), Map.entry("spleen", 0.1));
    }

    @Test
    void whoSaysWhereTheModelIsSaysAllAboutThat() {
        SpecLayer annotation = SpecLayer.of(
                "@A",
                Map.of(
                        "model",
                        Map.of(
                                "format",
                                "open-inference",
                                "image",
                                "registry/unet:1",
                                "name",
                                "unet",
                                "port",
                                9000,
                                "output",
                                "seg")));

        RobustnessSpec spec = SpecLayer.resolve(List.of(annotation, SpecLayer.file(file)), PropertyLayers.of());

        assertThat(spec.model().source()).isEqualTo(new ModelSource.File(folder.resolve("unet.zip")));
        assertThat(spec.model().output()).as("says nothing of the place").contains("seg");
    }

    @Test
    void aLayerThatCannotListItsKeysIsAskedForEach() {
        Map<String, String> values = Map.of("duress.attack.xi", "7", "duress.gate.organs.spleen", "0.1");
        PropertyLayer silent = new PropertyLayer("parameter", key -> Optional.ofNullable(values.get(key)), Set.of());

        RobustnessSpec spec = SpecFiles.read(file, PropertyLayers.of(silent));

        assertThat(spec.attack().xi()).isEqualTo(7);
        assertThat(spec.gate().organs()).containsEntry("spleen", 0.1);
    }

    @Test
    void aWrongOverrideIsNamedByItsProperty() {
        refused("duress.attack.xi", "NaN", "'attack.xi' must be a finite number of at least 0, not NaN");
        refused("duress.attack.xi", "", "'attack.xi' must be a number, not ''");
        refused("duress.attack.xii", "2", "unknown key 'xii' in 'attack'; did you mean 'xi'?");
        refused("duress.attack.fields", "both", "'attack.fields' must be one of deformation, intensity, not 'both'");
        refused("duress.attack.fields", "[", "'[' is not a YAML value");
        refused("duress.gate.maxDiceDorp", "2", "unknown key 'maxDiceDorp' in 'gate'; did you mean 'maxDiceDrop'?");
        refused("duress.gate.organs.livr", "0.2", "unknown key 'livr' in 'gate.organs'; did you mean 'liver'?");
        refused("duress.gate.organs", "0.2", "unknown key '0.2' in 'gate.organs'; did you mean 'liver'?");
        refused(
                "duress.gate.organs.liver",
                "2",
                "'gate.organs.liver' must be a relative fall above 0 and at most 1, not 2.0");
        refused(
                "duress.cohort.size",
                "[1, 1]",
                "of the cohort, only the seed can be overridden; did you mean 'duress.cohort.seed'?");
        refused(
                "duress.model.format",
                "onnx",
                "of the model, nothing can be overridden; write a spec for the other model");
    }

    @Test
    void aMissingKeyIsMissedWhereItsBlockBegins() {
        SpecLayer annotation = SpecLayer.of("@A on T.m", Map.of("name", "n"));

        assertThatThrownBy(() -> SpecLayer.resolve(List.of(annotation), PropertyLayers.of()))
                .isInstanceOf(DuressException.class)
                .hasMessage("@A on T.m: key 'model' is missing; add it");
    }

    @Test
    void codeMayHandOverACohort() {
        SpecLayer annotation = SpecLayer.of(
                "@A",
                Map.of(
                        "name", "n",
                        "model", Map.of("format", "given", "path", "T.model"),
                        "cohort",
                                Map.of(
                                        "format", CohortFormat.GIVEN,
                                        "organs", Map.of("liver", "6"),
                                        "size", List.of(8, 8),
                                        "attackerSubjects", List.of("a"))));

        RobustnessSpec spec = SpecLayer.resolve(List.of(annotation), PropertyLayers.of());

        assertThat(spec.cohort().format()).isEqualTo(CohortFormat.GIVEN);
        assertThat(spec.cohort().organs()).containsEntry("liver", List.of(6));
    }

    @Test
    void foldersHaveDefaultsAndTheStrongestLayerWins() {
        PropertyLayers none = PropertyLayers.of();
        assertThat(none.reports()).isEqualTo(Path.of("reports"));
        assertThat(none.store()).isEqualTo(Path.of(".duress/store"));
        assertThat(none.specs()).isEqualTo(Path.of("robustness-specs"));

        PropertyLayers both = PropertyLayers.of(
                layer("weak", Map.of("duress.reports", "a", "duress.store", "b")),
                layer("strong", Map.of("duress.reports", "c")));
        assertThat(both.reports()).isEqualTo(Path.of("c"));
        assertThat(both.store()).isEqualTo(Path.of("b"));
    }

    private RobustnessSpec read(Map<String, String> properties) {
        return SpecFiles.read(file, PropertyLayers.of(layer("system property", properties)));
    }

    private void refused(String key, String value, String error) {
        assertThatThrownBy(() -> read(Map.of(key, value)))
                .isInstanceOf(DuressException.class)
                .hasMessage("system property " + key + ": " + error);
    }

    private static PropertyLayer layer(String name, Map<String, String> values) {
        return new PropertyLayer(name, key -> Optional.ofNullable(values.get(key)), values.keySet());
    }
}

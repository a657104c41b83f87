package org.duress.spec.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.spec.FieldKind;
import org.duress.spec.ModelSource;
import org.duress.spec.RobustnessSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file says what is different from the file that it extends. */
class ExtendingTest {
    @TempDir
    Path folder;

    private Path specs = Path.of("");

    @BeforeEach
    void write() throws IOException {
        specs = Files.createDirectory(folder.resolve("specs"));
        write("base.yaml", """
                name: base
                model: {format: duress, path: models/unet.zip}
                cohort:
                  format: phantom
                  organs: {spleen: [1], liver: [6]}
                  attackerSubjects: 0.5
                attack: {xi: 2.5, steps: 10, fields: [deformation, intensity]}
                gate: {maxDiceDrop: 0.4, organs: {liver: 0.2}, baseline: last}
                """);
    }

    private Path write(String name, String yaml) throws IOException {
        return Files.writeString(folder.resolve(name), yaml);
    }

    private RobustnessSpec read(String yaml) throws IOException {
        return SpecFiles.read(write("specs/spec.yaml", yaml));
    }

    @Test
    void blocksAreMergedAndTheRestIsReplaced() throws IOException {
        RobustnessSpec spec = read("""
                extends: ../base.yaml
                name: own
                cohort: {organs: {liver: [6], pancreas: [11]}}
                attack: {xi: 1.0, fields: [intensity]}
                gate: {organs: {pancreas: 0.1}}
                """);

        assertThat(spec.name()).isEqualTo("own");
        assertThat(spec.attack().xi()).isEqualTo(1.0);
        assertThat(spec.attack().steps()).as("the base's").isEqualTo(10);
        assertThat(spec.attack().fields()).as("lists are replaced").containsExactly(FieldKind.INTENSITY);
        assertThat(spec.gate().organs()).containsOnly(Map.entry("liver", 0.2), Map.entry("pancreas", 0.1));
        assertThat(spec.cohort().organs().keySet())
                .as("as layers have it: their order is the order of classes")
                .containsExactly("liver", "pancreas");
    }

    @Test
    void pathsAreRelativeToTheFileThatTheyStandIn() throws IOException {
        RobustnessSpec spec = read("""
                extends: ../base.yaml
                name: own
                gate: {counterexamples: kept}
                """);

        assertThat(spec.model().path().normalize()).isEqualTo(folder.resolve("models/unet.zip"));
        assertThat(spec.gate().release().baseline().map(Path::normalize)).contains(folder.resolve("last"));
        assertThat(spec.gate().release().counterexamples()).contains(specs.resolve("kept"));
    }

    @Test
    void whoSaysWhereTheModelIsSaysAllOfIt() throws IOException {
        RobustnessSpec spec = read("""
                extends: ../base.yaml
                name: own
                model: {format: open-inference, url: "http://localhost:8000", name: unet}
                """);

        assertThat(spec.model().source()).isInstanceOf(ModelSource.Server.class);
    }

    @Test
    void filesMayExtendFilesThatExtendOthers() throws IOException {
        write("middle.yaml", "extends: base.yaml\nattack: {steps: 20, batch: 2}\n");

        RobustnessSpec spec = read("extends: ../middle.yaml\nname: own\nattack: {batch: 3}\n");

        assertThat(spec.attack().xi()).isEqualTo(2.5);
        assertThat(spec.attack().steps()).isEqualTo(20);
        assertThat(spec.attack().batch()).isEqualTo(3);
    }

    @Test
    void theNameIsAFilesOwn() {
        refused("extends: ../base.yaml\n", "specs/spec.yaml:1: key 'name' is missing; add it");
    }

    @Test
    void aMistakeIsNamedWhereItIsWritten() throws IOException {
        write("middle.yaml", "extends: base.yaml\nattack:\n  steps: 20\n  batch: none\n");

        refused(
                "extends: ../middle.yaml\nname: own\n",
                "specs/../middle.yaml:4: 'attack.batch' must be a whole number, not 'none'");
        refused(
                "extends: ../base.yaml\nname: own\ngate:\n  maxDiceDrop: 2\n",
                "specs/spec.yaml:4: 'gate.maxDiceDrop' must be a relative fall above 0 and at most 1, not 2.0");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        refused(
                "extends: ../bse.yaml\nname: own\n",
                "specs/spec.yaml:1: 'extends' names " + folder.resolve("specs/../bse.yaml")
                        + ", which does not exist; correct the path, which is relative to the file that it is"
                        + " written in");
        refused("extends: [a, b]\nname: own\n", "specs/spec.yaml:1: 'extends' must be a text, not a list");
    }

    @Test
    void aFileThatExtendsItselfIsRefused() throws IOException {
        write("a.yaml", "extends: specs/spec.yaml\n");

        refused(
                "extends: ../a.yaml\nname: own\n",
                "specs/spec.yaml:1: 'extends' extends itself in the end: a.yaml -> spec.yaml -> a.yaml; remove one of"
                        + " them");
        refused(
                "extends: spec.yaml\nname: own\n",
                "specs/spec.yaml:1: 'extends' extends itself in the end: spec.yaml -> spec.yaml; remove one of them");
    }

    @Test
    void aLongRowOfFilesIsRefused() throws IOException {
        for (int i = 0; i < 10; i++) {
            write(i + ".yaml", "extends: " + (i == 9 ? "base" : i + 1) + ".yaml\n");
        }
        assertThat(read("extends: ../1.yaml\nname: own\n").attack().xi()).isEqualTo(2.5);
        refused(
                "extends: ../0.yaml\nname: own\n",
                "9.yaml:1: 'extends' is one of more than 10 files in a row that extend another; join some of them");
    }

    @Test
    void onlyFilesExtendFiles() {
        SpecLayer code = SpecLayer.of("@A", Map.of("name", "n", "extends", "base.yaml"));

        assertThatThrownBy(() -> SpecLayer.resolve(List.of(code), PropertyLayers.of()))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage("@A: 'extends' has a meaning in spec files alone; remove it");
    }

    @Test
    void aLayerHasTheNameOfItsFile() throws IOException {
        assertThat(SpecLayer.file(write("specs/part.yaml", "extends: ../base.yaml\n"))
                        .name())
                .isEqualTo(Optional.empty());
    }

    private void refused(String yaml, String sentence) {
        assertThatThrownBy(() -> read(yaml))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessageEndingWith(sentence)
                .hasMessageStartingWith(folder.toString());
    }
}

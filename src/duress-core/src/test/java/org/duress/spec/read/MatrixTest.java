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
import org.duress.spec.RobustnessSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file with a matrix stands for one spec for each combination of its values. */
class MatrixTest {
    private static final String REST = """
            model: {format: duress, path: unet.zip}
            cohort: {format: phantom, attackerSubjects: 0.5}
            """;

    @TempDir
    Path folder;

    private Path write(String name, String yaml) throws IOException {
        return Files.writeString(folder.resolve(name), yaml);
    }

    private List<SpecFile> files(String yaml, PropertyLayer... properties) throws IOException {
        write("spec.yaml", yaml);
        return SpecFiles.files(folder, PropertyLayers.of(properties));
    }

    private List<RobustnessSpec> specs(String yaml) throws IOException {
        return files(yaml).stream().map(SpecFile::spec).toList();
    }

    @Test
    void everyCombinationIsASpecInOrder() throws IOException {
        List<RobustnessSpec> specs = specs("""
                name: grid
                matrix: {attack.xi: [1.0, 2.0], budget.perceptibility: [0.05, 0.1]}
                attack: {steps: 20}
                """ + REST);

        assertThat(specs)
                .extracting(RobustnessSpec::name)
                .containsExactly(
                        "grid[xi=1.0, perceptibility=0.05]",
                        "grid[xi=1.0, perceptibility=0.1]",
                        "grid[xi=2.0, perceptibility=0.05]",
                        "grid[xi=2.0, perceptibility=0.1]");
        assertThat(specs).extracting(spec -> spec.attack().xi()).containsExactly(1.0, 1.0, 2.0, 2.0);
        assertThat(specs).extracting(spec -> spec.budget().perceptibility()).containsExactly(0.05, 0.1, 0.05, 0.1);
        assertThat(specs).extracting(spec -> spec.attack().steps()).containsOnly(20);
    }

    @Test
    void keysOfOneNameAreToldApart() throws IOException {
        assertThat(specs("name: n\nmatrix: {attack.seed: [1, 2], cohort.seed: [3]}\n" + REST))
                .extracting(RobustnessSpec::name)
                .containsExactly("n[attack.seed=1, cohort.seed=3]", "n[attack.seed=2, cohort.seed=3]");
    }

    @Test
    void listsAndPathsAreValuesToo() throws IOException {
        List<RobustnessSpec> specs = specs("""
                name: n
                matrix:
                  model.path: [models/a.zip, "b:2.zip"]
                  attack.fields: [[deformation], [deformation, intensity]]
                model: {format: duress}
                cohort: {format: phantom, attackerSubjects: 0.5}
                """);

        assertThat(specs)
                .extracting(RobustnessSpec::name)
                .containsExactly(
                        "n[path=models-a.zip, fields=[deformation]]",
                        "n[path=models-a.zip, fields=[deformation, intensity]]",
                        "n[path=b-2.zip, fields=[deformation]]",
                        "n[path=b-2.zip, fields=[deformation, intensity]]");
        assertThat(specs.get(0).model().path()).isEqualTo(folder.resolve("models/a.zip"));
        assertThat(specs.get(0).attack().fields()).containsExactly(FieldKind.DEFORMATION);
    }

    @Test
    void settingsThatCombineAreOneBlock() throws IOException {
        assertThat(specs("name: n\nmatrix: {gate.shifts: [{severity: 2}, {severity: 3}]}\n" + REST))
                .extracting(RobustnessSpec::name)
                .containsExactly("n[shifts={severity 2}]", "n[shifts={severity 3}]");
    }

    @Test
    void aMatrixOfABaseIsThatOfTheFile() throws IOException {
        write(".base.yaml", "matrix: {attack.xi: [1.0, 2.0], attack.seed: [1]}\n" + REST);

        assertThat(specs("extends: .base.yaml\nname: n\nmatrix: {attack.xi: [3.0]}\n"))
                .extracting(RobustnessSpec::name)
                .containsExactly("n[xi=3.0, seed=1]");
    }

    @Test
    void aCombinationThatIsWrongBreaksItselfAlone() throws IOException {
        List<SpecFile> files = files("name: n\nmatrix:\n  attack.steps:\n    - 5\n    - none\n" + REST);

        assertThat(files).extracting(SpecFile::label).containsExactly("n[steps=5]", "n[steps=none]");
        assertThat(files.get(0).understood()).isPresent();
        assertThat(files.get(1).problem().map(Throwable::getMessage))
                .contains(folder.resolve("spec.yaml") + ":5: 'attack.steps' must be a whole number, not 'none'");
    }

    @Test
    void twoFilesOfOneNameAreToldApartAsEver() throws IOException {
        write("other.yaml", "name: n[xi=1.0]\n" + REST);

        List<SpecFile> files = files("name: n\nmatrix: {attack.xi: [1.0, 2.0]}\n" + REST);

        assertThat(files).extracting(SpecFile::label).containsExactly("n[xi=1.0]", "spec.yaml", "n[xi=2.0]");
        assertThat(files.get(1).problem().map(Throwable::getMessage).orElseThrow())
                .contains("both have the name 'n[xi=1.0]'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {attack.xii: [1.0]}         | unknown key 'attack.xii' in 'matrix'; did you mean 'attack.xi'?
            {xi: [1.0]}                 | 'matrix' has the key 'xi'; write it with its block, as 'attack.xi'
            {attack.xi: []}             | 'matrix.attack.xi' must list at least one value
            {attack.xi: 1.0}            | 'matrix.attack.xi' must be a list of values, as in [1.0, 2.0], not '1.0'
            {attack.xi: [1.0, 1.0]}     | 'matrix.attack.xi' lists 1.0 twice; remove one
            {}                          | 'matrix' must name at least one key with its values, as in {attack.xi: \
            [1.0, 2.0]}
            [attack.xi]                 | 'matrix' must be a block of keys and values, not a list
            """)
    void whatIsWrongInAMatrixIsOneSentence(String matrix, String sentence) throws IOException {
        refused("name: n\nmatrix: " + matrix + "\n" + REST, ":2: " + sentence);
    }

    @Test
    void aKeyIsSetInOnePlace() throws IOException {
        refused(
                "name: n\nmatrix:\n  attack.xi: [1.0]\nattack:\n  xi: 2.0\n" + REST,
                ":3: 'matrix.attack.xi' has values of its own, and 'attack.xi' is set too ("
                        + folder.resolve("spec.yaml") + ":5); remove either");
        refused(
                "name: n\nmatrix: {expect: [pass, fail]}\nexpect: pass\n" + REST,
                ":2: 'matrix.expect' has values of its own, and 'expect' is set too (" + folder.resolve("spec.yaml")
                        + ":3); remove either");
        refused(
                "name: n\nmatrix: {attack.xi: [1.0]}\n" + REST,
                ":2: 'matrix.attack.xi' has values of its own, and duress.attack.xi is set for the whole run, which"
                        + " would make them one; remove either",
                new PropertyLayer(
                        "system property",
                        key -> Optional.of("3.0").filter(value -> key.equals("duress.attack.xi")),
                        List.of()));
    }

    @Test
    void aMatrixHasAnEnd() throws IOException {
        String ten = "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]";
        assertThat(specs("name: n\nmatrix: {attack.seed: " + ten + ", attack.steps: " + ten + "}\n" + REST))
                .hasSize(100);
        refused(
                "name: n\nmatrix: {attack.seed: " + ten + ", attack.steps: " + ten + ", attack.xi: [1, 2]}\n" + REST,
                ":2: 'matrix' makes 200 specs of one file, and 100 are the most; shorten its lists, or split the file");
        String name = "n".repeat(115);
        refused(
                "name: " + name + "\nmatrix: {attack.xi: [1]}\n" + REST,
                ":2: 'matrix' gives the name '" + name + "[xi=1]', which has 121 characters, and 120 are the most;"
                        + " shorten 'name', or vary fewer keys");
    }

    @Test
    void aMatrixNeedsANameToo() throws IOException {
        refused("matrix: {attack.xi: [1.0]}\n" + REST, ":1: key 'name' is missing; add it");
    }

    @Test
    void whatReadsOneSpecTakesNoMatrix() throws IOException {
        Path file = write("spec.yaml", "name: n\nmatrix: {attack.xi: [1.0]}\n" + REST);

        assertThatThrownBy(() -> SpecFiles.read(file))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage(file + ":2: 'matrix' makes several specs of one file, and here one is read; run the folder"
                        + " of the file (@RobustnessSpecs, mvn test -Pgate, duress gate), which takes all of them");
        SpecLayer code = SpecLayer.of("@A", Map.of("name", "n", "matrix", Map.of()));
        assertThatThrownBy(() -> SpecLayer.resolve(List.of(code), PropertyLayers.of()))
                .hasMessageStartingWith("@A: 'matrix' makes several specs");
    }

    private void refused(String yaml, String sentence, PropertyLayer... properties) throws IOException {
        List<SpecFile> files = files(yaml, properties);
        assertThat(files).hasSize(1);
        assertThat(files.get(0).label()).isEqualTo("spec.yaml");
        assertThat(files.get(0).problem().orElseThrow())
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage(folder.resolve("spec.yaml") + sentence);
    }
}

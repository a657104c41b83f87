package org.duress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.spec.CohortSpec.SubjectSelection.Named;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.read.SpecFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitCommandTest {
    @TempDir
    Path root;

    private String said(String... arguments) {
        List<String> all = new ArrayList<>(List.of("init"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--project", root.resolve("project").toString()));
        return DuressTest.said(all.toArray(String[]::new));
    }

    private RobustnessSpec spec(String name) {
        return SpecFiles.read(root.resolve("project/robustness-specs/" + name + ".yaml"));
    }

    private String text(String file) throws IOException {
        return Files.readString(root.resolve("project").resolve(file));
    }

    private Path pngs() throws IOException {
        Path data = root.resolve("My Scans");
        PhantomFiles.png(data.resolve("images"), data.resolve("labels"), 5, 2);
        PhantomFiles.model(data.resolve("unet.zip"));
        return data;
    }

    @Test
    void aFolderOfSlicesBecomesASpecThatOpens() throws IOException {
        String said = said(pngs().toString(), "--yes");
        assertThat(said)
                .startsWith("0 ")
                .contains(
                        "Images: 5 subjects in ",
                        "png, 1 channel, most of 64 x 64",
                        "Labels: ids [1, 2, 3, 4] in ",
                        "Model: duress, ",
                        "What becomes of slice p00",
                        "Clean Dice of subject p001: pancreas ");
        RobustnessSpec spec = spec("my-scans");
        assertThat(spec.cohort().organs())
                .isEqualTo(Map.of(
                        "pancreas", List.of(1), "kidneys", List.of(2), "liver", List.of(3), "spleen", List.of(4)));
        assertThat(spec.cohort().attackerSubjects()).isEqualTo(new Named(List.of("p000")));
        assertThat(spec.cohort().size().orElseThrow().sizes()).containsExactly(64, 64);
        assertThat(spec.model().format()).isEqualTo("duress");
        assertThat(text("src/test/java/MyScansTest.java"))
                .contains("class MyScansTest {", "specFile = \"robustness-specs/my-scans.yaml\"");
        assertThat(text("robustness-specs/my-scans.yaml").lines())
                .allMatch(line -> line.length() <= 120)
                .anyMatch(line -> line.contains("names are the model's"));
    }

    @Test
    void nothingIsWrittenOver() throws IOException {
        Path data = pngs();
        assertThat(said(data.toString(), "--yes")).startsWith("0 ");
        String before = text("robustness-specs/my-scans.yaml");
        assertThat(said(data.toString(), "--yes", "--size", "32,32"))
                .startsWith("2 there is ")
                .contains("my-scans.yaml already; give another --name, or --force to write over it");
        assertThat(text("robustness-specs/my-scans.yaml")).isEqualTo(before);
        assertThat(said(data.toString(), "--yes", "--size", "32,32", "--force")).startsWith("0 ");
        assertThat(text("robustness-specs/my-scans.yaml")).contains("size: [32, 32]");
    }

    /** Only the test is there already, and nothing else is written. */
    @Test
    void aTestIsNotWrittenOverEither() throws IOException {
        Path tests = Files.createDirectories(root.resolve("project/src/test/java"));
        Files.writeString(tests.resolve("MyScansTest.java"), "class MyScansTest {}");
        assertThat(said(pngs().toString(), "--yes")).startsWith("2 ").contains("there is ", "MyScansTest.java already");
        assertThat(root.resolve("project/robustness-specs")).doesNotExist();
    }

    @Test
    void whatCannotBeSeenNamesItsOption() throws IOException {
        Path data = pngs();
        assertThat(said(data.toString()))
                .startsWith("2 ")
                .contains(
                        "in the order of the model's classes, as in liver=1 kidneys=2,3 cannot be seen for sure; give it by"
                                + " --organ NAME=IDS for each, or take 'pancreas=1 kidneys=2 liver=3 spleen=4' by --yes")
                .doesNotContain("\tat ");
        PhantomFiles.model(data.resolve("other.zip"));
        assertThat(said(data.toString(), "--yes"))
                .startsWith("2 ")
                .contains(
                        "the model (there are ",
                        "other.zip",
                        "unet.zip",
                        "cannot be seen for sure; give it by --model");
        assertThat(root.resolve("project")).doesNotExist();
    }

    @Test
    void anEmptyFolderNamesItsOption() throws IOException {
        Files.createDirectory(root.resolve("empty"));
        assertThat(said(root.resolve("empty").toString(), "--yes"))
                .startsWith("2 ")
                .contains("the folder of the images cannot be seen for sure; give it by --images");
        assertThat(said(root.resolve("nowhere").toString())).startsWith("2 ").contains("there is no folder '");
    }

    /** The names of dataset.json, its modality, and files that are named by channel. */
    @Test
    void aRawDataSetOfNnUNetIsUnderstood() throws IOException {
        Path data = root.resolve("Dataset001_Phantom");
        PhantomFiles.nnUNet(data, 5, 3);
        Path model = PhantomFiles.model(root.resolve("unet.zip"));
        String said = said(data.toString(), "--model", model.toString(), "--size", "64,64", "--dimensions", "2");
        assertThat(said).startsWith("0 ").contains("nifti, 1 channel", "Clean Dice of subject p001: pancreas ");
        String spec = text("robustness-specs/dataset001-phantom.yaml");
        assertThat(spec)
                .contains(
                        "modality: ct",
                        "as dataset.json says it",
                        "channels: {suffix: [_0000]}",
                        "organs: {pancreas: [1], kidneys: [2], liver: [3], spleen: [4]}");
        assertThat(spec("dataset001-phantom").cohort().volumes()).isFalse();
    }

    /** The spec stays, with what is wrong, where it does not open. */
    @Test
    void whatDoesNotOpenIsSaidAndKept() throws IOException {
        Path data = pngs();
        Files.delete(data.resolve("unet.zip"));
        Files.writeString(data.resolve("broken.onnx"), "nothing");
        assertThat(said(data.toString(), "--yes", "--organ", "pancreas=1", "--organ", "liver=3"))
                .startsWith("2 ")
                .contains("broken.onnx, which cannot be opened yet: ", "wrote ");
        assertThat(text("robustness-specs/my-scans.yaml"))
                .contains("# It could not be opened yet: ", "organs: {pancreas: [1], liver: [3]}");
    }

    @Test
    void oneSubjectIsTooFew() throws IOException {
        Path data = root.resolve("one");
        PhantomFiles.png(data.resolve("images"), data.resolve("labels"), 2, 1);
        Files.delete(data.resolve("images/p001_z000.png"));
        assertThat(said(data.toString(), "--yes"))
                .startsWith("2 ")
                .contains("one subject alone", "one trains the attacker and another is judged");
    }

    @Test
    void aTerminalIsAsked() {
        ArrayDeque<String> answers = new ArrayDeque<>(List.of("", " unet.onnx "));
        List<String> prompts = new ArrayList<>();
        Questions questions = new Questions(
                Optional.of(prompt -> {
                    prompts.add(prompt);
                    return answers.remove();
                }),
                false);
        assertThat(questions.ask("the model", "--model", Optional.empty())).isEqualTo("unet.onnx");
        answers.add("");
        assertThat(questions.ask("rows and columns", "--size", Optional.of("64,64")))
                .isEqualTo("64,64");
        assertThat(prompts).containsExactly("The model: ", "The model: ", "Rows and columns [64,64]: ");
    }

    @Test
    void organsAreWrittenByName() throws IOException {
        Path data = pngs();
        assertThat(said(data.toString(), "--yes", "--organ", "liver"))
                .startsWith("2 ")
                .contains("'liver' is no organ with its label ids; write it as in kidneys=2,3");
        assertThat(said(data.toString(), "--yes", "--modality", "spect"))
                .startsWith("2 ")
                .contains("--modality names 'spect'; use one of ");
        assertThat(said(data.toString(), "--yes", "--dimensions", "4"))
                .startsWith("2 ")
                .contains("--dimensions is 2");
    }
}

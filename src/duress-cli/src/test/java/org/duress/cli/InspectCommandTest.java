package org.duress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.duress.base.Grid;
import org.duress.data.NiftiWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class InspectCommandTest {
    @TempDir
    private Path folder;

    private String inspect(String model) throws IOException {
        return shown("""
                name: inspected
                cohort: {format: phantom, subjects: 2, slices: 2, size: [64, 64], attackerSubjects: 0.5}
                attack: {xi: 2}
                gate: {maxDiceDrop: 0.3}
                model:
                  format: duress
                  path: classpath:org/duress/phantom-unet-small.zip
                """ + model.indent(2));
    }

    private String shown(String text) throws IOException {
        Path spec = Files.writeString(folder.resolve("spec.yaml"), text);
        StringWriter out = new StringWriter();
        int code = new CommandLine(new InspectCommand())
                .setOut(new PrintWriter(out))
                .execute(spec.toString());
        assertThat(code).isZero();
        return out.toString();
    }

    @Test
    void showsWhatBecomesOfASliceStepByStep() throws IOException {
        String shown = inspect("""
                preprocess:
                  - units
                  - window: {from: [-200, 250], to: [0, 1]}
                tiles: {size: [32, 32], overlap: 0.5}
                """);
        assertThat(shown)
                .contains("Model: duress, phantom-unet-small.zip")
                .containsSubsequence(
                        "standard deviations of the subject",
                        "the image's own units",
                        // Phantoms are clipped to this window.
                        "1 x 64 x 64, 1 channel       -200.0 to 250.0",
                        "window [-200.0, 250.0] to [0.0, 1.0], clipped",
                        "1 x 64 x 64, 1 channel       0.000 to 1.000",
                        "tiles of 32 x 32, overlap 0.5, Gaussian weights, as MONAI",
                        "9 x 32 x 32, 1 channel",
                        "What the network sees",
                        "Clean Dice of subject");
    }

    @Test
    void saysWhereAnOrganIsHardlyFoundBecauseTheNetworkIsFedWrongly() throws IOException {
        String hardly = "is hardly found; compare the values above with what the network was trained on";
        assertThat(inspect("")).doesNotContain("liver " + hardly);
        assertThat(inspect("preprocess: [units, {window: {from: [-2000, 4000], to: [0, 1]}}]"))
                .contains("warning: liver " + hardly);
    }

    @Test
    void showsOneChannelInEachOfThree() throws IOException {
        String shown = shown("""
                name: repeated
                cohort:
                  {format: phantom, subjects: 2, slices: 2, size: [64, 64], attackerSubjects: 0.5,
                   organs: {pancreas: [11], kidneys: [2, 3], liver: [6]}}
                attack: {xi: 2}
                gate: {maxDiceDrop: 0.3}
                model:
                  format: onnx
                  path: '%s'
                  channels: 3
                  preprocess: [units, {standardise: {mean: [0, 10, 20], sd: [100, 100, 100]}}]
                """.formatted(Path.of("src/duress-acceptance/src/test/resources/org/duress/model/formats")
                .resolve("colour-unet.onnx")
                .toAbsolutePath()));
        assertThat(shown)
                .containsSubsequence("1 x 64 x 64, 3 channels", "less [0.0, 10.0, 20.0]", "Clean Dice of subject");
    }

    @Test
    void showsADescriptorsChannelsBesideTheCohorts() throws IOException {
        Path model =
                Path.of("src/duress-acceptance/src/test/resources/bundles/onnx/nnUNetTrainer__nnUNetPlans__2d.zip");
        Grid grid = Grid.of(32, 32).spaced(1, 1);
        int[] labels = new int[grid.voxels()];
        Arrays.fill(labels, 0, 200, 1);
        Random random = new Random(4);
        for (String name : List.of("a", "b")) {
            for (String file : List.of("images/" + name + "_0000", "images/" + name + "_0001", "labels/" + name)) {
                Path volume = folder.resolve(file + ".nii.gz");
                Files.createDirectories(volume.getParent());
                if (file.startsWith("labels")) {
                    NiftiWriter.labels(volume, grid, List.of(labels));
                } else {
                    float[] noise = new float[grid.voxels()];
                    for (int p = 0; p < noise.length; p++) {
                        noise[p] = (float) (40 + 100 * random.nextGaussian());
                    }
                    NiftiWriter.images(volume, grid, List.of(noise));
                }
            }
        }
        String shown = shown("""
                name: described
                cohort:
                  format: nifti
                  images: images
                  labels: labels
                  channels: {suffix: [_0000, _0001]}
                  organs: {liver: [1]}
                  size: [32, 32]
                  attackerSubjects: 0.5
                attack: {xi: 2}
                gate: {maxDiceDrop: 0.3}
                model: {format: nnunet, path: '%s'}
                """.formatted(model.toAbsolutePath()));
        assertThat(shown)
                .contains("Model: onnx, network.onnx")
                .contains("       as nnunet " + model.toAbsolutePath() + " describes it")
                .containsSubsequence(
                        "Head: logits",
                        "Class [1]: liver",
                        "Class [2]: spleen",
                        "Note: nnU-Net cuts volumes to the box of what is not 0",
                        "Channel 1: CT, the cohort's _0000",
                        "Channel 2: MR, the cohort's _0001",
                        "What becomes of slice b",
                        "Clean Dice of subject");
    }
}

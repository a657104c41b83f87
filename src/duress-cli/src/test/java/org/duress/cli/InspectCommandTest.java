package org.duress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class InspectCommandTest {
    @TempDir
    private Path folder;

    private String inspect(String model) throws IOException {
        Path spec = Files.writeString(folder.resolve("spec.yaml"), """
                name: inspected
                cohort: {format: phantom, subjects: 2, slices: 2, size: [64, 64], attackerSubjects: 0.5}
                attack: {xi: 2}
                gate: {maxDiceDrop: 0.3}
                model:
                  format: duress
                  path: classpath:org/duress/phantom-unet-small.zip
                """ + model.indent(2));
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
}

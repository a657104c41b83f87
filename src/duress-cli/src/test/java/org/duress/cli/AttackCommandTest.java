package org.duress.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class AttackCommandTest {
    @TempDir
    static Path folder;

    @RegisterExtension
    static final OwnFolders FOLDERS = new OwnFolders(() -> folder);

    @TempDir
    Path root;

    private String spec() throws IOException {
        return Files.writeString(root.resolve("spec.yaml"), """
                name: attack
                model: {format: duress, path: "classpath:org/duress/phantom-unet-small.zip"}
                cohort: {format: phantom, subjects: 2, slices: 1, size: [64, 64], attackerSubjects: 0.5}
                budget: {perceptibility: 0.05}
                attack: {contenders: [bumps], bumps: 32, samples: 1}
                """).toString();
    }

    private JsonNode attack() throws IOException {
        return new JsonMapper().readTree(root.resolve("out/attack.json").toFile());
    }

    private String attacked(String... arguments) throws IOException {
        String[] all = new String[arguments.length + 4];
        all[0] = "attack";
        all[1] = spec();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        all[all.length - 2] = "--out";
        all[all.length - 1] = root.resolve("out").toString();
        return DuressTest.said(all);
    }

    @Test
    void slicesWithoutLabelsMoveAwayFromTheModelsOwnAnswer() throws IOException {
        PhantomFiles.png(root.resolve("images"), root.resolve("labels"), 3, 2);
        Path first = root.resolve("images/p001_z000.png");
        Path second = root.resolve("images/p001_z001.png");
        assertThat(attacked(first.toString(), second.toString()))
                .startsWith("0 ")
                .contains("p001_z000: p 0.0", "largest displacement", " 1.000 -> 0.", " in the files)", "wrote ");
        JsonNode images = attack().path("images");
        assertThat(images).hasSize(2);
        JsonNode one = images.get(0);
        assertThat(one.path("by").asText()).isEqualTo("bumps");
        assertThat(one.path("perceptibility").asDouble()).isGreaterThan(0.001).isLessThanOrEqualTo(0.0501);
        JsonNode organ = one.path("organs").elements().next();
        assertThat(organ.path("clean").asDouble()).isEqualTo(1);
        assertThat(attack().path("about").asText()).contains("what the model makes of the clean images");
        var before = ImageIO.read(first.toFile());
        var after = ImageIO.read(root.resolve("out/images/p001_z000.png").toFile());
        assertThat(after.getWidth()).isEqualTo(64);
        assertThat(after.getSampleModel().getSampleSize(0))
                .as("as deep as it came")
                .isEqualTo(16);
        double sum = 0;
        for (int i = 0; i < 64 * 64; i++) {
            sum += Math.abs(before.getRaster().getSample(i % 64, i / 64, 0)
                    - after.getRaster().getSample(i % 64, i / 64, 0));
        }
        // PhantomFiles' standard deviation of the whole cohort's subjects is 8000 greys.
        assertThat(sum / (64 * 64) / 8000)
                .as("what the file lost and won is p")
                .isCloseTo(one.path("perceptibility").asDouble(), within(0.02));
        assertThat(root.resolve("out/seen/deformation/p001_z000.nii.gz")).isRegularFile();
        assertThat(root.resolve("out/seen/intensity/p001_z000.nii.gz")).isRegularFile();
        assertThat(root.resolve("out/seen/segmented-clean/p001_z000.nii.gz")).isRegularFile();
        assertThat(root.resolve("out/seen/segmented-attacked/p001_z000.nii.gz")).isRegularFile();
        assertThat(attacked(first.toString())).startsWith("2 there is an attack already, ");
    }

    /** The grid of the files is the model's: what is read again is what was judged, but for rounding of greys. */
    @Test
    void whatIsWrittenIsWhatWasJudged() throws IOException {
        PhantomFiles.png(root.resolve("images"), root.resolve("labels"), 3, 1);
        assertThat(attacked(root.resolve("images").toString())).startsWith("0 ");
        JsonNode images = attack().path("images");
        assertThat(images).hasSize(3);
        boolean fell = false;
        for (JsonNode image : images) {
            for (JsonNode organ : image.path("organs")) {
                fell |= organ.path("attacked").asDouble() < organ.path("clean").asDouble();
                assertThat(organ.path("asWritten").asDouble())
                        .isCloseTo(organ.path("attacked").asDouble(), within(0.1));
            }
        }
        assertThat(fell).as("the test can fail").isTrue();
    }

    @Test
    void volumesKeepTheirHeaders() throws IOException {
        PhantomFiles.nnUNet(root.resolve("data"), 2, 3);
        Path given = root.resolve("data/imagesTr/p001_0000.nii.gz");
        byte[] start = bytes(given);
        assertThat(attacked(given.toString())).startsWith("0 ").contains("p001_0000: p ");
        byte[] own = bytes(root.resolve("out/images/p001_0000.nii.gz"));
        assertThat(own).hasSameSizeAs(start);
        ByteBuffer before = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer after = ByteBuffer.wrap(own).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 252; at < 328; at += 4) {
            assertThat(after.getInt(at)).as("qform and sform at " + at).isEqualTo(before.getInt(at));
        }
        assertThat(attack().path("images")).hasSize(3);
        int changed = 0;
        for (int at = 352; at < own.length; at += 4) {
            changed += after.getFloat(at) != before.getFloat(at) ? 1 : 0;
        }
        assertThat(changed).isGreaterThan(64 * 64 / 10);
    }

    private static byte[] bytes(Path file) throws IOException {
        try (var in = new GZIPInputStream(Files.newInputStream(file))) {
            return in.readAllBytes();
        }
    }

    @Test
    void wrongImagesAreOneSentence() throws IOException {
        assertThat(attacked(root.resolve("none.png").toString()))
                .startsWith("2 there is neither a file nor a folder '");
        Files.createDirectory(root.resolve("empty"));
        assertThat(attacked(root.resolve("empty").toString()))
                .startsWith("2 the folder ")
                .contains("has neither .nii");
        PhantomFiles.png(root.resolve("images"), root.resolve("labels"), 2, 1);
        assertThat(attacked(root.resolve("images").toString(), "--organ", "heart"))
                .startsWith("2 ")
                .contains("--organ names 'heart', which is no organ of the cohort; use one of [");
        assertThat(attacked(root.resolve("images").toString(), "--samples", "0"))
                .startsWith("2 --samples must be at least 1");
        assertThat(root.resolve("out/attack.json")).doesNotExist();
    }
}

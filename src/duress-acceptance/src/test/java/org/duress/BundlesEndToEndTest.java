package org.duress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.duress.base.Grid;
import org.duress.junit.SpecFolder;
import org.duress.spec.DuressProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/**
 * A MONAI bundle and a folder of nnU-Net, from a spec to a verdict. Their networks are untrained; the labels are what
 * they answer to the images, so that there is something to break.
 */
class BundlesEndToEndTest {
    private static final Path BUNDLES = Path.of("src/duress-acceptance/src/test/resources/bundles");
    private static final String TRAINER = "nnUNetTrainer__nnUNetPlans__2d";
    private static final String OF_VOLUMES = "nnUNetTrainer__nnUNetPlans__3d_fullres";
    private static final String NAME = "described";
    private static final int SUBJECTS = 4;
    private static final AnsweredCohort SLICES =
            new AnsweredCohort(SUBJECTS, Grid.of(40, 32).spaced(1.0, 1.1), 2);

    @TempDir
    Path folder;

    @Test
    void aMonaiBundleOnTheClassPath() throws IOException {
        SpecFolder specs = specs(
                "monai",
                "classpath:bundles/monai",
                List.of("t1", "t1ce", "t2", "flair"),
                "{whole: [1, 3, 5, 7], core: [2, 3, 6, 7], enhancing: [5, 6, 7]}");
        JsonNode verdict = specs.verdict(NAME);
        assertThat(verdict.get("modelProvenance").get("described by").asText()).isEqualTo("monai, monai");
        requireBroken(verdict, "whole", "core", "enhancing");
    }

    @Test
    void anNnUNetFolderWhosePlansAreAPartOfTheModel() throws IOException {
        Path model = copy(BUNDLES.resolve(TRAINER), folder.resolve("models").resolve(TRAINER));
        SpecFolder specs = specs("nnunet", model.toString(), List.of("ct", "mr"), "{spleen: [2], liver: [1]}");
        JsonNode first = specs.verdict(NAME);
        assertThat(first.get("modelProvenance").get("described by").asText()).isEqualTo("nnunet, " + TRAINER);
        assertThat(first.get("modelProvenance").get("left open").asText()).contains("box of what is not 0");
        requireBroken(first, "spleen", "liver");
        assertThat(first.get("attackerFromStore").asBoolean()).isFalse();
        JsonNode again = specs.verdict(NAME);
        assertThat(again.get("attackerFromStore").asBoolean()).isTrue();
        assertThat(again.get("modelFingerprint")).isEqualTo(first.get("modelFingerprint"));
        Path plans = model.resolve("plans.json");
        String text = Files.readString(plans);
        assertThat(text).contains("\"mean\": 42.5");
        Files.writeString(plans, text.replace("\"mean\": 42.5", "\"mean\": 42.6"));
        JsonNode changed = specs.verdict(NAME);
        assertThat(changed.get("modelFingerprint")).isNotEqualTo(first.get("modelFingerprint"));
        assertThat(changed.get("attackerFromStore").asBoolean()).isFalse();
    }

    /** Turned to RAS, resampled, in a window, shown in overlapping windows smaller than the volume. */
    @Test
    void aMonaiBundleOfVolumes() throws IOException {
        SpecFolder specs = specs(
                "monai",
                BUNDLES.resolve("monai-volumes").toAbsolutePath().toString(),
                List.of("ct"),
                "{liver: [1], spleen: [2]}",
                AnsweredCohort.volumes(SUBJECTS, Grid.of(12, 20, 18).spaced(2.0, 1.0, 1.2)));
        JsonNode verdict = specs.verdict(NAME);
        assertThat(verdict.get("modelProvenance").get("input").asText())
                .contains("axes to RAS", "spacing 1.1 x 0.9 x 1.6 mm", "tiles of 16 x 18 x 8");
        requireBroken(verdict, "liver", "spleen");
    }

    /** Planes that are resampled one by one, axes in another order, eight mirrored copies of each window. */
    @Test
    void anNnUNetFolderOfVolumes() throws IOException {
        SpecFolder specs = specs(
                "nnunet",
                BUNDLES.resolve(OF_VOLUMES).toAbsolutePath().toString(),
                List.of("ct", "mr"),
                "{spleen: [2], liver: [1]}",
                AnsweredCohort.volumes(SUBJECTS, Grid.of(7, 14, 15).spaced(4.0, 1.0, 1.1)));
        JsonNode verdict = specs.verdict(NAME);
        assertThat(verdict.get("modelProvenance").get("input").asText())
                .contains("spacing 3.0 x 0.95 x 0.9 mm", "tiles of 8 x 16 x 14", "mean of 8 flips");
        requireBroken(verdict, "spleen", "liver");
    }

    @Test
    void channelsInAnotherOrderAreRefused() throws IOException {
        SpecFolder specs = specs(
                "nnunet", BUNDLES.resolve(TRAINER).toAbsolutePath().toString(), List.of("ct", "mr"), "{liver: [1]}");
        Path spec = folder.resolve("specs/described.yaml");
        Files.writeString(spec, Files.readString(spec).replaceAll("channels: \\{(.*), (.*)}", "channels: {$2, $1}"));
        EngineExecutionResults results = specs.run();
        assertThat(results.testEvents().failed().list())
                .singleElement()
                .asString()
                .contains("the cohort's channels are [mr, ct], and model " + TRAINER
                        + " takes [CT, MR], the same in another order");
    }

    private static void requireBroken(JsonNode verdict, String... organs) {
        assertThat(verdict.get("verdict").asText()).isEqualTo("FAIL");
        assertThat(verdict.get("organs")).hasSameSizeAs(organs);
        for (int organ = 0; organ < organs.length; organ++) {
            JsonNode of = verdict.get("organs").get(organ);
            assertThat(of.get("name").asText()).isEqualTo(organs[organ]);
            assertThat(of.get("cleanDice").asDouble()).as(organs[organ]).isEqualTo(1);
            assertThat(of.get("attackedDice").asDouble()).as(organs[organ]).isLessThan(1);
        }
    }

    private static Path copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file :
                    files.filter(file -> !file.toString().endsWith(".npy")).toList()) {
                Files.copy(file, to.resolve(file.getFileName().toString()));
            }
        }
        return to;
    }

    private SpecFolder specs(String format, String model, List<String> channels, String organs) throws IOException {
        return specs(format, model, channels, organs, SLICES);
    }

    /** A spec's folder, its cohort beside it. */
    private SpecFolder specs(String format, String model, List<String> channels, String organs, AnsweredCohort cohort)
            throws IOException {
        List<String> folders =
                channels.stream().map(channel -> channel + ": " + channel).toList();
        SpecFolder described = SpecFolder.of(
                folder,
                NAME,
                String.format(
                        """
                name: described
                model: {format: %s, path: "%s"}
                cohort:
                  format: nifti
                  channels: {%s}
                  labels: labels
                  organs: %s
                  %s
                  attackerSubjects: 0.5
                attack:
                  {xi: 2.0, steps: 2, batch: 2, samples: 1, restarts: 1, gradientSteps: 4, contenders: [vaegan,
                  gradient]}
                budget: {perceptibility: 0.1, displacement: 5, intensity: 0.5}
                gate: {maxDiceDrop: 0.02, decision: point}
                expect: fail
                """, format, model.replace('\\', '/'), String.join(", ", folders), organs, cohort.words()));
        cohort.write(folder.resolve("specs/described.yaml"), channels);
        // What an earlier run found would be shown before an attacker is asked for.
        return described.with(DuressProperties.SEARCH, "full");
    }
}

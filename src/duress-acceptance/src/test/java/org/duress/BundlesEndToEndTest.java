package org.duress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duress.base.Grid;
import org.duress.base.OrganSets;
import org.duress.data.Cohort;
import org.duress.data.NiftiWriter;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.junit.SpecFolder;
import org.duress.model.ImageBatch;
import org.duress.model.OrganClasses;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.model.open.Understood;
import org.duress.spec.DuressProperties;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.read.SpecFiles;
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
    private static final Seen SLICES = new Seen(Grid.of(40, 32).spaced(1.0, 1.1), 2);
    private static final String NAME = "described";
    private static final int SUBJECTS = 4;

    @TempDir
    Path folder;

    /**
     * What is seen of a subject.
     *
     * @param count slices, or one volume
     */
    private record Seen(Grid grid, int count) {
        String cohort() {
            return grid.rank() == 3 ? "dimensions: 3" : "size: " + grid.sizes();
        }

        /** Waves and a little noise, in units of CT. */
        List<float[]> noise(Random random) {
            return IntStream.range(0, count)
                    .mapToObj(i -> BundlesEndToEndTest.noise(grid, random))
                    .toList();
        }

        /** Until the model is asked: something of every organ. */
        List<int[]> some() {
            int[] ids = IntStream.range(0, grid.voxels()).map(p -> p % 8).toArray();
            return Collections.nCopies(count, ids);
        }
    }

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
                new Seen(Grid.of(12, 20, 18).spaced(2.0, 1.0, 1.2), 1));
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
                new Seen(Grid.of(7, 14, 15).spaced(4.0, 1.0, 1.1), 1));
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
    private SpecFolder specs(String format, String model, List<String> channels, String organs, Seen seen)
            throws IOException {
        List<String> folders =
                channels.stream().map(channel -> channel + ": " + channel).toList();
        SpecFolder described = SpecFolder.of(
                folder, NAME, String.format("""
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
                gate: {maxDiceDrop: 0.02, decision: point}
                expect: fail
                """, format, model.replace('\\', '/'), String.join(", ", folders), organs, seen.cohort()));
        Path specs = folder.resolve("specs");
        Random random = new Random(3);
        Files.createDirectories(specs.resolve("labels"));
        for (int subject = 0; subject < SUBJECTS; subject++) {
            String name = "s" + subject + ".nii.gz";
            for (String channel : channels) {
                Files.createDirectories(specs.resolve(channel));
                NiftiWriter.images(specs.resolve(channel).resolve(name), seen.grid(), seen.noise(random));
            }
            NiftiWriter.labels(specs.resolve("labels").resolve(name), seen.grid(), seen.some());
        }
        label(SpecFiles.read(specs.resolve("described.yaml")), specs.resolve("labels"), seen);
        // What an earlier run found would be shown before an attacker is asked for.
        return described.with(DuressProperties.SEARCH, "full");
    }

    private static float[] noise(Grid grid, Random random) {
        double rows = 0.15 + 0.2 * random.nextDouble();
        double columns = 0.15 + 0.2 * random.nextDouble();
        double phase = 6 * random.nextDouble();
        float[] image = new float[grid.voxels()];
        for (int p = 0; p < image.length; p++) {
            int line = p / grid.columns();
            double wave = Math.sin(rows * (line % grid.rows()) + phase + 0.4 * Math.floorDiv(line, grid.rows()))
                    + Math.cos(columns * (p % grid.columns()) - phase);
            image[p] = (float) (50 + 90 * wave + 15 * random.nextGaussian());
        }
        return image;
    }

    private static void label(RobustnessSpec asked, Path labels, Seen seen) throws IOException {
        Understood understood = Models.understood(asked);
        Cohort cohort = understood.cohort();
        Map<String, List<Integer>> ids = new LinkedHashMap<>();
        cohort.organs()
                .forEach(organ -> ids.put(organ.name(), organ.labels().stream().toList()));
        try (SegmentationModel model = OrganClasses.map(
                understood.open(),
                understood.spec().model().head(),
                understood.spec().model().classes(),
                cohort.organNames(),
                cohort.sets())) {
            for (Subject subject : cohort.subjects()) {
                List<int[]> slices = new ArrayList<>();
                for (Slice slice : subject.slices()) {
                    byte[] answer = model.segment(ImageBatch.of(slice)).classMap();
                    int[] written = new int[answer.length];
                    for (int p = 0; p < answer.length; p++) {
                        written[p] = id(answer[p], cohort.sets(), List.copyOf(ids.values()));
                    }
                    slices.add(written);
                }
                assertThat(slices).hasSize(seen.count());
                NiftiWriter.labels(labels.resolve(subject.id() + ".nii.gz"), seen.grid(), slices);
            }
        }
    }

    /** The id that is in just the organs of a class. */
    private static int id(byte answer, OrganSets sets, List<List<Integer>> organs) {
        for (int id = 0; id < 8; id++) {
            boolean same = true;
            for (int organ = 0; organ < organs.size(); organ++) {
                same &= organs.get(organ).contains(id) == sets.has(answer, organ + 1);
            }
            if (same) {
                return id;
            }
        }
        throw new IllegalStateException("no id of class " + answer);
    }
}

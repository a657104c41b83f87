package org.duress.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.Progress;
import org.duress.attack.Perturbation;
import org.duress.base.Channels;
import org.duress.base.Grid;
import org.duress.base.Scope;
import org.duress.data.Cohort;
import org.duress.data.Cohorts;
import org.duress.data.IntensityScale;
import org.duress.data.Organ;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.gate.SubjectAttacks;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.spec.CohortSpec;
import org.duress.spec.Contender;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.read.PropertyLayers;
import org.duress.spec.read.SpecFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is read back by the readers of cohorts: the same images but for rounding, the same labels. */
class DatasetLayoutTest {
    private static final Grid GRID = Grid.of(6, 5).spaced(2.5, 1.25);

    @TempDir
    Path root;

    @Test
    void attackedPhantomsComeBackFromEveryLayout() throws IOException {
        RobustnessSpec spec = SpecFiles.read(Files.writeString(root.resolve("spec.yaml"), """
                name: twice as dear
                model: {format: duress, path: "classpath:org/duress/phantom-unet-small.zip"}
                cohort: {format: phantom, subjects: 3, slices: 2, size: [64, 64], attackerSubjects: 0.67}
                budget: {perceptibility: 0.05}
                attack: {contenders: [gradient, bumps], restarts: 2, gradientSteps: 2, bumps: 16}
                """), PropertyLayers.of());
        Cohort cohort = Cohorts.open(spec.cohort());
        AttackedCohort attacked;
        Set<String> gate = Set.of("p001");
        try (SegmentationModel model = Models.open(spec.model());
                SubjectAttacks attacks = SubjectAttacks.of(spec, model, cohort, root, Progress.SILENT)) {
            assertThat(attacks.split().gate()).extracting(Subject::id).containsExactlyElementsOf(gate);
            attacked = AttackedCohort.of(attacks, cohort, 2, Progress.SILENT);
        }
        assertThat(attacked.copies())
                .extracting(AttackedCopy::of)
                .doesNotContainAnyElementsOf(gate)
                .contains("p000", "p002");
        assertThat(attacked.copies())
                .extracting(copy -> copy.by().orElseThrow())
                .contains(Contender.GRADIENT, Contender.BUMPS)
                .doesNotContain(Contender.RANDOM);
        // Gradients start from bumps, and may end there: images of one are those of the other now and then.
        assertThat(images(attacked, Contender.GRADIENT))
                .doesNotHaveDuplicates()
                .isNotEqualTo(images(attacked, Contender.BUMPS));
        assertThat(images(attacked, Contender.BUMPS)).doesNotHaveDuplicates();
        AttackedCohort mixed = attacked.withClean();
        assertThat(mixed.copies()).hasSize(attacked.copies().size() + 2);
        requireMoved(mixed);

        Path raw = root.resolve("nnUNet_raw");
        NnUNetLayout layout = NnUNetLayout.of(spec.name());
        assertThat(layout.write(mixed, spec.cohort(), raw))
                .isEqualTo("wrote " + attacked.images() + " adversarial slices and 4 clean ones of 2 subjects to "
                        + raw.resolve("Dataset501_twice-as-dear"));
        Path dataset = layout.folder(raw);
        requireSame(mixed, read(dataset.resolve("imagesTr"), dataset.resolve("labelsTr"), """
                format: nifti, subject: ^(.+)_0000, size: [64, 64],
                organs: {pancreas: [1], kidneys: [2], liver: [3], spleen: [4]}"""));

        Path nifti = root.resolve("nifti");
        new NiftiLayout().write(mixed, spec.cohort(), nifti);
        requireSame(mixed, read(nifti.resolve("images"), nifti.resolve("labels"), """
                format: nifti, size: [64, 64],
                organs: {pancreas: [11], kidneys: [2], liver: [6], spleen: [1]}"""));

        Path png = root.resolve("png");
        new PngLayout().write(mixed, spec.cohort(), png);
        JsonNode json = new JsonMapper().readTree(png.resolve("export.json").toFile());
        assertThat(json.at("/labels").toString()).isEqualTo("{\"pancreas\":11,\"kidneys\":2,\"liver\":6,\"spleen\":1}");
        JsonNode greys = json.at("/images/0/greys/0"); // of p000, as the slice that is read back
        double low = greys.path("low").asDouble();
        double step = (greys.path("high").asDouble() - low) / 65535;
        assertThat(step).isBetween(400 / 65535.0, 700 / 65535.0);
        Cohort greyed = read(png.resolve("images"), png.resolve("labels"), """
                format: png, subject: ^(p\\d+)_, size: [64, 64],
                organs: {pancreas: [11], kidneys: [2], liver: [6], spleen: [1]}""");
        assertThat(greyed.slices()).hasSize(mixed.images());
        Slice back = greyed.slices().get(0);
        Slice before = mixed.copies().stream()
                .flatMap(copy -> copy.subject().slices().stream())
                .filter(slice -> slice.name().equals(back.name()))
                .findFirst()
                .orElseThrow();
        assertThat(back.classes()).isEqualTo(before.classes());
        float[] own = own(before, 0);
        for (int p = 0; p < own.length; p++) {
            assertThat(low + step * own(back, 0)[p]).isCloseTo(own[p], within(0.6 * step));
        }
        assertThatThrownBy(() -> new PngLayout().write(mixed, spec.cohort(), png))
                .isInstanceOf(DuressException.class)
                .hasMessage("there is a data set already, " + png.resolve("export.json")
                        + "; remove its folder, or name another");
    }

    private static List<Integer> images(AttackedCohort attacked, Contender by) {
        return attacked.copies().stream()
                .filter(copy -> copy.by().equals(Optional.of(by)))
                .flatMap(copy -> copy.subject().slices().stream())
                .map(slice -> Arrays.hashCode(slice.image()))
                .toList();
    }

    /** The test can fail: images and labels differ from the clean ones. */
    private static void requireMoved(AttackedCohort attacked) {
        List<Slice> clean = attacked.cohort().slices();
        int moved = 0;
        for (AttackedCopy copy : attacked.copies()) {
            for (int i = 0; i < copy.subject().slices().size(); i++) {
                String name = copy.originals().get(i);
                Slice before = clean.stream()
                        .filter(slice -> slice.name().equals(name))
                        .findFirst()
                        .orElseThrow();
                Slice after = copy.subject().slices().get(i);
                assertThat(Arrays.equals(before.image(), after.image()))
                        .as(after.name())
                        .isEqualTo(copy.by().isEmpty());
                moved += Arrays.equals(before.classes(), after.classes()) ? 0 : 1;
            }
        }
        assertThat(moved).isPositive();
    }

    private Cohort read(Path images, Path labels, String cohort) throws IOException {
        Path file = Files.writeString(root.resolve("back.yaml"), """
                name: back
                model: {format: given, path: x}
                cohort: {images: %s, labels: %s, attackerSubjects: 0.5, %s}
                """.formatted(images, labels, cohort));
        return Cohorts.open(SpecFiles.read(file, PropertyLayers.of()).cohort());
    }

    /** Slice by slice; the planes of a file have names of their own, and are in order. */
    private static void requireSame(AttackedCohort attacked, Cohort back) {
        List<Slice> read = back.slices();
        List<Slice> written = attacked.copies().stream()
                .sorted(Comparator.comparing(copy -> copy.subject().id()))
                .flatMap(copy -> copy.subject().slices().stream())
                .toList();
        assertThat(read).hasSameSizeAs(written);
        for (int i = 0; i < read.size(); i++) {
            Slice one = read.get(i);
            Slice other = written.stream()
                    .filter(slice -> one.name().startsWith(slice.name() + "_z"))
                    .findFirst()
                    .orElse(written.get(i));
            requireSame(other, one, 0.01);
        }
    }

    private static void requireSame(Slice written, Slice read, double rounding) {
        assertThat(read.classes()).as(written.name()).isEqualTo(written.classes());
        assertThat(read.channels()).isEqualTo(written.channels());
        for (int c = 0; c < written.channels(); c++) {
            float[] before = own(written, c);
            float[] after = own(read, c);
            for (int p = 0; p < before.length; p++) {
                assertThat(after[p]).as(written.name()).isCloseTo(before[p], within((float) rounding));
            }
        }
    }

    /** By hand: mean + deviation * value. */
    private static float[] own(Slice slice, int channel) {
        IntensityScale scale = slice.scales().get(channel);
        float[] values = Channels.one(slice.image(), channel, slice.channels());
        float[] own = new float[values.length];
        for (int i = 0; i < own.length; i++) {
            own[i] = (float) (scale.mean() + scale.deviation() * values[i]);
        }
        return own;
    }

    private static final List<IntensityScale> TWO = List.of(new IntensityScale(40, 100), new IntensityScale(1000, 250));

    private static Slice slice(String name, Grid grid, List<IntensityScale> scales, int... classes) {
        float[] image = new float[grid.voxels() * scales.size()];
        byte[] labels = new byte[grid.voxels()];
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) Math.sin(i + 1);
        }
        for (int p = 0; p < labels.length; p++) {
            labels[p] = (byte) classes[p % classes.length];
        }
        return new Slice(name, grid, image, labels, scales);
    }

    private static AttackedCohort attacked(List<Organ> organs, Slice... slices) {
        List<AttackedCopy> copies = new ArrayList<>();
        List<Subject> subjects = new ArrayList<>();
        for (Slice slice : slices) {
            Subject subject = new Subject("of " + slice.name(), List.of(slice));
            subjects.add(subject);
            copies.add(new AttackedCopy(
                    subject, "of " + slice.name(), List.of(slice.name()), Optional.of(Contender.BUMPS), 1));
        }
        return new AttackedCohort(new Cohort(organs, subjects), copies);
    }

    private CohortSpec given() throws IOException {
        return SpecFiles.read(Files.writeString(root.resolve("given.yaml"), """
                name: given
                model: {format: given, path: x}
                cohort: {format: phantom, subjects: 2, slices: 1, size: [6, 5], attackerSubjects: 0.5, ignore: [99]}
                """), PropertyLayers.of())
                .cohort();
    }

    /** 2-D cases of two channels, of which some pixels count nowhere. */
    @Test
    void sliceCasesHaveTwoDimensionsAndAFileAChannel() throws IOException {
        List<Organ> organs = List.of(new Organ("lens", Set.of(4)), new Organ("vitreous", Set.of(8)));
        AttackedCohort attacked =
                attacked(organs, slice("a", GRID, TWO, 0, 1, 2, Scope.IGNORED), slice("b", GRID, TWO, 2, 1, 0));
        new NnUNetLayout("Dataset007_Eye", List.of("T1", "T2")).write(attacked, given(), root);

        Path dataset = root.resolve("Dataset007_Eye");
        JsonNode json =
                new JsonMapper().readTree(dataset.resolve("dataset.json").toFile());
        assertThat(json.toString())
                .isEqualTo("{\"channel_names\":{\"0\":\"T1\",\"1\":\"T2\"},"
                        + "\"labels\":{\"background\":0,\"lens\":1,\"vitreous\":2,\"ignore\":3},"
                        + "\"numTraining\":2,\"file_ending\":\".nii.gz\","
                        + "\"overwrite_image_reader_writer\":\"SimpleITKIO\"}");
        assertThat(new JsonMapper()
                        .readTree(dataset.resolve("splits_final.json").toFile())
                        .toString())
                .isEqualTo("[{\"train\":[\"b\"],\"val\":[\"a\"]},{\"train\":[\"a\"],\"val\":[\"b\"]}]");
        assertThat(dataset.resolve("imagesTr")).isDirectoryContaining("glob:**/a_0001.nii.gz");
        assertThat(dataset.resolve("labelsTr")).isDirectoryContaining("glob:**/a.nii.gz");
        Cohort back = Cohorts.open(SpecFiles.read(
                        Files.writeString(root.resolve("eye.yaml"), """
                name: eye
                model: {format: given, path: x}
                cohort:
                  format: nifti
                  images: %s
                  labels: %s
                  channels: {suffix: [_0000, _0001]}
                  organs: {lens: [1], vitreous: [2]}
                  ignore: [3]
                  size: [6, 5]
                  attackerSubjects: 0.5
                """.formatted(
                                        dataset.resolve("imagesTr"), dataset.resolve("labelsTr"))),
                        PropertyLayers.of())
                .cohort());
        assertThat(back.subjects()).extracting(Subject::id).containsExactly("a", "b");
        requireSame(
                attacked.copies().get(0).subject().slices().get(0),
                back.slices().get(0),
                1e-3);
        requireSame(
                attacked.copies().get(1).subject().slices().get(0),
                back.slices().get(1),
                1e-3);
        assertThat(back.slices().get(0).grid().spacing()).containsExactly(2.5, 1.25);
        assertThat(json.path("numTraining").asInt()).isEqualTo(2);
    }

    /** Whole tumour, core and enhancing core as BraTS has them: the encompassing region first, whatever the order. */
    @Test
    void nestedOrgansAreRegions() {
        Cohort cohort = attacked(
                        List.of(
                                new Organ("core", Set.of(1, 4)),
                                new Organ("whole", Set.of(1, 2, 4)),
                                new Organ("enhancing", Set.of(4))),
                        // Bits: core 1, whole 2, enhancing 4.
                        slice("v", Grid.of(2, 2, 4), List.of(IntensityScale.NONE), 0, 2, 3, 7))
                .cohort();
        NnUNetLabels labels = NnUNetLabels.of(cohort, cohort.slices());
        assertThat(labels.of(new byte[] {0, 2, 3, 7})).containsExactly(0, 1, 2, 3);
        ObjectNode json = new JsonMapper().createObjectNode();
        labels.put(json);
        assertThat(json.toString())
                .isEqualTo("{\"labels\":{\"background\":0,\"whole\":[1,2,3],\"core\":[2,3],\"enhancing\":3},"
                        + "\"regions_class_order\":[1,2,3]}");
    }

    @Test
    void whatALayoutCannotHoldIsSaidInOneSentence() throws IOException {
        CohortSpec given = given();
        List<Organ> overlapping = List.of(new Organ("a", Set.of(1, 2)), new Organ("b", Set.of(2, 3)));
        Slice partly = slice("v", GRID, List.of(IntensityScale.NONE), 0, 1, 2, 3);
        NnUNetLayout layout = new NnUNetLayout("Dataset500_x", List.of());
        assertThatThrownBy(() -> layout.write(attacked(overlapping, partly), given, root))
                .isInstanceOf(DuressException.class)
                .hasMessage("organs a and b overlap in part, which the regions of nnU-Net cannot say: of two regions"
                        + " one must hold the other, or they must be apart; export as nifti or png");
        Slice one = slice("v", GRID, List.of(IntensityScale.NONE), 0, 1);
        assertThatThrownBy(() -> layout.write(attacked(overlapping, one), given, root))
                .isInstanceOf(DuressException.class)
                .hasMessageStartingWith("organ b is on none of the exported images");
        Slice volume = slice("v", Grid.of(2, 3, 4), List.of(IntensityScale.NONE), 0, 1);
        assertThatThrownBy(() ->
                        new PngLayout().write(attacked(List.of(new Organ("a", Set.of(1))), volume), given, root))
                .isInstanceOf(DuressException.class)
                .hasMessage("a volume is no 'png' file; export it as nifti or nnunet");
        for (String name : List.of("Dataset5_x", "Data", "Dataset501_", "Dataset501_../x")) {
            assertThatThrownBy(() -> new NnUNetLayout(name, List.of()))
                    .isInstanceOf(DuressException.class)
                    .hasMessageStartingWith("'" + name + "' is no name of a data set of nnU-Net");
        }
        assertThatThrownBy(() -> new NnUNetLayout("Dataset501_x", List.of("CT", "PET"))
                        .write(attacked(List.of(new Organ("a", Set.of(1))), one), given, root))
                .isInstanceOf(DuressException.class)
                .hasMessage("2 channels are named [CT, PET], but the images have 1; name as many, or none");
        assertThat(root.resolve("Dataset500_x")).as("nothing was written").doesNotExist();
    }

    /** What is bright is labelled, before and after it moved by a column. */
    @Test
    void labelsMoveWithTheImage() {
        Slice slice = new Slice("row", Grid.of(1, 6), new float[] {0, 0, 4, 4, 0, 0}, new byte[] {0, 0, 1, 1, 0, 0});
        Perturbation fields = Perturbation.none(ImageBatch.of(slice));
        for (int pixel = 0; pixel < 6; pixel++) {
            fields.deformation()[2 * pixel] = 1;
        }
        Slice attacked = AttackedCohort.attacked(slice, fields);
        assertThat(attacked.classes()).isNotEqualTo(slice.classes());
        for (int pixel = 0; pixel < 6; pixel++) {
            assertThat(attacked.classes()[pixel]).isEqualTo((byte) (attacked.image()[pixel] > 2 ? 1 : 0));
        }
    }

    /** Files of 16 bit have a step of one grey, though the last pixel is as dark as those of 8 bit. */
    @Test
    void filesOfSixteenBitKeepTheirGreys() throws IOException {
        CohortSpec png = SpecFiles.read(Files.writeString(root.resolve("png.yaml"), """
                name: png
                model: {format: given, path: x}
                cohort: {format: png, images: x, labels: y, subject: "^(.+)_", organs: {a: [1]}, size: [1, 4],
                  attackerSubjects: 0.5}
                """), PropertyLayers.of())
                .cohort();
        Slice slice = new Slice(
                "s_0",
                Grid.of(1, 4),
                new float[] {0, 3, 0.5f, 0},
                new byte[] {0, 1, 0, 0},
                List.of(new IntensityScale(7, 1000)));
        new PngLayout().write(attacked(List.of(new Organ("a", Set.of(1))), slice), png, root.resolve("png"));
        JsonNode greys = new JsonMapper()
                .readTree(root.resolve("png/export.json").toFile())
                .at("/images/0/greys/0");
        assertThat(greys.path("low").asDouble()).isZero();
        assertThat(greys.path("high").asDouble()).isEqualTo(65535);
    }

    /** Greys of 8 bit become those of 16 at the same share of the brightest; what lies outside is cut off. */
    @Test
    void greysOfPngFilesStayTheirOwn() {
        assertThat(Greys.ofPng(200).of(new float[] {0, 1, 200, 255, -3, 260}))
                .containsExactly(0, 257, 200 * 257, 65535, 0, 65535);
        assertThat(Greys.ofPng(4000).of(new float[] {7, 4000})).containsExactly(7, 4000);
        assertThat(Greys.between(List.of(new float[] {-2, 0}, new float[] {6})).of(new float[] {-2, 2, 4, 6}))
                .containsExactly(0, 32768, 49151, 65535);
        assertThat(IntStream.of(Greys.between(List.of(new float[] {5})).of(new float[] {5})))
                .containsExactly(0);
    }
}

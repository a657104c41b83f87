package org.duress.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;
import org.duress.DuressException;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.attack.replay.ImageKey;
import org.duress.base.Grid;
import org.duress.data.Cohort;
import org.duress.data.Cohorts;
import org.duress.data.IntensityScale;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.model.ImageBatch;
import org.duress.result.LeastScales;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.read.SpecFiles;
import org.duress.store.Counterexample;
import org.duress.store.CounterexampleFolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCounterexamplesTest {
    @TempDir
    Path root;

    private static final List<Counterexample.Fall> FALLS =
            List.of(new Counterexample.Fall("liver", 0.9, 0.5, 0.3, LeastScales.NONE));

    private RobustnessSpec spec;
    private Cohort cohort;
    private Path folder;
    private Path out;

    @BeforeEach
    void open() throws IOException {
        spec = SpecFiles.read(Files.writeString(root.resolve("spec.yaml"), """
                name: export
                model: {format: given, path: x}
                cohort: {format: phantom, subjects: 2, slices: 3, size: [32, 32], attackerSubjects: 0.5}
                gate: {maxDiceDrop: 0.3}
                """));
        cohort = Cohorts.open(spec.cohort());
        folder = root.resolve("counterexamples");
        out = root.resolve("out");
    }

    private Perturbation keep(Subject subject, int slice, float shift) {
        Slice one = subject.slices().get(slice);
        Perturbation fields = Perturbation.none(1, Grid.of(32, 32));
        for (int p = 0; p < 32 * 32; p++) {
            fields.deformation()[2 * p] = shift;
            fields.intensity()[p] = 0.001f * p;
        }
        new CounterexampleFolder(folder, notice -> {})
                .write(new Counterexample(
                        "export",
                        subject.id(),
                        one.name(),
                        ImageKey.of(one.image(), Grid.of(32, 32)),
                        "m",
                        1,
                        FALLS,
                        fields));
        return fields;
    }

    @Test
    void niftiHasTheSlicesOfASubjectWithMovedLabels() throws IOException {
        Subject subject = cohort.subjects().get(1);
        Perturbation first = keep(subject, 0, 2.5f);
        Perturbation last = keep(subject, 2, -1.5f);

        assertThat(ExportCounterexamples.run(spec, folder, out, "nifti"))
                .isEqualTo("exported 2 of 2 counterexamples to " + out);

        ByteBuffer images = voxels(out.resolve("images").resolve(subject.id() + ".nii.gz"));
        ByteBuffer labels = voxels(out.resolve("labels").resolve(subject.id() + ".nii.gz"));
        ByteBuffer d = voxels(out.resolve("deformation").resolve(subject.id() + ".nii.gz"));
        assertThat(List.of(d.getFloat(0), d.getFloat(4 * 32 * 32), d.getFloat(4 * 2 * 32 * 32)))
                .as("D_x of both slices, then D_y")
                .containsExactly(2.5f, -1.5f, 0f);
        assertThat(out.resolve("segmented-clean")).as("nobody was asked").doesNotExist();
        assertThat(images.remaining()).isEqualTo(2 * 4 * 32 * 32);
        assertThat(labels.remaining()).isEqualTo(2 * 32 * 32);
        int moved = 0;
        for (int k = 0; k < 2; k++) {
            Slice slice = subject.slices().get(2 * k);
            Perturbation fields = k == 0 ? first : last;
            float[] attacked = Warp.perturb(new ImageBatch(slice.image(), 1, Grid.of(32, 32)), fields)
                    .pixels();
            byte[] classes = Warp.labels(slice.classes(), fields.deformation(), Grid.of(32, 32));
            for (int p = 0; p < 32 * 32; p++) {
                assertThat(images.getFloat()).isEqualTo(attacked[p]);
                assertThat(labels.get()).isEqualTo(id(classes[p]));
                moved += classes[p] != slice.classes()[p] ? 1 : 0;
            }
        }
        assertThat(moved).as("the test can fail").isPositive();
    }

    @Test
    void pngMapsBackToIntensities() throws IOException {
        Subject subject = cohort.subjects().get(0);
        Perturbation fields = keep(subject, 1, 1);
        Slice slice = subject.slices().get(1);
        ExportCounterexamples.run(spec, folder, out, "png");

        JsonNode listed = new JsonMapper().readTree(out.resolve("export.json").toFile());
        JsonNode entry = listed.path("slices").get(0);
        assertThat(entry.path("slice").asText()).isEqualTo(slice.name());
        String file = entry.path("file").asText();
        Raster greys =
                ImageIO.read(out.resolve("images").resolve(file).toFile()).getRaster();
        Raster labels =
                ImageIO.read(out.resolve("labels").resolve(file).toFile()).getRaster();
        double low = entry.path("low").asDouble();
        double high = entry.path("high").asDouble();
        float[] attacked = Warp.perturb(new ImageBatch(slice.image(), 1, Grid.of(32, 32)), fields)
                .pixels();
        byte[] classes = Warp.labels(slice.classes(), fields.deformation(), Grid.of(32, 32));
        for (int p = 0; p < 32 * 32; p++) {
            double value = low + greys.getSample(p % 32, p / 32, 0) / 65535.0 * (high - low);
            assertThat(value).isCloseTo(attacked[p], within((high - low) / 65535));
            assertThat(labels.getSample(p % 32, p / 32, 0)).isEqualTo(id(classes[p]));
        }
    }

    /** One image a channel, named as nnU-Net does, and one file of labels. */
    @Test
    void anImageOfTwoChannelsIsTwoFiles() throws IOException {
        Slice plain = cohort.subjects().get(0).slices().get(1);
        float[] image = new float[2 * 32 * 32];
        float[] v = new float[image.length];
        for (int p = 0; p < 32 * 32; p++) {
            image[2 * p] = plain.image()[p];
            image[2 * p + 1] = 5 - 2 * plain.image()[p];
            v[2 * p + 1] = 0.001f * p;
        }
        List<IntensityScale> scales = List.of(IntensityScale.NONE, IntensityScale.NONE);
        Slice slice = new Slice("z", plain.grid(), image, plain.classes(), scales);
        Cohort two = new Cohort(cohort.organs(), List.of(new Subject("s", List.of(slice))), plain.grid());
        Perturbation fields = new Perturbation(new float[2 * 32 * 32], v, 1, Grid.of(32, 32), 2);
        new CounterexampleFolder(folder, notice -> {})
                .write(new Counterexample(
                        "export", "s", "z", ImageKey.of(ImageBatch.of(slice), 0), "m", 1, FALLS, fields));

        ExportCounterexamples.run(spec, () -> two, folder, out, "nifti", Optional.empty());
        for (int c = 0; c < 2; c++) {
            ByteBuffer voxels = voxels(out.resolve("images").resolve("s_000" + c + ".nii.gz"));
            for (int p = 0; p < 32 * 32; p++) {
                assertThat(voxels.getFloat()).isEqualTo(image[2 * p + c] + v[2 * p + c]);
            }
        }
        assertThat(out.resolve("labels").resolve("s.nii.gz")).exists();

        ExportCounterexamples.run(spec, () -> two, folder, out, "png", Optional.empty());
        JsonNode entry = new JsonMapper()
                .readTree(out.resolve("export.json").toFile())
                .path("slices")
                .get(0);
        assertThat(entry.path("file").asText()).isEqualTo("z.png");
        for (int c = 0; c < 2; c++) {
            JsonNode one = entry.path("images").get(c);
            assertThat(one.path("file").asText()).isEqualTo("z_000" + c + ".png");
            double low = one.path("low").asDouble();
            double high = one.path("high").asDouble();
            Raster greys = ImageIO.read(out.resolve("images")
                            .resolve(one.path("file").asText())
                            .toFile())
                    .getRaster();
            for (int p = 0; p < 32 * 32; p++) {
                double value = low + greys.getSample(p % 32, p / 32, 0) / 65535.0 * (high - low);
                assertThat(value).isCloseTo(image[2 * p + c] + v[2 * p + c], within((high - low) / 65535));
            }
        }
    }

    /**
     * A volume with everything that belongs to it. What is written here is what check_volume_export.py reads with
     * nibabel, and rebuilds with scipy; KEEP=folder leaves it there.
     */
    @Test
    void aVolumeIsAFileWithItsFieldsAndItsSegmentations() throws IOException {
        Grid grid = Grid.of(4, 6, 5).spaced(2.5, 0.75, 1.25);
        float[] image = new float[grid.voxels()];
        byte[] classes = new byte[grid.voxels()];
        Perturbation fields = Perturbation.none(1, grid);
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) Math.sin(i);
            classes[i] = (byte) (i % 3 == 0 ? 1 : 0);
            fields.intensity()[i] = 0.01f * i;
            for (int c = 0; c < 3; c++) {
                fields.deformation()[3 * i + c] = (float) ((c + 1) * 0.3 * Math.cos(i / 7.0 + c));
            }
        }
        Slice volume = new Slice("s", grid, image, classes);
        Cohort one = new Cohort(cohort.organs(), List.of(new Subject("s", List.of(volume))));
        new CounterexampleFolder(folder, notice -> {})
                .write(new Counterexample(
                        "export", "s", "s", ImageKey.of(ImageBatch.of(volume), 0), "m", 1, FALLS, fields));
        Path kept = System.getenv("KEEP") == null ? out : Path.of(System.getenv("KEEP"));
        // The model finds what is bright.
        ExportCounterexamples.Asked bright = asked -> {
            byte[] found = new byte[asked.pixels().length];
            for (int i = 0; i < found.length; i++) {
                found[i] = (byte) (asked.pixels()[i] > 0.5 ? 2 : 0);
            }
            return found;
        };

        assertThat(ExportCounterexamples.run(spec, () -> one, folder, kept, "nifti", Optional.of(bright)))
                .isEqualTo("exported 1 of 1 counterexamples to " + kept);

        JsonNode json = new JsonMapper().readTree(kept.resolve("export.json").toFile());
        assertThat(json.at("/volumes/0/volume").asText()).isEqualTo("s");
        assertThat(json.at("/volumes/0/file").asText()).isEqualTo("s.nii.gz");
        float[] attacked = Warp.perturb(ImageBatch.of(volume), fields).pixels();
        byte[] moved = Warp.labels(classes, fields.deformation(), grid);
        ByteBuffer images = voxels(kept.resolve("images/s.nii.gz"));
        ByteBuffer clean = voxels(kept.resolve("clean/s.nii.gz"));
        ByteBuffer v = voxels(kept.resolve("intensity/s.nii.gz"));
        ByteBuffer labels = voxels(kept.resolve("labels/s.nii.gz"));
        ByteBuffer truth = voxels(kept.resolve("truth/s.nii.gz"));
        ByteBuffer before = voxels(kept.resolve("segmented-clean/s.nii.gz"));
        ByteBuffer after = voxels(kept.resolve("segmented-attacked/s.nii.gz"));
        ByteBuffer d = voxels(kept.resolve("deformation/s.nii.gz"));
        assertThat(d.remaining()).isEqualTo(3 * 4 * grid.voxels());
        for (int i = 0; i < grid.voxels(); i++) {
            assertThat(images.getFloat()).isEqualTo(attacked[i]);
            assertThat(clean.getFloat()).isEqualTo(image[i]);
            assertThat(v.getFloat()).isEqualTo(fields.intensity()[i]);
            assertThat(labels.get()).isEqualTo(id(moved[i]));
            assertThat(truth.get()).isEqualTo(id(classes[i]));
            assertThat(before.get()).isEqualTo(id((byte) (image[i] > 0.5 ? 2 : 0)));
            assertThat(after.get()).isEqualTo(id((byte) (attacked[i] > 0.5 ? 2 : 0)));
            for (int c = 0; c < 3; c++) {
                assertThat(d.getFloat(4 * (c * grid.voxels() + i))).isEqualTo(fields.deformation()[3 * i + c]);
            }
        }
        assertThatThrownBy(() -> ExportCounterexamples.run(spec, () -> one, folder, out, "png", Optional.empty()))
                .isInstanceOf(DuressException.class)
                .hasMessage("a volume is no 'png' file; export it as nifti");
    }

    @Test
    void whatCannotBeExportedIsSaidInOneSentence() {
        assertThatThrownBy(() -> ExportCounterexamples.run(spec, folder, out, "nifti"))
                .isInstanceOf(DuressException.class)
                .hasMessage(
                        "'" + folder + "' holds no counterexample of spec 'export'; run a test that fails first, or set"
                                + " duress.counterexamples");
        keep(cohort.subjects().get(0), 0, 1);
        assertThatThrownBy(() -> ExportCounterexamples.run(spec, folder, out, "dicom"))
                .isInstanceOf(DuressException.class)
                .hasMessage("'dicom' is no format to export; use nifti or png");
        new CounterexampleFolder(folder, notice -> {})
                .read("export")
                .forEach(example -> new CounterexampleFolder(root.resolve("other"), notice -> {})
                        .write(new Counterexample(
                                "export",
                                "s",
                                "z",
                                new ImageKey(Grid.of(32, 32), "0"),
                                "m",
                                1,
                                FALLS,
                                example.fields())));
        assertThatThrownBy(() -> ExportCounterexamples.run(spec, root.resolve("other"), out, "nifti"))
                .isInstanceOf(DuressException.class)
                .hasMessageStartingWith("none of the 1 counterexamples of spec 'export' fits an image of its cohort");
    }

    private byte id(byte organClass) {
        return organClass == 0
                ? 0
                : cohort.organs().get(organClass - 1).labels().stream()
                        .min(Integer::compare)
                        .orElseThrow()
                        .byteValue();
    }

    /** The voxels of a gzipped NIfTI-1 file. */
    private static ByteBuffer voxels(Path file) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            byte[] all = in.readAllBytes();
            return ByteBuffer.wrap(all, 352, all.length - 352).slice().order(ByteOrder.LITTLE_ENDIAN);
        }
    }
}

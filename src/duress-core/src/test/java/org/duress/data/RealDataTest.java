package org.duress.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.duress.base.Grid;
import org.duress.spec.CohortSpec.SubjectSelection.Rest;
import org.duress.spec.CohortSpec.SubjectSelection.Share;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real scans, where they lie beside the project; never part of it. */
class RealDataTest {
    private static final Path DATA = Path.of(System.getProperty("duress.data", "../shared/data"));

    private static Path data(String name) {
        Path folder = DATA.resolve(name);
        assumeTrue(Files.isDirectory(folder), () -> "no real data: the folder " + folder + " (duress.data) is missing");
        return folder;
    }

    private static Specs btcv(Path folder) {
        return Specs.png(folder)
                .organs(Map.of())
                .organ("pancreas", 11)
                .organ("kidneys", 2, 3)
                .organ("liver", 6)
                .organ("spleen", 1);
    }

    @Test
    void btcvHasThePixelsItsIndexCounts() throws IOException {
        Path folder = data("btcv-abdomen-ct");
        Map<String, String[]> rows = new HashMap<>();
        List<String> lines = Files.readAllLines(folder.resolve("index.csv"));
        List<String> head = List.of(lines.get(0).split(","));
        lines.stream().skip(1).map(line -> line.split(",")).forEach(row -> rows.put(row[0], row));

        Cohort cohort = Cohorts.open(btcv(folder)
                .size(257, 257)
                .split(Specs.named("s03"), Specs.named("s16"))
                .spec());

        assertThat(cohort.subjects()).extracting(Subject::id).containsExactly("s03", "s16");
        for (Slice slice : cohort.slices()) {
            String[] row = Objects.requireNonNull(rows.get(slice.name() + ".png"), slice.name());
            int[] counts = counts(slice);
            assertThat(counts[1]).isEqualTo(count(row, head, "px_pancreas"));
            assertThat(counts[2]).isEqualTo(count(row, head, "px_kidney_right") + count(row, head, "px_kidney_left"));
            assertThat(counts[3]).isEqualTo(count(row, head, "px_liver"));
            assertThat(counts[4]).isEqualTo(count(row, head, "px_spleen"));
        }
        assertThat(cohort.slices()).hasSize((int) rows.values().stream()
                .filter(row -> row[1].equals("3") || row[1].equals("16"))
                .count());
    }

    @Test
    void btcvOpensWholeAndSplits() {
        Specs specs =
                btcv(data("btcv-abdomen-ct")).size(64, 64).minOrganPixels(5).split(new Share(0.75), new Rest());

        Cohort cohort = Cohorts.open(specs.spec());
        CohortSplit split = Cohorts.split(cohort, specs.spec());

        assertThat(cohort.subjects()).hasSize(20);
        assertThat(split.attacker()).hasSize(15);
        assertThat(split.gate()).hasSize(5);
        assertThat(cohort.subjects()).allSatisfy(subject -> {
            assertThat(centroidColumn(subject, 3))
                    .as("liver on the image's left")
                    .isLessThan(32);
            assertThat(centroidColumn(subject, 4))
                    .as("spleen on the image's right")
                    .isGreaterThan(32);
        });
    }

    /** The pictures that a network of another framework was given, made by Pillow from the same files. */
    @Test
    void btcvIsResampledAndNormalisedAsInTheReference() throws IOException {
        Path inputs = data("../models/btcv-unet-128").resolve("inputs.npy");
        Path labels = inputs.resolveSibling("labels.npy");
        Cohort cohort = Cohorts.open(btcv(data("btcv-abdomen-ct"))
                .size(128, 128)
                .minOrganPixels(20)
                .split(Specs.named("s15"), Specs.named("s16"))
                .spec());
        int pixels = 128 * 128;
        ByteBuffer images = npy(inputs);
        ByteBuffer classes = npy(labels).slice();

        for (int i = 0; i < 4; i++) {
            byte[] label = new byte[pixels];
            classes.get(i * pixels, label);
            Slice match = cohort.slices().stream()
                    .filter(slice -> Arrays.equals(slice.classes(), label))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no slice has the reference's labels"));
            for (int j = 0; j < pixels; j++) {
                // Pillow rounds to 8 bit after each axis.
                assertThat(match.image()[j])
                        .isCloseTo(images.getFloat(images.position() + 4 * (i * pixels + j)), within(0.03f));
            }
        }
    }

    /** The one scan twice, since there must be somebody to train on and somebody to judge. */
    private static Specs totalSegmentator(Path folder) throws IOException {
        Path source = data("totalsegmentator-ct");
        Files.createDirectories(folder.resolve("images"));
        Files.createDirectories(folder.resolve("labels"));
        for (String name : List.of("a", "b")) {
            Files.copy(source.resolve("example_ct.nii.gz"), folder.resolve("images/" + name + ".nii.gz"));
            Files.copy(
                    source.resolve("example_ct_seg104_v1_2022-09-15.nii.gz"),
                    folder.resolve("labels/" + name + ".nii.gz"));
        }
        return Specs.nifti(folder)
                .organs(Map.of())
                .organ("pancreas", 10)
                .organ("kidneys", 2, 3)
                .organ("liver", 5)
                .organ("spleen", 1)
                .organ("vertebrae", 18, 19, 20, 21)
                .window(-200, 250);
    }

    @Test
    void totalSegmentatorIsReadInHounsfieldUnitsAndTurned(@TempDir Path folder) throws IOException {
        Specs specs = totalSegmentator(folder).size(101, 122);

        Subject subject = Cohorts.open(specs.spec()).subjects().get(0);

        assertThat(subject.slices()).hasSize(112);
        assertThat(subject.slices().get(0).grid().spacing(0)).isCloseTo(3, within(1e-6));
        double middle = 61;
        assertThat(centroidColumn(subject, 3)).as("liver on the image's left").isLessThan(middle);
        assertThat(centroidColumn(subject, 4)).as("spleen on the image's right").isGreaterThan(middle);
        assertThat(centroidRow(subject, 5)).as("spine behind the liver").isGreaterThan(centroidRow(subject, 3));
        assertThat(centroidSlice(subject, 3)).as("liver above the kidneys").isGreaterThan(centroidSlice(subject, 2));
        NiftiVolume volume = NiftiReader.read(folder.resolve("images/a.nii.gz"));
        float air = volume.slice(0, 56)[0];
        assertThat(air).as("air beside the body, in HU").isBetween(-1100f, -900f);
    }

    @Test
    void hippocampusOpens() {
        Path folder = data("msd-hippocampus");
        Specs specs = Specs.nifti(folder)
                .subject(Optional.of("^hippocampus_(\\d+)"))
                .organs(Map.of())
                .organ("anterior", 1)
                .organ("posterior", 2)
                .minOrganPixels(1)
                .size(48, 48);

        Cohort cohort = Cohorts.open(specs.spec());
        CohortSplit split = Cohorts.split(cohort, specs.spec());

        assertThat(cohort.subjects()).hasSize(100);
        assertThat(split.gate()).hasSize(50);
        assertThat(cohort.subjects())
                .allSatisfy(subject -> assertThat(centroidRow(subject, 1))
                        .as("anterior above posterior")
                        .isLessThan(centroidRow(subject, 2)));
    }

    /**
     * The numbers are nibabel's, of {@code image} and {@code label} turned as here:
     *
     * <pre>
     * turned = lambda path: nib.as_closest_canonical(nib.load(path)).get_fdata().transpose(2, 1, 0)[:, ::-1, ::-1]
     * label.shape, (label == 1).sum(), (label == 2).sum(), np.argwhere(label == 1).mean(0)
     * image.mean(), image.std(), image[10, 20, 15]
     * </pre>
     */
    @Test
    void hippocampusVolumesAreAsNibabelReadsThem() {
        Cohort cohort = Cohorts.open(Specs.nifti(data("msd-hippocampus"))
                .subject(Optional.of("^hippocampus_(\\d+)"))
                .organs(Map.of())
                .organ("anterior", 1)
                .organ("posterior", 2)
                .split(Specs.named("001"), Specs.named("003"))
                .volumes()
                .spec());

        Slice first = cohort.slices().get(0);
        assertThat(first.grid()).isEqualTo(Grid.of(35, 51, 35).spaced(1, 1, 1));
        assertThat(Arrays.copyOf(counts(first), 3)).containsExactly(first.classes().length - 2948, 1324, 1624);
        assertThat(centroid(first, 1)).containsExactly(new double[] {11.0438, 13.3618, 16.0846}, within(1e-4));
        assertThat(centroid(first, 2)).containsExactly(new double[] {18.4267, 30.8313, 19.5634}, within(1e-4));
        assertOwn(first, 143.34725890356142, 56.33955468104144, 192);
        Slice second = cohort.slices().get(1);
        assertThat(second.grid()).isEqualTo(Grid.of(35, 52, 34).spaced(1, 1, 1));
        assertThat(Arrays.copyOf(counts(second), 3)).containsExactly(second.classes().length - 3353, 1550, 1803);
        assertThat(centroid(second, 1)).containsExactly(new double[] {10.5394, 13.8710, 16.8013}, within(1e-4));
        assertOwn(second, 104.23500323206206, 42.0625266756451, 100);
        assertThat(cohort.warnings()).isEmpty();
    }

    private static void assertOwn(Slice volume, double mean, double deviation, double voxel) {
        IntensityScale scale = volume.scales().get(0);
        assertThat(scale.mean()).isCloseTo(mean, within(1e-9));
        assertThat(scale.deviation()).isCloseTo(deviation, within(1e-9));
        int at = (10 * volume.grid().rows() + 20) * volume.grid().columns() + 15;
        assertThat(mean + deviation * volume.image()[at]).isCloseTo(voxel, within(1e-4));
    }

    private static double[] centroid(Slice volume, int organ) {
        Grid grid = volume.grid();
        double[] sum = new double[3];
        int count = 0;
        for (int i = 0; i < volume.classes().length; i++) {
            if (volume.classes()[i] == organ) {
                sum[0] += Math.floorDiv(i, grid.rows() * grid.columns());
                sum[1] += Math.floorDiv(i, grid.columns()) % grid.rows();
                sum[2] += i % grid.columns();
                count++;
            }
        }
        for (int axis = 0; axis < 3; axis++) {
            sum[axis] /= count;
        }
        return sum;
    }

    /** Counts and centroid are nibabel's, as above; every second voxel of 3 mm is one of 6 mm. */
    @Test
    void totalSegmentatorVolumesAreThreeMillimetresApart(@TempDir Path folder) throws IOException {
        Specs specs = totalSegmentator(folder).volumes();

        Slice volume = Cohorts.open(specs.spec()).slices().get(0);
        Slice half = Cohorts.open(specs.spacing(6, 6, 6).spec()).slices().get(0);

        assertThat(volume.grid().unspaced()).isEqualTo(Grid.of(112, 101, 122));
        assertThat(volume.grid().spacing()).allSatisfy(mm -> assertThat(mm).isCloseTo(3, within(1e-6)));
        assertThat(Arrays.copyOfRange(counts(volume), 1, 5)).containsExactly(818, 6993 + 5144, 41602, 9677);
        assertThat(centroid(volume, 4)).containsExactly(new double[] {100.097, 62.880, 99.180}, within(1e-3));
        assertThat(half.grid()).isEqualTo(Grid.of(56, 51, 62).spaced(6, 6, 6));
        for (int i = 0; i < half.classes().length; i++) {
            int z = Math.min(111, 2 * (i / (51 * 62)));
            int y = 2 * (i / 62 % 51);
            int x = Math.min(121, 2 * (i % 62));
            assertThat(half.classes()[i]).isEqualTo(volume.classes()[(z * 101 + y) * 122 + x]);
        }
    }

    private static int count(String[] row, List<String> head, String column) {
        return Integer.parseInt(row[head.indexOf(column)]);
    }

    private static int[] counts(Slice slice) {
        int[] counts = new int[8];
        for (byte c : slice.classes()) {
            counts[c]++;
        }
        return counts;
    }

    /** The data of a version 1 .npy file, positioned behind its header. */
    private static ByteBuffer npy(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        return bytes.position(10 + bytes.getShort(8));
    }

    private static double centroidRow(Subject subject, int organ) {
        return centroid(subject, organ, 0);
    }

    private static double centroidColumn(Subject subject, int organ) {
        return centroid(subject, organ, 1);
    }

    private static double centroidSlice(Subject subject, int organ) {
        return centroid(subject, organ, 2);
    }

    private static double centroid(Subject subject, int organ, int axis) {
        double sum = 0;
        double count = 0;
        for (int k = 0; k < subject.slices().size(); k++) {
            Slice slice = subject.slices().get(k);
            for (int i = 0; i < slice.classes().length; i++) {
                if (slice.classes()[i] == organ) {
                    sum += axis == 2
                            ? k
                            : axis == 1
                                    ? i % slice.grid().width()
                                    : Math.floorDiv(i, slice.grid().width());
                    count++;
                }
            }
        }
        return sum / count;
    }
}

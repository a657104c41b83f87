package org.duress.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.base.Scope;
import org.duress.spec.ChannelFiles;
import org.duress.spec.CohortFormat;
import org.duress.spec.CohortSpec;
import org.duress.spec.CohortSpec.SubjectSelection.Share;
import org.duress.spec.ImageSize;
import org.duress.spec.VoxelSpacing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cohorts of which each subject is one volume. */
class VolumesTest {
    private static final double[][] AFFINE = {{-0.5, 0, 0, 0}, {0, -0.75, 0, 0}, {0, 0, 3, 0}};

    @TempDir
    Path folder;

    private void write(String kind, String name, NiftiFile file) throws IOException {
        file.write(Files.createDirectories(folder.resolve(kind)).resolve(name + ".nii.gz"));
    }

    /** Columns, rows, planes of noise, with a liver of id 6 somewhere in it. */
    private void subject(String name, int... dims) throws IOException {
        Random random = new Random(Arrays.hashCode(dims));
        int voxels = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
        int[] image = random.ints(voxels, -500, 500).toArray();
        int[] label = random.ints(voxels, 0, 2).map(i -> 6 * i).toArray();
        write("images", name, NiftiFile.int16(dims, image).sform(AFFINE));
        write(
                "labels",
                name,
                NiftiFile.int16(new int[] {dims[0], dims[1], dims[2]}, label).sform(AFFINE));
    }

    private Specs two() throws IOException {
        subject("a", 4, 3, 5);
        subject("b", 4, 3, 5);
        return Specs.nifti(folder).volumes();
    }

    // Geometry

    @Test
    void aVolumeIsTheSubjectsSlicesInTheirOrder() throws IOException {
        Specs specs = two().window(-300, 300);
        Cohort slices =
                Cohorts.open(Specs.nifti(folder).window(-300, 300).size(3, 4).spec());

        Cohort volumes = Cohorts.open(specs.spec());

        assertThat(volumes.volumes()).isTrue();
        assertThat(volumes.grid()).isEqualTo(Grid.of(5, 3, 4));
        for (int s = 0; s < 2; s++) {
            Slice volume = volumes.subjects().get(s).slices().get(0);
            List<Slice> own = slices.subjects().get(s).slices();
            assertThat(volumes.subjects().get(s).slices()).hasSize(1);
            assertThat(volume.name()).isEqualTo(volumes.subjects().get(s).id());
            assertThat(volume.grid()).isEqualTo(Grid.of(5, 3, 4).spaced(3, 0.75, 0.5));
            for (int z = 0; z < 5; z++) {
                assertThat(Arrays.copyOfRange(volume.image(), z * 12, z * 12 + 12))
                        .containsExactly(own.get(z).image());
                assertThat(Arrays.copyOfRange(volume.classes(), z * 12, z * 12 + 12))
                        .containsExactly(own.get(z).classes());
            }
            assertThat(volume.scales())
                    .extracting(IntensityScale::mean, IntensityScale::deviation)
                    .containsExactly(tuple(
                            own.get(0).scales().get(0).mean(),
                            own.get(0).scales().get(0).deviation()));
        }
    }

    @Test
    void volumesKeepTheirOwnGrids() throws IOException {
        subject("a", 4, 3, 5);
        subject("b", 6, 2, 4);
        subject("c", 4, 3, 5);

        Cohort cohort = Cohorts.open(Specs.nifti(folder).volumes().spec());

        assertThat(cohort.grids()).containsExactly(Grid.of(5, 3, 4), Grid.of(4, 2, 6));
        assertThat(cohort.sizes()).isEqualTo("2 sizes up to 5 x 3 x 4");
        assertThat(cohort.slices())
                .extracting(slice -> slice.grid().unspaced().toString())
                .containsExactly("5 x 3 x 4", "4 x 2 x 6", "5 x 3 x 4");
        assertThatThrownBy(cohort::grid)
                .isInstanceOf(DuressException.class)
                .hasMessage("the volumes of this cohort have 2 sizes, such as 5 x 3 x 4 and 4 x 2 x 6, where one is"
                        + " needed; set cohort.size");
    }

    /** Planes 0 and 4 go to places -0.25, 0.25, 0.75 and 1.25; what is left is the border's. */
    @Test
    void aSizeIsReachedAlongEachAxis() throws IOException {
        write("images", "a", NiftiFile.int16(new int[] {1, 2, 2}, 0, 8, 4, 12).sform(AFFINE));
        write("labels", "a", NiftiFile.int16(new int[] {1, 2, 2}, 6, 0, 0, 6).sform(AFFINE));
        Files.copy(folder.resolve("images/a.nii.gz"), folder.resolve("images/b.nii.gz"));
        Files.copy(folder.resolve("labels/a.nii.gz"), folder.resolve("labels/b.nii.gz"));

        Slice volume = Cohorts.open(Specs.nifti(folder).volumes().size(4, 2, 1).spec())
                .slices()
                .get(0);

        assertThat(volume.grid()).isEqualTo(Grid.of(4, 2, 1).spaced(1.5, 0.75, 0.5));
        assertThat(own(volume)).containsExactly(new double[] {0, 8, 1, 9, 3, 11, 4, 12}, within(1e-5));
        assertThat(volume.classes()).containsExactly(1, 0, 1, 0, 0, 1, 0, 1);
    }

    /** Rows of 0.75 mm become those at 0, 2 and 4: a triangle of 2 rows each way; planes are half as far apart. */
    @Test
    void aSpacingIsReachedFromTheFirstVoxelOn() throws IOException {
        write(
                "images",
                "a",
                NiftiFile.int16(new int[] {1, 5, 2}, 0, 0, 4, 0, 0, 8, 8, 8, 8, 8)
                        .sform(AFFINE));
        write(
                "labels",
                "a",
                NiftiFile.int16(new int[] {1, 5, 2}, 6, 0, 0, 0, 6, 0, 0, 6, 6, 0)
                        .sform(AFFINE));
        Files.copy(folder.resolve("images/a.nii.gz"), folder.resolve("images/b.nii.gz"));
        Files.copy(folder.resolve("labels/a.nii.gz"), folder.resolve("labels/b.nii.gz"));

        Slice volume = Cohorts.open(
                        Specs.nifti(folder).volumes().spacing(1.5, 1.5, 0.5).spec())
                .slices()
                .get(0);

        assertThat(volume.grid()).isEqualTo(Grid.of(3, 3, 1).spaced(1.5, 1.5, 0.5));
        // The first row has weights 1 and 1/2 for rows 0 and 1, the second 1/2, 1 and 1/2.
        assertThat(own(volume)).containsExactly(new double[] {0, 2, 0, 4, 5, 4, 8, 8, 8}, within(1e-5));
        assertThat(volume.classes()).containsExactly(1, 0, 1, 0, 1, 0, 0, 1, 0);
    }

    /** Against every output as a sum over all inputs, in double. */
    @Test
    void resamplingIsTheProductOfItsAxes() throws IOException {
        Specs specs = two().spacing(2.2, 1.1, 0.3);
        Slice from = Cohorts.open(two().spec()).slices().get(0);
        Slice to = Cohorts.open(specs.spec()).slices().get(0);

        double[] before = own(from);
        double[] after = own(to);
        int at = 0;
        for (int z = 0; z < to.grid().planes(); z++) {
            for (int y = 0; y < to.grid().rows(); y++) {
                for (int x = 0; x < to.grid().columns(); x++) {
                    double sum = 0;
                    double weights = 0;
                    for (int i = 0; i < before.length; i++) {
                        double weight = triangle(i / 12, z * 2.2 / 3, 4, 2.2 / 3)
                                * triangle(i % 12 / 4, y * 1.1 / 0.75, 2, 1.1 / 0.75)
                                * triangle(i % 4, x * 0.3 / 0.5, 3, 0.3 / 0.5);
                        sum += weight * before[i];
                        weights += weight;
                    }
                    assertThat(after[at++]).isCloseTo(sum / weights, within(1e-2));
                }
            }
        }
        assertThat(at).isEqualTo(after.length);
    }

    private static double triangle(int input, double place, int last, double step) {
        double reach = Math.max(1, step);
        return Math.max(0, 1 - Math.abs(input - Math.min(last, place)) / reach);
    }

    /** In the files' own units. */
    private static double[] own(Slice slice) {
        IntensityScale scale = slice.scales().get(0);
        double[] own = new double[slice.image().length];
        Arrays.setAll(own, i -> scale.mean() + scale.deviation() * slice.image()[i]);
        return own;
    }

    @Test
    void channelsLieSideBySideInAVoxel() throws IOException {
        subject("a", 4, 3, 5, 2);
        subject("b", 4, 3, 5, 2);

        Cohort cohort = Cohorts.open(Specs.nifti(folder).volumes().spec());
        Cohort slices = Cohorts.open(Specs.nifti(folder).size(3, 4).spec());

        Slice volume = cohort.slices().get(0);
        assertThat(cohort.channels()).containsExactly("channel 1", "channel 2");
        float[] third = slices.slices().get(2).image();
        assertThat(Arrays.copyOfRange(volume.image(), 2 * 24, 3 * 24)).containsExactly(third);
    }

    @Test
    void channelsMayBeFilesOfTheirOwn() throws IOException {
        subject("a", 4, 3, 5);
        subject("b", 4, 3, 5);
        CohortSpec spec = Specs.nifti(folder)
                .volumes()
                .spec()
                .with(CohortSpec.IMAGES, Optional.empty())
                .with(CohortSpec.CHANNELS, new ChannelFiles.Folders(Map.of("t1", folder.resolve("images"))));

        assertThat(Cohorts.open(spec).channels()).containsExactly("t1");
    }

    @Test
    void aMaskCutsTheVolume() throws IOException {
        Specs specs = two();
        int[] mask = new int[60];
        Arrays.fill(mask, 24, 60, 1);
        write("masks", "a", NiftiFile.int16(new int[] {4, 3, 5}, mask).sform(AFFINE));
        // No organ is left in the last planes alone.
        write("masks", "b", NiftiFile.int16(new int[] {4, 3, 5}, turned(mask)).sform(AFFINE));

        Slice volume = Cohorts.open(specs.mask(folder.resolve("masks")).spec())
                .slices()
                .get(0);

        assertThat(Arrays.copyOfRange(volume.classes(), 0, 24)).containsOnly(Scope.OUTSIDE);
        assertThat(Arrays.copyOfRange(volume.classes(), 24, 60)).doesNotContain(Scope.OUTSIDE);

        write("masks", "b", NiftiFile.int16(new int[] {4, 3, 5}, new int[60]).sform(AFFINE));
        refused(
                specs.mask(folder.resolve("masks")),
                "the mask of subject b leaves its volume no organ voxel; correct the files of cohort.mask, or leave the"
                        + " subject out");
    }

    private static int[] turned(int[] values) {
        return Arrays.stream(values).map(value -> 1 - value).toArray();
    }

    @Test
    void pngSlicesOfASubjectAreAVolumeOfUnknownSpacing() throws IOException {
        png("s0_z9.png", 2, 10, 20, 30, 40);
        png("s0_z10.png", 2, 50, 60, 70, 80);
        png("s1_z1.png", 2, 1, 2, 3, 4);
        png("s1_z2.png", 2, 1, 2, 3, 5);
        Specs specs = Specs.png(folder).volumes();

        Cohort cohort = Cohorts.open(specs.spec());

        assertThat(cohort.grid()).isEqualTo(Grid.of(2, 2, 2));
        assertThat(cohort.slices().get(0).grid()).isEqualTo(Grid.of(2, 2, 2));
        assertThat(own(cohort.slices().get(0)))
                .containsExactly(new double[] {10, 20, 30, 40, 50, 60, 70, 80}, within(1e-4));

        png("s1_z3.png", 1, 1, 2, 3, 5);
        refused(specs, "image s1_z3 is 4 x 1 but image s1_z1 of the same volume is 2 x 2; make them the same size");
    }

    private void png(String name, int width, int... greys) throws IOException {
        PngFile.grey8(folder.resolve("images").resolve(name), width, greys);
        PngFile.grey8(folder.resolve("labels").resolve(name), width, 6, 6, 0, 0);
    }

    // Phantoms

    @Test
    void aPhantomVolumeIsTheSlicesOfItsBody() {
        Cohort volumes = PhantomGenerator.volumes(2, 8, 32, 32, 3);
        Cohort slices = PhantomGenerator.generate(2, 8, 32, 32, 3);

        assertThat(volumes.slices()).hasSize(2);
        Slice volume = volumes.slices().get(1);
        assertThat(volume.grid()).isEqualTo(Grid.of(8, 32, 32).spaced(22.5, 12.5, 12.5));
        for (int z = 0; z < 8; z++) {
            Slice slice = slices.subjects().get(1).slices().get(z);
            assertThat(Arrays.copyOfRange(volume.image(), z * 1024, z * 1024 + 1024))
                    .containsExactly(slice.image());
        }
    }

    @Test
    void phantomsHaveASizeOfTheirOwn() {
        CohortSpec spec = CohortSpec.of(CohortFormat.PHANTOM, new Share(0.5))
                .with(CohortSpec.Phantoms.SUBJECTS, 2)
                .with(CohortSpec.SIZE, Optional.empty())
                .with(CohortSpec.DIMENSIONS, 3);
        // The size of slices was resolved before there were three dimensions.
        CohortSpec volumes = spec.with(CohortSpec.SIZE, Optional.empty());

        Cohort cohort = Cohorts.open(volumes);

        assertThat(cohort.grid()).isEqualTo(Grid.of(32, 64, 64));
        assertThat(cohort.slices()).hasSize(2);
        assertThat(cohort.slices().get(0).grid().spacing()).containsExactly(5.625, 6.25, 6.25);
        assertThat(cohort.fingerprint())
                .isEqualTo(PhantomGenerator.volumes(2, 32, 64, 64, 7).fingerprint());
    }

    /** Of tall adults: a kidney is 9 to 13 cm long, and a liver 1 to 3 litres. */
    @Test
    void phantomsAreAsHighAsTheirSpacingSays() {
        for (Subject subject : PhantomGenerator.volumes(3, 36, 48, 48, 5).subjects()) {
            Slice volume = subject.slices().get(0);
            Grid grid = volume.grid();
            int lowest = Integer.MAX_VALUE;
            int highest = 0;
            double liver = 0;
            for (int i = 0; i < volume.classes().length; i++) {
                int plane = i / (grid.rows() * grid.columns());
                if (volume.classes()[i] == 2) {
                    lowest = Math.min(lowest, plane);
                    highest = Math.max(highest, plane);
                } else if (volume.classes()[i] == 3) {
                    liver += grid.spacing(0) * grid.spacing(1) * grid.spacing(2) / 1e6;
                }
            }
            assertThat((highest - lowest + 1) * grid.spacing(0))
                    .as("both kidneys, mm")
                    .isBetween(85.0, 150.0);
            assertThat(liver).as("liver, litres").isBetween(0.9, 3.2);
        }
    }

    // Given by test code

    private static Slice volume(String name, int planes, int rows, int columns) {
        int voxels = planes * rows * columns;
        return new Slice(name, Grid.of(planes, rows, columns).spaced(3, 1, 1), new float[voxels], new byte[voxels]);
    }

    private static Cohort given(Slice... volumes) {
        List<Subject> subjects = new ArrayList<>();
        for (Slice volume : volumes) {
            subjects.add(new Subject(volume.name(), List.of(volume)));
        }
        return new Cohort(List.of(new Organ("liver", Set.of(6))), subjects);
    }

    @Test
    void aGivenCohortMayHoldVolumes() {
        Cohort cohort = given(volume("a", 2, 3, 4), volume("b", 3, 3, 3));

        assertThat(Cohorts.sound(cohort)).isSameAs(cohort);
        assertThat(cohort.grids()).containsExactly(Grid.of(2, 3, 4), Grid.of(3, 3, 3));
    }

    @Test
    void aGivenCohortOfSeveralVolumesASubjectIsRefused() {
        Cohort two = new Cohort(
                List.of(new Organ("liver", Set.of(6))),
                List.of(new Subject("p", List.of(volume("a", 2, 3, 4), volume("b", 2, 3, 4)))));
        assertThatThrownBy(() -> Cohorts.sound(two))
                .isInstanceOf(DuressException.class)
                .hasMessage("subject p has 2 volumes; give each subject one");

        Cohort mixed = given(volume("a", 2, 3, 4), new Slice("b", Grid.of(2, 2), new float[4], new byte[4]));
        assertThatThrownBy(() -> Cohorts.sound(mixed))
                .isInstanceOf(DuressException.class)
                .hasMessage("the cohort has slices of more than one size, among them 2 x 3 x 4 and 2 x 2; bring all to"
                        + " one");

        Slice wrong = volume("a", 2, 3, 4);
        wrong.classes()[12 + 4 + 2] = 7;
        assertThatThrownBy(() -> Cohorts.sound(given(wrong)))
                .isInstanceOf(DuressException.class)
                .hasMessageStartingWith("volume a has class 7 at plane 1, row 1, column 2, where ");
    }

    @Test
    void aVolumesFingerprintKnowsItsSpacing() {
        Slice one = volume("a", 2, 3, 4);
        Slice other = new Slice("a", one.grid().spaced(2, 1, 1), one.image(), one.classes());

        assertThat(given(one).fingerprint()).isNotEqualTo(given(other).fingerprint());
        assertThat(given(one).fingerprint())
                .isEqualTo(given(volume("a", 2, 3, 4)).fingerprint());
        assertThat(given(one).fingerprint())
                .isNotEqualTo(given(volume("a", 3, 2, 4)).fingerprint());
    }

    // Bad input

    private void refused(Specs specs, String message) {
        assertThatThrownBy(() -> Cohorts.open(specs.spec()))
                .isInstanceOf(DuressException.class)
                .hasMessage(message);
    }

    @Test
    void whatContradictsItselfIsOneSentence() throws IOException {
        refused(
                two().size(3, 4),
                "cohort.size has two numbers, and this cohort has volumes; give [planes, height, width], or remove it:"
                        + " each volume then keeps its own grid");
        refused(
                two().size(1, 3, 4),
                "cohort.size asks for volumes of one plane, which are slices; give more planes, or set"
                        + " 'cohort.dimensions: 2'");
        refused(
                two().size(5, 3, 4).spacing(1, 1, 1),
                "cohort.spacingMm stands beside 'cohort.size', and both say what volumes are resampled to; remove one");
        refused(
                Specs.nifti(folder).size(5, 3, 4),
                "cohort.size has three numbers, and this cohort has slices; give [height, width], or set"
                        + " 'cohort.dimensions: 3'");
        refused(
                Specs.nifti(folder).spacing(1, 1, 1),
                "cohort.spacingMm is the spacing of volumes, and this cohort has slices; set 'cohort.dimensions: 3', or"
                        + " remove it");
        refused(
                Specs.png(folder).volumes().spacing(1, 1, 1),
                "cohort.spacingMm has no meaning for a cohort of format png; remove it");
        CohortSpec sizeless = Specs.nifti(folder).spec().with(CohortSpec.SIZE, Optional.empty());
        assertThatThrownBy(() -> Cohorts.open(sizeless))
                .isInstanceOf(DuressException.class)
                .hasMessage("cohort.size is missing; give the [height, width] that slices are resampled to");
        CohortSpec volumes = two().spec();
        assertThatThrownBy(() -> Cohorts.open(volumes, 1))
                .isInstanceOf(DuressException.class)
                .hasMessage("model.preprocess gives each slice its neighbours as channels, and this cohort has volumes,"
                        + " which hold them; remove that step, or set cohort.dimensions: 2");
    }

    private static Slice spaced(String name, double... millimetres) {
        return new Slice(name, Grid.of(2, 2, 2).spaced(millimetres), new float[8], new byte[8]);
    }

    @Test
    void voxelsOfDifferentSizeAreRefusedUnlessTheSpecBringsThemToOne() throws IOException {
        Cohort mixed = given(spaced("a", 3, 1, 1), spaced("b", 3, 0.8, 1), spaced("c", 3, 1, 1));
        CohortSpec own = Specs.nifti(folder).volumes().spec();
        String message = "volume b has voxels of 3.000 x 0.8000 x 1.000 mm but volume a of 3.000 x 1.000 x 1.000 mm, so"
                + " that the model sees the one larger than the other; set cohort.spacingMm, or the spacing step of"
                + " model.preprocess, to what it was trained at";

        assertThatThrownBy(() -> Spacings.requireOne(mixed, own))
                .isInstanceOf(DuressException.class)
                .hasMessage(message);
        CohortSpec given =
                Specs.nifti(folder).volumes().size(2, 2, 2).spec().with(CohortSpec.FORMAT, CohortFormat.GIVEN);
        assertThatThrownBy(() -> Spacings.requireOne(mixed, given)).hasMessage(message);
        Spacings.requireOne(
                mixed, Specs.nifti(folder).volumes().spacing(3, 1, 1).spec());
        Spacings.requireOne(mixed, Specs.nifti(folder).volumes().size(2, 2, 2).spec());
        Spacings.requireOne(given(spaced("a", 3, 1, 1), spaced("b", 3, 0.991, 1)), own);
        Spacings.requireOne(given(spaced("a", Double.NaN, 1, 1), spaced("b", Double.NaN, 1, 1)), own);
        assertThatThrownBy(() -> Spacings.requireOne(
                        given(spaced("a", Double.NaN, Double.NaN, Double.NaN), spaced("b", 3, 1, 1)), own))
                .hasMessageStartingWith(
                        "volume b has voxels of 3.000 x 1.000 x 1.000 mm but volume a of unknown size,");
    }

    @Test
    void filesThatAreNoVolumeOfTheirOwnAreRefused() throws IOException {
        Specs specs = two();
        write(
                "labels",
                "b",
                NiftiFile.int16(new int[] {4, 3, 5, 2}, new int[120]).sform(AFFINE));
        refused(
                specs,
                "label " + folder.resolve("labels/b.nii.gz") + " holds 2 volumes, where every voxel has one id; give"
                        + " one 3-D volume");
        write("labels", "b", NiftiFile.int16(new int[] {4, 3, 4}, new int[48]).sform(AFFINE));
        refused(
                specs,
                "image b.nii.gz is 4 x 3 x 5 (columns, rows, slices) but its label is 4 x 3 x 4; make them the same"
                        + " shape");
        double[][] elsewhere = {{-0.5, 0, 0, 0}, {0, -0.75, 0, 0}, {0, 0, 3, 12}};
        write("labels", "b", NiftiFile.int16(new int[] {4, 3, 5}, new int[60]).sform(elsewhere));
        refused(specs, "image b.nii.gz and its label lie 12.0 mm apart; resample one of them onto the other's grid");

        subject("b", 4, 3, 5, 3);
        refused(specs, "image a has 1 channel but image b has 3; give all images of the cohort the same channels");
        CohortSpec apart = specs.spec()
                .with(CohortSpec.IMAGES, Optional.empty())
                .with(CohortSpec.CHANNELS, new ChannelFiles.Folders(Map.of("t1", folder.resolve("images"))));
        assertThatThrownBy(() -> Cohorts.open(apart))
                .isInstanceOf(DuressException.class)
                .hasMessage("channel t1 of image b.nii.gz has 3 channels of its own, where cohort.channels gives each"
                        + " channel its files; leave one of them in the file");
    }

    @Test
    void aVolumeOfOnePlaneIsNone() throws IOException {
        Specs specs = two();
        subject("b", 4, 3, 1);
        refused(
                specs,
                "subject b has one slice, b_z000, where cohort.dimensions: 3 wants a volume of at least two; leave the"
                        + " subject out, or set cohort.dimensions: 2");
        refused(
                two().spacing(50, 1, 1),
                "cohort.spacingMm brings the volume of subject a to one plane, which is no volume; correct it, or leave"
                        + " the subject out");
    }

    @Test
    void absurdSizesAreRefusedBeforeAnythingIsAllocated() throws IOException {
        refused(
                two().size(4096, 4096, 4096),
                "cohort.size asks for volumes of 4096 x 4096 x 4096, more than the 268435456 voxels that a volume can"
                        + " have; lower it");
        Specs specs = two();
        subject("a", 40, 30, 30);
        refused(
                specs.spacing(0.01, 0.01, 0.01),
                "the volume of subject a has 8701 x 2176 x 1951 voxels, 0.01 x 0.01 x 0.01 mm apart, more than the"
                        + " 268435456 intensities that a volume can have; raise cohort.spacingMm");
    }

    @Test
    void aVolumeOfTooFewOrganVoxelsIsRefused() throws IOException {
        refused(
                two().minOrganPixels(61),
                "the volume of subject a has fewer than 61 organ pixels; lower cohort.minOrganPixels, or leave the"
                        + " subject out");
        write("images", "a", NiftiFile.int16(new int[] {4, 3, 5}, new int[60]).sform(AFFINE));
        refused(
                Specs.nifti(folder).volumes(),
                "image a is constant (0.0) where its label shows an organ; check the file");
    }

    /** 60 voxels of 5 bytes are 300: half of a heap of 1000 has room for them, half of one of 599 not. */
    @Test
    void aVolumeHasAShareOfTheHeap() {
        new CohortMemory(1000, 0).requireImage(Grid.of(5, 3, 4), 1);
        CohortMemory memory = new CohortMemory(599, 0);
        assertThatThrownBy(() -> memory.requireImage(Grid.of(5, 3, 4), 1))
                .isInstanceOf(DuressException.class)
                .hasMessage("a volume of the cohort, of 5 x 3 x 4 voxels, needs more than the 299 bytes that a heap of"
                        + " 599 bytes has for one; raise -Xmx of the JVM that runs the tests (argLine of Surefire), or"
                        + " set cohort.size or cohort.spacingMm so that it has fewer");
    }

    @Test
    void aDistanceOfVoxelsIsInRange() {
        assertThat(new VoxelSpacing(3, 0.5, 100)).hasToString("3.0 x 0.5 x 100.0 mm");
        assertThatThrownBy(() -> new VoxelSpacing(3, Double.NaN, 1))
                .hasMessage("a distance of voxels must be from 0.01 to 100.0 mm, not NaN");
        assertThat(new ImageSize(List.of(2, 3, 4)).pixels()).isEqualTo(24);
    }
}

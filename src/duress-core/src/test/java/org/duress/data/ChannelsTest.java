package org.duress.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.spec.ChannelFiles;
import org.duress.spec.CohortSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images of several channels, from the files to the slices. */
class ChannelsTest {
    @TempDir
    Path folder;

    /** Of two values, the normalised ones are -1 and 1. */
    private static final float[] UP = {-1, 1};

    private static final float[] DOWN = {1, -1};

    /** 1 x 2 pixels a slice, one subject a file; the left pixel is liver. */
    private void volume(String path, int[] dims, int... values) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        NiftiFile.int16(dims, values).write(file);
    }

    private void label(String name) throws IOException {
        volume("labels/" + name, new int[] {2, 1, 1}, 6, 0);
    }

    private CohortSpec spec(Specs specs, ChannelFiles channels, boolean images) {
        CohortSpec spec = specs.size(1, 2).spec();
        return spec.with(CohortSpec.CHANNELS, channels)
                .with(CohortSpec.IMAGES, images ? spec.images() : Optional.empty());
    }

    private CohortSpec folders(Specs specs, String... names) {
        Map<String, Path> folders = new LinkedHashMap<>();
        for (String name : names) {
            folders.put(name, folder.resolve(name));
        }
        return spec(specs, new ChannelFiles.Folders(folders), false);
    }

    private CohortSpec suffixes(Specs specs, String... suffixes) {
        return spec(specs, new ChannelFiles.Suffixes(List.of(suffixes)), true);
    }

    private CohortSpec together() {
        return Specs.nifti(folder).size(1, 2).spec();
    }

    private void refuses(CohortSpec spec, String sentence) throws IOException {
        addSecondSubject();
        assertThatThrownBy(() -> Cohorts.open(spec))
                .isInstanceOf(DuressException.class)
                .message()
                .contains(sentence)
                .doesNotContain("\n");
    }

    /** The same files again, where there are none yet. */
    private void addSecondSubject() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                Path twin = file.resolveSibling(name.replaceFirst("^a", "b").replaceFirst("^s0", "s1"));
                if (!Files.exists(twin)) {
                    Files.copy(file, twin);
                }
            }
        }
    }

    /** Two channels, of which the second falls where the first rises. */
    private static void hasUpAndDown(Cohort cohort, String... names) {
        assertThat(cohort.channels()).containsExactly(names);
        assertThat(cohort.slices()).isNotEmpty().allSatisfy(slice -> {
            assertThat(slice.channels()).isEqualTo(2);
            assertThat(slice.image()).containsExactly(UP[0], DOWN[0], UP[1], DOWN[1]);
            assertThat(slice.classes()).containsExactly(1, 0);
        });
    }

    // Where channels come from

    @Test
    void theFourthAxisOfAVolume() throws IOException {
        for (String id : List.of("a", "b")) {
            volume("images/" + id + ".nii.gz", new int[] {2, 1, 1, 2}, 10, 30, 900, 500);
            label(id + ".nii.gz");
        }

        Cohort cohort = Cohorts.open(together());

        hasUpAndDown(cohort, "channel 1", "channel 2");
        assertThat(cohort.slices().get(0).scales())
                .extracting(IntensityScale::mean, IntensityScale::deviation)
                .containsExactly(tuple(20.0, 10.0), tuple(700.0, 200.0));
    }

    @Test
    void aFolderEach() throws IOException {
        for (String id : List.of("a", "b")) {
            volume("t1/" + id + ".nii.gz", new int[] {2, 1, 1}, 10, 30);
            volume("flair/" + id + ".nii.gz", new int[] {2, 1, 1}, 900, 500);
            label(id + ".nii.gz");
        }

        hasUpAndDown(Cohorts.open(folders(Specs.nifti(folder), "t1", "flair")), "t1", "flair");
        assertThat(Cohorts.open(folders(Specs.nifti(folder), "flair", "t1"))
                        .slices()
                        .get(0)
                        .image())
                .containsExactly(DOWN[0], UP[0], DOWN[1], UP[1]);
    }

    @Test
    void aSuffixEachAsNnUNetHasThem() throws IOException {
        for (String id : List.of("a", "b")) {
            volume("images/" + id + "_0000.nii.gz", new int[] {2, 1, 1}, 10, 30);
            volume("images/" + id + "_0001.nii.gz", new int[] {2, 1, 1}, 900, 500);
            volume("images/" + id + "_0002.nii.gz", new int[] {2, 1, 1}, 7, 7);
            label(id + ".nii.gz");
        }
        Specs specs = Specs.nifti(folder);

        Cohort cohort = Cohorts.open(suffixes(specs, "_0000", "_0001"));

        hasUpAndDown(cohort, "_0000", "_0001");
        assertThat(cohort.subjects()).extracting(Subject::id).containsExactly("a", "b");
        hasUpAndDown(
                Cohorts.open(suffixes(specs.subject(Optional.of("^(.+)\\.nii")), "_0000", "_0001")), "_0000", "_0001");
        assertThat(Cohorts.open(suffixes(specs, "_0000")).channels()).containsExactly("_0000");
    }

    @Test
    void picturesOfAFolderOrASuffixEach() throws IOException {
        for (String name : List.of("s0_z0", "s1_z0")) {
            PngFile.grey8(folder.resolve("r/" + name + ".png"), 2, 10, 30);
            PngFile.grey8(folder.resolve("g/" + name + ".png"), 2, 90, 50);
            PngFile.grey8(folder.resolve("images/" + name + "_0.png"), 2, 10, 30);
            // A grey that was saved as a colour is one channel.
            PngFile.chunks()
                    .header(1, 2, 8, 2)
                    .data(0, 90, 90, 90, 50, 50, 50)
                    .write(folder.resolve("images/" + name + "_1.png"));
            PngFile.grey8(folder.resolve("labels/" + name + ".png"), 2, 6, 0);
        }

        hasUpAndDown(Cohorts.open(folders(Specs.png(folder), "r", "g")), "r", "g");
        hasUpAndDown(Cohorts.open(suffixes(Specs.png(folder), "_0", "_1")), "_0", "_1");
    }

    private void colours(String name, int... samples) throws IOException {
        int[] row = new int[samples.length + 1];
        System.arraycopy(samples, 0, row, 1, samples.length);
        PngFile.chunks().header(1, 2, 8, 2).data(row).write(folder.resolve("images/" + name));
        PngFile.grey8(folder.resolve("labels/" + name), 2, 6, 0);
    }

    @Test
    void coloursOfAPicture() throws IOException {
        colours("s0_z0.png", 10, 90, 0, 30, 50, 40);
        colours("s1_z0.png", 10, 90, 0, 30, 50, 40);

        Cohort cohort = Cohorts.open(Specs.png(folder).size(1, 2).spec());

        assertThat(cohort.channels()).containsExactly("r", "g", "b");
        assertThat(cohort.slices().get(1).image()).containsExactly(-1, 1, -1, 1, -1, 1);
    }

    @Test
    void colouredFilesOfGreysAreOneChannelUnlessOneIsColoured() throws IOException {
        colours("s0_z0.png", 10, 10, 10, 30, 30, 30);
        PngFile.grey8(folder.resolve("images/s1_z0.png"), 2, 10, 30);
        PngFile.grey8(folder.resolve("labels/s1_z0.png"), 2, 6, 0);
        CohortSpec spec = Specs.png(folder).size(1, 2).spec();

        assertThat(Cohorts.open(spec).channels()).containsExactly("channel 1");
        assertThat(Cohorts.open(spec).slices())
                .allSatisfy(slice -> assertThat(slice.image()).containsExactly(UP));

        colours("s1_z0.png", 10, 90, 0, 30, 50, 40);
        assertThat(Cohorts.open(spec).slices().get(0).image()).containsExactly(-1, -1, -1, 1, 1, 1);
    }

    @Test
    void eachChannelIsWindowedAndResampledByItself() throws IOException {
        for (String id : List.of("a", "b")) {
            volume("images/" + id + ".nii", new int[] {4, 1, 1, 2}, -50, 10, 30, 30, 0, 40, 80, 300);
            volume("labels/" + id + ".nii", new int[] {4, 1, 1}, 6, 6, 0, 0);
        }

        Slice slice = Cohorts.open(Specs.nifti(folder).size(1, 2).window(0, 100).spec())
                .slices()
                .get(0);

        // To half the size, an output is (3 a + 3 b + c) / 7 of its two pixels and the next: of 0, 10, 30, 30 that is
        // 60/7 and 190/7, and of 0, 40, 80, 100 it is 200/7 and 580/7.
        assertThat(slice.scales().get(0).mean()).isCloseTo(125 / 7.0, within(1e-5));
        assertThat(slice.scales().get(1).mean()).isCloseTo(390 / 7.0, within(1e-5));
        assertThat(slice.image()).hasSize(4);
    }

    // What is refused

    @Test
    void aChannelWithoutAFile() throws IOException {
        volume("t1/a.nii", new int[] {2, 1, 1}, 10, 30);
        volume("flair/a.nii", new int[] {2, 1, 1}, 10, 30);
        volume("flair/c.nii", new int[] {2, 1, 1}, 10, 30);
        label("a.nii");
        refuses(
                folders(Specs.nifti(folder), "t1", "flair"),
                "image c.nii has no file c.nii of channel t1 in " + folder.resolve("t1") + "; add it, or remove the"
                        + " image's other channels");
        volume("images/a_0000.nii", new int[] {2, 1, 1}, 10, 30);
        refuses(
                suffixes(Specs.nifti(folder), "_0000", "_0001"),
                "image a.nii has no file a_0001.nii of channel _0001 in " + folder.resolve("images"));
        refuses(
                suffixes(Specs.nifti(folder), "_t1"),
                "no file in " + folder.resolve("images") + " is named with one of the suffixes [_t1] of"
                        + " cohort.channels, for example a_0000.nii is not; correct them");
        refuses(
                folders(Specs.nifti(folder), "t1", "t2"),
                "the folder " + folder.resolve("t2") + " of cohort.channels.t2 does not exist");
    }

    @Test
    void channelsThatDoNotLieOnEachOther() throws IOException {
        label("a.nii");
        volume("t1/a.nii", new int[] {2, 1, 1}, 10, 30);
        volume("t2/a.nii", new int[] {2, 1, 2}, 10, 30, 10, 30);
        refuses(
                folders(Specs.nifti(folder), "t1", "t2"),
                "channel t1 of image a.nii is 2 x 1 x 1 (columns, rows, slices) but channel t2 of image a.nii is 2 x 1"
                        + " x 2; make them the same shape");
        NiftiFile.int16(new int[] {2, 1, 1}, 10, 30)
                .sform(new double[][] {{-1, 0, 0, 3}, {0, -1, 0, 4}, {0, 0, 1, 0}})
                .write(folder.resolve("t2/a.nii"));
        refuses(
                folders(Specs.nifti(folder), "t1", "t2"),
                "channel t1 of image a.nii and channel t2 of image a.nii lie 5.0 mm apart; resample one of them");
        PngFile.grey8(folder.resolve("r/s0_z0.png"), 2, 10, 30);
        PngFile.grey8(folder.resolve("g/s0_z0.png"), 2, 10, 30, 50, 60);
        PngFile.grey8(folder.resolve("labels/s0_z0.png"), 2, 6, 0);
        refuses(
                folders(Specs.png(folder), "r", "g"),
                "channel g of image s0_z0.png is 2 x 2 but its label is 1 x 2; make them the same size");
    }

    @Test
    void severalChannelsInTheFileOfOne() throws IOException {
        label("a.nii");
        volume("t1/a.nii", new int[] {2, 1, 1}, 10, 30);
        volume("t2/a.nii", new int[] {2, 1, 1, 2}, 10, 30, 10, 30);
        refuses(
                folders(Specs.nifti(folder), "t1", "t2"),
                "channel t2 of image a.nii has 2 channels of its own, where cohort.channels gives each channel its"
                        + " files; leave one of them in the file");
        colours("s0_z0_r.png", 10, 90, 0, 30, 50, 40);
        PngFile.grey8(folder.resolve("labels/s0_z0.png"), 2, 6, 0);
        refuses(suffixes(Specs.png(folder), "_r"), "channel _r of image s0_z0.png has 3 channels of its own");
    }

    @Test
    void imagesOfDifferentChannels() throws IOException {
        label("a.nii");
        label("b.nii");
        volume("images/a.nii", new int[] {2, 1, 1}, 10, 30);
        volume("images/b.nii", new int[] {2, 1, 1, 2}, 10, 30, 10, 30);
        refuses(
                together(),
                "image a_z000 has 1 channel but image b_z000 has 2; give all images of the cohort the same channels");
        PngFile.grey8(folder.resolve("images/s0_z0.png"), 2, 10, 30);
        PngFile.grey8(folder.resolve("labels/s0_z0.png"), 2, 6, 0);
        colours("s1_z0.png", 10, 90, 0, 30, 50, 40);
        refuses(
                Specs.png(folder).size(1, 2).spec(),
                "image s0_z0 has 1 channel but image s1_z0 has 3; give all images of the cohort the same channels");
    }

    @Test
    void aConstantChannel() throws IOException {
        label("a.nii");
        label("b.nii");
        volume("images/a.nii", new int[] {2, 1, 1, 2}, 10, 30, 5, 5);
        volume("images/b.nii", new int[] {2, 1, 1, 2}, 10, 30, 5, 6);
        refuses(together(), "channel 2 of every image of subject a is constant (5.0); check the files");
        for (String id : List.of("a", "b")) {
            volume("t1/" + id + ".nii", new int[] {2, 1, 1}, 10, 30);
            volume("flair/" + id + ".nii", new int[] {2, 1, 1}, 10, 10);
        }
        refuses(
                folders(Specs.nifti(folder), "t1", "flair"),
                "channel flair of every image of subject a is constant (10.0)");
    }

    @Test
    void aLabelOfSeveralVolumes() throws IOException {
        volume("labels/a.nii", new int[] {2, 1, 1, 2}, 6, 0, 6, 0);
        volume("images/a.nii", new int[] {2, 1, 1}, 10, 30);
        refuses(
                together(),
                "label " + folder.resolve("labels/a.nii") + " holds 2 volumes, where every voxel has one id; give one"
                        + " 3-D volume");
    }

    @Test
    void aValueThatIsNoNumberIsNamedWithItsChannel() throws IOException {
        label("a.nii");
        volume("t1/a.nii", new int[] {2, 1, 1}, 10, 30);
        Files.createDirectories(folder.resolve("t2"));
        ByteBuffer floats = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        NiftiFile.int16(new int[] {2, 1, 1})
                .type(16)
                .voxels(floats.putFloat(1).putFloat(Float.NaN).array())
                .write(folder.resolve("t2/a.nii"));
        refuses(
                folders(Specs.nifti(folder), "t1", "t2"),
                "image a_z000 is not a number at row 0, column 1 of channel t2; replace NaN");
    }

    // Neighbours

    /** Slices of value z and -z; those without liver are left out. */
    private CohortSpec stack(boolean... liver) throws IOException {
        for (String id : List.of("a", "b")) {
            int[] values = new int[2 * liver.length];
            int[] labels = new int[2 * liver.length];
            for (int z = 0; z < liver.length; z++) {
                values[2 * z] = z + 1;
                values[2 * z + 1] = -z - 1;
                labels[2 * z] = liver[z] ? 6 : 0;
            }
            volume("images/" + id + ".nii", new int[] {2, 1, liver.length}, values);
            volume("labels/" + id + ".nii", new int[] {2, 1, liver.length}, labels);
        }
        return Specs.nifti(folder).size(1, 2).minOrganPixels(1).spec();
    }

    @Test
    void neighboursAreChannelsFromBelowToAbove() throws IOException {
        CohortSpec spec = stack(false, true, false, true, true);
        Cohort plain = Cohorts.open(spec);
        Cohort cohort = Cohorts.open(spec, 1);

        assertThat(plain.channels()).containsExactly("channel 1");
        assertThat(cohort.channels()).containsExactly("z-1", "z", "z+1");
        assertThat(cohort.slices()).extracting(Slice::name).startsWith("a_z001", "a_z003", "a_z004");
        // Kept are 2, 4 and 5, of mean square 15; so are the centres normalised as without neighbours.
        double unit = Math.sqrt(15);
        List<int[]> expected = List.of(new int[] {1, 2, 3}, new int[] {3, 4, 5}, new int[] {4, 5, 5});
        for (int k = 0; k < 3; k++) {
            Slice slice = cohort.slices().get(k);
            for (int c = 0; c < 3; c++) {
                assertThat((double) slice.image()[c]).isCloseTo(expected.get(k)[c] / unit, within(1e-6));
                assertThat((double) slice.image()[3 + c]).isCloseTo(-expected.get(k)[c] / unit, within(1e-6));
            }
            assertThat(slice.image()[1]).isEqualTo(plain.slices().get(k).image()[0]);
            assertThat(slice.classes()).isEqualTo(plain.slices().get(k).classes());
            IntensityScale scale = plain.slices().get(k).scales().get(0);
            assertThat(slice.scales())
                    .hasSize(3)
                    .extracting(IntensityScale::mean, IntensityScale::deviation)
                    .containsOnly(tuple(scale.mean(), scale.deviation()));
        }
    }

    @Test
    void whereTheVolumeEndsItsLastSliceIsRepeated() throws IOException {
        Slice slice = Cohorts.open(stack(true, false), 3).slices().get(0);

        List<Double> left = new ArrayList<>();
        for (int c = 0; c < 7; c++) {
            left.add((double) slice.image()[c]);
        }
        assertThat(left).containsExactly(1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0);
    }

    @Test
    void neighboursOfSeveralChannels() throws IOException {
        for (String id : List.of("a", "b")) {
            volume("t1/" + id + ".nii", new int[] {2, 1, 2}, 1, -1, 2, -2);
            volume("t2/" + id + ".nii", new int[] {2, 1, 2}, -3, 3, -6, 6);
            volume("labels/" + id + ".nii", new int[] {2, 1, 2}, 6, 0, 0, 0);
        }
        CohortSpec spec = folders(Specs.nifti(folder).minOrganPixels(1), "t1", "t2");

        Cohort cohort = Cohorts.open(spec, 1);

        assertThat(cohort.channels()).containsExactly("t1 z-1", "t2 z-1", "t1 z", "t2 z", "t1 z+1", "t2 z+1");
        assertThat(cohort.slices().get(0).image()).startsWith(1, -1, 1, -1, 2, -2);
        assertThat(cohort.slices().get(0).scales().get(5).deviation()).isEqualTo(3);
    }

    // Cohorts of test code

    private static Slice slice(String name, int channels, float... image) {
        List<IntensityScale> scales = Collections.nCopies(channels, IntensityScale.NONE);
        return new Slice(name, Grid.of(1, 2), image, new byte[] {1, 0}, scales);
    }

    private static Cohort given(Slice... slices) {
        return new Cohort(
                List.of(new Organ("liver", Set.of(6))), List.of(new Subject("a", List.of(slices))), Grid.of(1, 2));
    }

    @Test
    void aGivenCohortHasTheSameChannelsInEverySlice() {
        Cohort good = given(slice("x", 2, 1, 2, 3, 4), slice("y", 2, 1, 2, 3, 4));
        assertThat(Cohorts.sound(good).channels()).containsExactly("channel 1", "channel 2");
        assertThat(good.withChannels(List.of("t1", "t2")).channels()).containsExactly("t1", "t2");
        assertThatThrownBy(() -> Cohorts.sound(given(slice("x", 2, 1, 2, 3, 4), slice("y", 1, 1, 2))))
                .isInstanceOf(DuressException.class)
                .hasMessage("slice y has 1 channels but its cohort has 2 [channel 1, channel 2]; give every slice the"
                        + " same channels");
        assertThatThrownBy(() -> Cohorts.sound(given(slice("x", 2, 1, 2, 3, Float.NaN))))
                .isInstanceOf(DuressException.class)
                .hasMessage("slice x is not a number at row 0, column 1 of channel 2; replace NaN and infinite values");
    }

    @Test
    void channelsAreFingerprintedOnlyWhereThereAreSeveral() {
        Cohort one = given(slice("x", 1, 1, 2));
        Cohort two = given(slice("x", 2, 1, 2, 3, 4));

        assertThat(one.withChannels(List.of("t1")).fingerprint()).isEqualTo(one.fingerprint());
        assertThat(two.withChannels(List.of("t1", "t2")).fingerprint())
                .isNotEqualTo(two.withChannels(List.of("t2", "t1")).fingerprint());
        // As it was before there were channels.
        assertThat(new Digest()
                        .add("a")
                        .add(1)
                        .add("x")
                        .add(1)
                        .add(2)
                        .add(new float[] {1, 2})
                        .add(new byte[] {1, 0})
                        .hex())
                .isEqualTo(one.subjects().get(0).fingerprint());
    }
}

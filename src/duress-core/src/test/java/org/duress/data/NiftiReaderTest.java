package org.duress.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.duress.DuressException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NiftiReaderTest {
    private static final int[] ONE_ROW = {2, 1, 1};

    @TempDir
    Path folder;

    record TypeCase(int code, ByteOrder order, Consumer<ByteBuffer> put, float first, float second) {
        @Override
        public String toString() {
            return code + " " + order;
        }
    }

    static Stream<TypeCase> types() {
        return Stream.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)
                .flatMap(order -> Stream.of(
                        type(2, order, b -> b.put((byte) 200).put((byte) 1), 200, 1),
                        type(256, order, b -> b.put((byte) 200).put((byte) 1), -56, 1),
                        type(4, order, b -> b.putShort((short) -1024).putShort((short) 300), -1024, 300),
                        type(512, order, b -> b.putShort((short) 65000).putShort((short) 3), 65000, 3),
                        type(8, order, b -> b.putInt(-70000).putInt(70000), -70000, 70000),
                        type(768, order, b -> b.putInt((int) 4_000_000_000L).putInt(5), 4e9f, 5),
                        type(1024, order, b -> b.putLong(-5_000_000_000L).putLong(7), -5e9f, 7),
                        type(1280, order, b -> b.putLong(-1L).putLong(9), 0x1p64f, 9),
                        type(16, order, b -> b.putFloat(-0.5f).putFloat(1.25f), -0.5f, 1.25f),
                        type(64, order, b -> b.putDouble(-0.5).putDouble(1.25), -0.5f, 1.25f)));
    }

    private static TypeCase type(int code, ByteOrder order, Consumer<ByteBuffer> put, float first, float second) {
        return new TypeCase(code, order, put, first, second);
    }

    @ParameterizedTest
    @MethodSource("types")
    void readsEveryRealTypeInBothByteOrders(TypeCase type) throws IOException {
        ByteBuffer voxels = ByteBuffer.allocate(16).order(type.order());
        type.put().accept(voxels);
        NiftiFile file = NiftiFile.of(type.order(), ONE_ROW)
                .type(type.code())
                .sform(new double[][] {{-1, 0, 0, 0}, {0, -1, 0, 0}, {0, 0, 1, 0}})
                .voxels(Arrays.copyOf(voxels.array(), voxels.position()));

        NiftiVolume volume = NiftiReader.read(file.write(folder.resolve("a.nii.gz")));

        assertThat(volume.slice(0, 0)).containsExactly(type.first(), type.second());
    }

    @Test
    void scalesWhereTheHeaderSaysSo() throws IOException {
        Path file = NiftiFile.int16(ONE_ROW, 10, 20).scale(0.5, -1024).write(folder.resolve("a.nii"));

        assertThat(NiftiReader.read(file).slice(0, 0)).containsExactly(-1019f, -1014f);
    }

    @Test
    void slopeZeroMeansNoScaling() throws IOException {
        Path file = NiftiFile.int16(ONE_ROW, 10, 20).scale(0, 99).write(folder.resolve("a.nii"));

        assertThat(NiftiReader.read(file).slice(0, 0)).containsExactly(10f, 20f);
        assertThat(NiftiReader.read(file).labels(0)).containsExactly(10, 20);
    }

    static Stream<List<Integer>> orientations() {
        List<List<Integer>> axes = List.of(
                List.of(0, 1, 2),
                List.of(0, 2, 1),
                List.of(1, 0, 2),
                List.of(1, 2, 0),
                List.of(2, 0, 1),
                List.of(2, 1, 0));
        return axes.stream()
                .flatMap(a ->
                        Stream.of(0, 1, 2, 3, 4, 5, 6, 7).map(signs -> List.of(a.get(0), a.get(1), a.get(2), signs)));
    }

    /** Voxel value = 100 * (steps from inferior) + 10 * (steps from anterior) + (steps from patient right). */
    @ParameterizedTest
    @MethodSource("orientations")
    void bringsEveryOrientationToOne(List<Integer> orientation) throws IOException {
        int[] anatomy = {2, 3, 4}; // voxels right-left, anterior-posterior, inferior-superior
        double[] spacing = {0.5, 2, 5};
        int signs = orientation.get(3);
        int[] dims = new int[3];
        double[][] affine = new double[3][4];
        for (int axis = 0; axis < 3; axis++) {
            int world = orientation.get(axis);
            dims[axis] = anatomy[world];
            boolean positive = ((signs >> axis) & 1) == 0;
            // A little oblique: 10 percent of another direction.
            affine[world][axis] = spacing[world] * (positive ? 1 : -1);
            affine[(world + 1) % 3][axis] = 0.1 * spacing[world];
        }
        int[] values = new int[24];
        int at = 0;
        for (int k = 0; k < dims[2]; k++) {
            for (int j = 0; j < dims[1]; j++) {
                for (int i = 0; i < dims[0]; i++) {
                    int[] voxel = {i, j, k};
                    int value = 0;
                    for (int axis = 0; axis < 3; axis++) {
                        int world = orientation.get(axis);
                        boolean up = ((signs >> axis) & 1) == 0; // voxels run right, anterior or superior
                        boolean fromZero = world == 2 ? up : !up;
                        int steps = fromZero ? voxel[axis] : dims[axis] - 1 - voxel[axis];
                        value += steps * (world == 0 ? 1 : world == 1 ? 10 : 100);
                    }
                    values[at++] = value;
                }
            }
        }
        Path file = NiftiFile.int16(dims, values).sform(affine).write(folder.resolve("a.nii"));

        NiftiVolume volume = NiftiReader.read(file);

        assertThat(List.of(volume.width(), volume.height(), volume.slices())).containsExactly(2, 3, 4);
        assertThat(volume.columnSpacing()).isCloseTo(0.5 * Math.sqrt(1.01), within(1e-6));
        assertThat(volume.rowSpacing()).isCloseTo(2 * Math.sqrt(1.01), within(1e-6));
        assertThat(volume.grid().spacing(0)).isCloseTo(5 * Math.sqrt(1.01), within(1e-6));
        assertThat(volume.labels(0)).containsExactly(0, 1, 10, 11, 20, 21);
        assertThat(volume.labels(3)).containsExactly(300, 301, 310, 311, 320, 321);
    }

    @Test
    void readsTheQformWhereThereIsNoSform() throws IOException {
        // Half a turn about z (quaternion 0, 0, 1): x and y run left and posterior; qfac -1 turns z down.
        NiftiFile file = NiftiFile.int16(new int[] {2, 1, 2}, 1, 2, 3, 4);
        ByteBuffer header = file.header();
        header.putShort(254, (short) 0).putShort(252, (short) 1);
        header.putFloat(264, 1);
        header.putFloat(76, -1).putFloat(80, 0.7f).putFloat(84, 0.8f).putFloat(88, 3);

        NiftiVolume volume = NiftiReader.read(file.write(folder.resolve("a.nii")));

        assertThat(volume.labels(0)).containsExactly(3, 4);
        assertThat(volume.labels(1)).containsExactly(1, 2);
        assertThat(volume.columnSpacing()).isCloseTo(0.7, within(1e-6));
        assertThat(volume.rowSpacing()).isCloseTo(0.8, within(1e-6));
        assertThat(volume.grid().spacing(0)).isEqualTo(3);
    }

    @Test
    void withoutOrientationTheAxesAreRightAnteriorSuperior() throws IOException {
        NiftiFile file = NiftiFile.int16(new int[] {2, 2, 1}, 1, 2, 3, 4);
        file.header().putShort(254, (short) 0);

        NiftiVolume volume = NiftiReader.read(file.write(folder.resolve("a.nii")));

        assertThat(volume.oriented()).isFalse();
        assertThat(volume.labels(0)).containsExactly(4, 3, 2, 1);
    }

    @Test
    void microns() throws IOException {
        NiftiFile file = NiftiFile.int16(ONE_ROW, 1, 2);
        file.sform(new double[][] {{-300, 0, 0, 0}, {0, -400, 0, 0}, {0, 0, 500, 0}});
        file.header().put(123, (byte) (3 | 8)); // microns, seconds

        NiftiVolume volume = NiftiReader.read(file.write(folder.resolve("a.nii")));

        assertThat(volume.columnSpacing()).isCloseTo(0.3, within(1e-9));
    }

    @Test
    void acceptsOneTimePointAndTwoDimensions() throws IOException {
        Path four = NiftiFile.int16(new int[] {2, 1, 1, 1}, 1, 2).write(folder.resolve("four.nii"));
        Path two = NiftiFile.int16(new int[] {2, 1}, 1, 2).write(folder.resolve("two.nii"));

        assertThat(NiftiReader.read(four).labels(0)).containsExactly(1, 2);
        assertThat(NiftiReader.read(two).slices()).isEqualTo(1);
    }

    @Test
    void readsNifti2() throws IOException {
        ByteBuffer b = ByteBuffer.allocate(548).order(ByteOrder.BIG_ENDIAN);
        b.putInt(0, 540).put(4, "n+2\0\r\n\032\n".getBytes(StandardCharsets.US_ASCII));
        b.putShort(12, (short) 4).putLong(16, 3).putLong(24, 2).putLong(32, 1).putLong(40, 1);
        b.putLong(168, 544).putInt(348, 1);
        b.putDouble(400, -1).putDouble(440, -1).putDouble(480, 2);
        b.putShort(544, (short) 8).putShort(546, (short) -9);

        NiftiVolume volume = NiftiReader.read(Files.write(folder.resolve("a.nii"), b.array()));

        assertThat(volume.slice(0, 0)).containsExactly(8f, -9f);
        assertThat(volume.grid().spacing(0)).isEqualTo(2);
    }

    @Test
    void missingFile() {
        refuses(folder.resolve("gone.nii"), "cannot be read; check that it exists");
    }

    @Test
    void notNifti() throws IOException {
        refuses(Files.writeString(folder.resolve("a.nii"), "x".repeat(1000)), "is not a NIfTI file");
        refuses(Files.writeString(folder.resolve("short.nii"), "hello"), "is not a NIfTI file");
        refuses(Files.write(folder.resolve("empty.nii"), new byte[0]), "is not a NIfTI file");
    }

    @Test
    void analyzeWithoutMagicIsNotNifti() throws IOException {
        NiftiFile file = NiftiFile.int16(ONE_ROW, 1, 2);
        file.header().putInt(344, 0);

        refuses(file.write(folder.resolve("a.nii")), "is not a NIfTI file");
    }

    @Test
    void headerAndImagePairs() throws IOException {
        refuses(Files.write(folder.resolve("a.hdr"), new byte[348]), "part of a .hdr/.img pair");
        NiftiFile pair = NiftiFile.int16(ONE_ROW, 1, 2);
        pair.header().put(345, (byte) 'i');
        refuses(pair.write(folder.resolve("a.nii")), "header of a .hdr/.img pair");
    }

    @Test
    void truncatedGzip() throws IOException {
        byte[] whole = NiftiFile.int16(new int[] {8, 8, 8}, new int[512]).gzipped();
        for (int length : new int[] {5, 30, whole.length / 2, whole.length - 3}) {
            Path file = Files.write(folder.resolve("a" + length + ".nii.gz"), Arrays.copyOf(whole, length));
            refuses(file, "is truncated: its gzip stream ends too early");
        }
    }

    @Test
    void corruptGzip() throws IOException {
        byte[] bytes = NiftiFile.int16(ONE_ROW, 1, 2).gzipped();
        bytes[bytes.length - 6] ^= 1; // in the checksum

        refuses(Files.write(folder.resolve("a.nii.gz"), bytes), "its gzip stream is corrupt");
    }

    @Test
    void truncatedVoxels() throws IOException {
        refuses(
                NiftiFile.int16(new int[] {2, 2, 1}, 1, 2).write(folder.resolve("a.nii")),
                "its header promises 8 bytes of voxels but 4 are there");
    }

    @Test
    void absurdSizes() throws IOException {
        Path most = NiftiFile.int16(new int[] {32767, 32767, 32767}, 1).write(folder.resolve("most.nii"));
        refuses(most, "claims 32767 x 32767 x 32767 voxels, more than 2 GiB");
        // 2 GB promised, 4 bytes there: refused without asking for the memory.
        Path many = NiftiFile.int16(new int[] {1000, 1000, 1000}, 1, 2).write(folder.resolve("many.nii.gz"));
        refuses(many, "promises 2000000000 bytes of voxels but 4 are there");
        refuses(NiftiFile.int16(new int[] {2, -1, 1}, 1, 2).write(folder.resolve("less.nii")), "dimension of size -1");
        refuses(NiftiFile.int16(new int[] {2}, 1, 2).write(folder.resolve("line.nii")), "has 1 dimensions");
    }

    @Test
    void voxelsInsideTheHeader() throws IOException {
        NiftiFile file = NiftiFile.int16(ONE_ROW, 1, 2);
        file.header().putFloat(108, 12);

        refuses(file.write(folder.resolve("a.nii")), "its voxels begin at byte 12");
    }

    @Test
    void voxelsRightBehindTheHeaderOrAfterAGap() throws IOException {
        NiftiFile close = NiftiFile.int16(ONE_ROW, 1, 2);
        close.header().putFloat(108, 0);
        NiftiFile far = NiftiFile.int16(ONE_ROW, 1, 2);
        far.header().putFloat(108, 1352);
        byte[] voxels = new byte[1004];
        voxels[1000] = 7;
        voxels[1002] = 8;
        far.voxels(voxels);

        assertThat(NiftiReader.read(close.write(folder.resolve("a.nii"))).labels(0))
                .containsExactly(1, 2);
        assertThat(NiftiReader.read(far.write(folder.resolve("b.nii.gz"))).labels(0))
                .containsExactly(7, 8);
    }

    @Test
    void theFourthOrFifthDimensionIsThatOfTheChannels() throws IOException {
        for (int[] dims : new int[][] {{2, 1, 1, 3}, {2, 1, 1, 1, 3}}) {
            NiftiVolume volume =
                    NiftiReader.read(NiftiFile.int16(dims, 1, 2, 3, 4, 5, 6).write(folder.resolve("a.nii")));

            assertThat(volume.volumes()).isEqualTo(3);
            assertThat(volume.slice(0, 0)).containsExactly(1f, 2f);
            assertThat(volume.slice(2, 0)).containsExactly(5f, 6f);
        }
    }

    @Test
    void channelsAlongTwoDimensionsOrALaterOneAreRefused() throws IOException {
        refuses(
                NiftiFile.int16(new int[] {1, 1, 1, 3, 2}, 1, 2, 3, 4, 5, 6).write(folder.resolve("a.nii")),
                "holds 2 volumes along dimension 5, and 3 along another; give one 3-D volume a file, or its channels"
                        + " along dimension 4");
        refuses(
                NiftiFile.int16(new int[] {1, 1, 1, 1, 1, 2}, 1, 2).write(folder.resolve("b.nii")),
                "holds 2 volumes along dimension 6; give one");
        refuses(
                NiftiFile.int16(new int[] {1024, 1024, 1024, 4}).write(folder.resolve("c.nii")),
                "claims 1024 x 1024 x 1024 x 4 voxels, more than 2 GiB");
    }

    @Test
    void complexAndColourVoxels() throws IOException {
        refuses(NiftiFile.int16(ONE_ROW, 1, 2).type(32).write(folder.resolve("a.nii")), "data type 32");
        refuses(NiftiFile.int16(ONE_ROW, 1, 2).type(128).write(folder.resolve("b.nii")), "data type 128");
    }

    @Test
    void unusableOrientation() throws IOException {
        refuses(
                NiftiFile.int16(ONE_ROW, 1, 2).sform(new double[3][4]).write(folder.resolve("a.nii")),
                "has no usable orientation");
        double[][] parallel = {{1, 1, 0, 0}, {0, 0, 0, 0}, {0, 0, 1, 0}};
        refuses(
                NiftiFile.int16(ONE_ROW, 1, 2).sform(parallel).write(folder.resolve("b.nii")),
                "two of its axes point the same way");
    }

    @Test
    void labelsMustBeWholeNumbers() throws IOException {
        Path file = NiftiFile.int16(ONE_ROW, 1, 2).scale(0.75, 0).write(folder.resolve("a.nii"));

        assertThatThrownBy(() -> NiftiReader.read(file).labels(0))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("holds 0.75 in slice 0, which is no label id");
    }

    @Test
    void idsThatWereScaledComeBackWhole() throws IOException {
        // Ids 0 to 7 in all of int16, as nibabel stores floats under such a header: 7 comes back as 6.99999.
        double slope = (float) (7 / 65535.0);
        double intercept = (float) (32768 * 7 / 65535.0);
        int two = (int) Math.rint((2 - intercept) / slope);
        int seven = (int) Math.rint((7 - intercept) / slope);
        Path file = NiftiFile.int16(new int[] {3, 1, 1}, two, seven, -32768)
                .scale(slope, intercept)
                .write(folder.resolve("a.nii"));
        assertThat(NiftiReader.read(file).slice(0, 0)[0]).isNotEqualTo(2f);

        assertThat(NiftiReader.read(file).labels(0)).containsExactly(2, 7, 0);
        // One step further is another number.
        Path next =
                NiftiFile.int16(ONE_ROW, two + 1, seven).scale(slope, intercept).write(folder.resolve("b.nii"));
        assertThatThrownBy(() -> NiftiReader.read(next).labels(0)).hasMessageContaining("which is no label id");
    }

    @Test
    void idsFromAProgramOfSinglePrecisionComeBackWhole() throws IOException {
        ByteBuffer voxels = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        voxels.putFloat(Math.nextDown(7f)).putFloat(2);
        Path file = NiftiFile.int16(ONE_ROW).type(16).voxels(voxels.array()).write(folder.resolve("a.nii"));

        assertThat(NiftiReader.read(file).labels(0)).containsExactly(7, 2);
    }

    @Test
    void idsThatAreOffByMoreThanTheFileCanTellApartAreRefused() throws IOException {
        ByteBuffer voxels = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        voxels.putFloat(0.9882f).putFloat(2);
        Path single = NiftiFile.int16(ONE_ROW).type(16).voxels(voxels.array()).write(folder.resolve("a.nii"));
        // 252 of 255: three steps from 1.
        Path scaled = NiftiFile.int16(ONE_ROW, 252, 0).scale(1 / 255.0, 0).write(folder.resolve("b.nii"));

        for (Path file : new Path[] {single, scaled}) {
            assertThatThrownBy(() -> NiftiReader.read(file).labels(0))
                    .isInstanceOf(DuressException.class)
                    .hasMessageContaining("holds 0.988")
                    .hasMessageContaining("which is no label id");
        }
    }

    // What follows the voxels

    @Test
    void whatFollowsTheVolumesMemberIsNotReadToItsEnd() throws IOException {
        byte[] volume = NiftiFile.int16(ONE_ROW, 1, 2).gzipped();
        // A member that is damaged far behind its beginning: whoever reads it all notices.
        byte[] other = gzip(new byte[1 << 24]);
        other[other.length - 5] ^= 1;

        Path file = Files.write(folder.resolve("a.nii.gz"), joined(volume, other, other));

        assertThat(NiftiReader.read(file).labels(0)).containsExactly(1, 2);
    }

    @Test
    void aMemberThatGoesOnAndOnIsRefused() throws IOException {
        byte[] endless = new byte[(1 << 24) + (1 << 18)];
        byte[] volume = NiftiFile.int16(ONE_ROW, 1, 2).bytes();
        System.arraycopy(volume, 0, endless, 0, volume.length);

        refuses(
                Files.write(folder.resolve("a.nii.gz"), gzip(endless)),
                "goes on for more than 16777216 bytes behind its last voxel");
        // A little padding is well.
        assertThat(NiftiReader.read(Files.write(folder.resolve("b.nii.gz"), gzip(Arrays.copyOf(endless, 5000))))
                        .labels(0))
                .containsExactly(1, 2);
    }

    @Test
    void aVolumeMayLieInManyMembers() throws IOException {
        byte[] volume = NiftiFile.int16(ONE_ROW, 1, 2).bytes();
        List<byte[]> members = new ArrayList<>();
        for (int from = 0; from < volume.length; from += 50) {
            members.add(gzip(Arrays.copyOfRange(volume, from, Math.min(volume.length, from + 50))));
            members.add(gzip(new byte[0]));
        }

        Path file = Files.write(folder.resolve("a.nii.gz"), joined(members.toArray(new byte[0][])));

        assertThat(NiftiReader.read(file).labels(0)).containsExactly(1, 2);
    }

    @Test
    void anyNumberOfEmptyMembersIsRead() throws IOException {
        byte[] empty = gzip(new byte[0]);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < 100_000; i++) {
            bytes.writeBytes(empty);
        }
        bytes.writeBytes(NiftiFile.int16(ONE_ROW, 1, 2).gzipped());

        Path file = Files.write(folder.resolve("a.nii.gz"), bytes.toByteArray());

        assertThat(NiftiReader.read(file).labels(0)).containsExactly(1, 2);
    }

    @Test
    void everyFlippedBitOfAGzipFileIsNoticedOrChangesNothing() throws IOException {
        byte[] whole = NiftiFile.int16(new int[] {3, 2, 1}, 1, 2, 3, 4, 5, 6).gzipped();
        Path file = folder.resolve("a.nii.gz");
        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 4;
            Files.write(file, flipped);
            try {
                assertThat(NiftiReader.read(file).labels(0)).as("byte %d", at).containsExactly(1, 2, 3, 4, 5, 6);
            } catch (DuressException e) {
                assertThat(e).hasMessageStartingWith(file.toString());
            }
        }
    }

    @Test
    void headersOfGzipWithEverything() throws IOException {
        byte[] volume = NiftiFile.int16(ONE_ROW, 1, 2).gzipped();
        ByteArrayOutputStream full = new ByteArrayOutputStream();
        full.write(volume, 0, 3);
        full.write(2 | 4 | 8 | 16); // checksum, extra field, name, comment
        full.write(volume, 4, 6);
        full.writeBytes(new byte[] {3, 0, 1, 2, 3, 'n', 0, 'c', 0, 9, 9});
        full.write(volume, 10, volume.length - 10);

        Path file = Files.write(folder.resolve("a.nii.gz"), full.toByteArray());

        assertThat(NiftiReader.read(file).labels(0)).containsExactly(1, 2);
    }

    // Headers

    @Test
    void voxelsThatBeginNowhere() throws IOException {
        for (float offset : new float[] {Float.NaN, Float.POSITIVE_INFINITY, -1, 2e9f}) {
            NiftiFile file = NiftiFile.int16(ONE_ROW, 1, 2);
            file.header().putFloat(108, offset);
            refuses(file.write(folder.resolve("a.nii")), "says that its voxels begin at byte");
        }
    }

    @Test
    void sizesWhoseProductOverflows() throws IOException {
        ByteBuffer b = ByteBuffer.allocate(548).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(0, 540).put(4, "n+2\0\r\n\032\n".getBytes(StandardCharsets.US_ASCII));
        b.putShort(12, (short) 4)
                .putLong(16, 3)
                .putLong(24, 1L << 30)
                .putLong(32, 1L << 30)
                .putLong(40, 1L << 4);
        b.putLong(168, 544).putInt(348, 1);
        refuses(
                Files.write(folder.resolve("a.nii"), b.array()),
                "1073741824 x 1073741824 x 16 voxels, more than 2 GiB");
        b.putLong(24, 1L << 16).putLong(32, 1L << 10).putLong(40, 1);
        refuses(Files.write(folder.resolve("b.nii"), b.array()), "more than the 33554432 pixels that a slice can have");
    }

    @Test
    void aHeaderThatPromisesMoreThanTheFileCanHoldIsFoundBeforeItIsBelieved() throws IOException {
        for (String name : List.of("a.nii", "a.nii.gz")) {
            Path file = NiftiFile.int16(new int[] {1000, 1000, 1000}, 1, 2).write(folder.resolve(name));
            assertThatThrownBy(() -> NiftiReader.header(file))
                    .isInstanceOf(DuressException.class)
                    .hasMessageStartingWith(file
                            + " is truncated: its header promises 2000000000 bytes of voxels but no" + " more than ")
                    .hasMessageEndingWith(" can be there; copy it again");
        }
    }

    @Test
    void aVolumeThatLiesNowhere() throws IOException {
        double[][] affine = {{-1, 0, 0, Double.NaN}, {0, -1, 0, 0}, {0, 0, 1, 0}};

        refuses(
                NiftiFile.int16(ONE_ROW, 1, 2).sform(affine).write(folder.resolve("a.nii")),
                "has no usable orientation: its first voxel lies at NaN");
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zipped = new GZIPOutputStream(out)) {
            zipped.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static void refuses(Path file, String message) {
        assertThatThrownBy(() -> NiftiReader.read(file))
                .isInstanceOf(DuressException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(message);
    }
}

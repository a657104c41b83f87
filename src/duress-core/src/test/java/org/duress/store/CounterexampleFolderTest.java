package org.duress.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.attack.Perturbation;
import org.duress.attack.replay.ImageKey;
import org.duress.base.Disks;
import org.duress.base.FaultyDisk;
import org.duress.base.Grid;
import org.duress.base.Sha256;
import org.duress.result.LeastScales;
import org.duress.store.Counterexample.Fall;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CounterexampleFolderTest {
    private static final int HEIGHT = 5;
    private static final int WIDTH = 7;

    @TempDir
    Path root;

    private final List<String> notices = new ArrayList<>();
    private CounterexampleFolder folder;

    @BeforeEach
    void open() {
        folder = new CounterexampleFolder(root.resolve("counterexamples"), notices::add);
    }

    @Test
    void everythingComesBackAndFieldsToTheBit() {
        Counterexample written = example("abdomen", "p07", "p07_z031", 1);
        Path file = folder.write(written);

        assertThat(file).isEqualTo(root.resolve("counterexamples/abdomen/p07/p07_z031.liver.npz"));
        Counterexample read = only(folder.read("abdomen"));
        assertThat(read)
                .usingRecursiveComparison()
                .withEqualsForType(ImageKey::equals, ImageKey.class)
                .ignoringFields("kept", "falls")
                .isEqualTo(written);
        assertThat(read.falls()).isEqualTo(written.falls());
        assertThat(bits(read.fields().deformation()))
                .containsExactly(bits(written.fields().deformation()));
        assertThat(bits(read.fields().intensity()))
                .containsExactly(bits(written.fields().intensity()));
        assertThat(notices).isEmpty();
    }

    @Test
    void aVOfSeveralChannelsComesBack() {
        Counterexample one = example("a", "s", "z", 1);
        float[] v = new float[3 * HEIGHT * WIDTH];
        for (int i = 0; i < v.length; i++) {
            v[i] = 0.01f * i;
        }
        Perturbation fields = new Perturbation(one.fields().deformation(), v, 1, Grid.of(HEIGHT, WIDTH), 3);
        Counterexample three = new Counterexample(
                one.spec(),
                one.subject(),
                one.slice(),
                one.image(),
                one.modelFingerprint(),
                one.perceptibility(),
                one.falls(),
                fields);
        folder.write(three);
        Perturbation read = only(folder.read("a")).fields();
        assertThat(read.channels()).isEqualTo(3);
        assertThat(read.intensity()).isEqualTo(v);
        assertThat(read.deformation()).isEqualTo(fields.deformation());
        assertThat(notices).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aVolumeComesBackToTheBit(int channels) throws IOException {
        Grid grid = Grid.of(3, HEIGHT, WIDTH);
        Random random = new Random(channels);
        Perturbation fields =
                new Perturbation(new float[3 * grid.voxels()], new float[channels * grid.voxels()], 1, grid, channels);
        for (float[] field : List.of(fields.deformation(), fields.intensity())) {
            for (int i = 0; i < field.length; i++) {
                field[i] = (float) random.nextGaussian();
            }
        }
        Counterexample slice = example("a", "s", "volume", 1);
        Counterexample written = new Counterexample(
                slice.spec(),
                slice.subject(),
                slice.slice(),
                new ImageKey(grid.spaced(2, 1, 1), slice.image().sha256()),
                slice.modelFingerprint(),
                slice.perceptibility(),
                slice.falls(),
                fields);
        Path file = folder.write(written);

        Counterexample read = only(folder.read("a"));
        assertThat(read.image()).isEqualTo(written.image());
        assertThat(read.fields().grid()).isEqualTo(grid);
        assertThat(read.fields().channels()).isEqualTo(channels);
        assertThat(bits(read.fields().deformation())).containsExactly(bits(fields.deformation()));
        assertThat(bits(read.fields().intensity())).containsExactly(bits(fields.intensity()));
        assertThat(notices).isEmpty();
        List<byte[]> entries = entries(file);
        assertThat(new String(entries.get(0), StandardCharsets.UTF_8))
                .contains("\"format\" : 2,", "\"planes\" : 3,", "voxel (z, y, x)", "on this volume;")
                .doesNotContain("on this slice");
        assertThat(new String(entries.get(1), 10, 118, StandardCharsets.US_ASCII))
                .contains("'shape': (3, 5, 7, 3), }");
        assertThat(new String(entries.get(2), 10, 118, StandardCharsets.US_ASCII))
                .contains(channels == 1 ? "'shape': (3, 5, 7), }" : "'shape': (3, 5, 7, 2), }");
    }

    /** Hashes of what a version that knew no volumes wrote: its files are read, and it reads those of slices. */
    @Test
    void aSliceIsWrittenAsBeforeThereWereVolumes() throws IOException {
        assertThat(entries(folder.write(example("a", "s", "z", 1))).stream().map(Sha256::of))
                .containsExactly(
                        "960b00ff4f85aea45bb75db24b7dc8b021a88f701cb9367e4c0cce12bfb58a56",
                        "b313deb9b206f82a50afc9ee65fde9c50021067070ce3288cbcd0625c16ae83a",
                        "eeddf10b3e9123a16322184e81b8b434a528f7d31077ab2a09a19b80fa4303f3");
    }

    @Test
    void theSameCounterexampleGivesTheSameBytes() throws IOException {
        byte[] once = Files.readAllBytes(folder.write(example("a", "s", "z", 1)));
        assertThat(Files.readAllBytes(folder.write(example("a", "s", "z", 1)))).isEqualTo(once);
    }

    @Test
    void fieldsAreArraysAsNumPyWritesThem() throws IOException {
        Counterexample written = example("a", "s", "z", 1);
        byte[] npy = entries(folder.write(written)).get(1);

        // Version 1.0, a header that ends on a multiple of 64, then little-endian values.
        assertThat(npy).startsWith(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0);
        assertThat(new String(npy, 10, 118, StandardCharsets.US_ASCII))
                .startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (5, 7, 2), }  ")
                .endsWith(" \n");
        assertThat(npy).hasSize(128 + 4 * 2 * HEIGHT * WIDTH);
        int first = Float.floatToRawIntBits(written.fields().deformation()[0]);
        assertThat(Arrays.copyOfRange(npy, 128, 132))
                .containsExactly(first & 0xff, first >> 8 & 0xff, first >> 16 & 0xff, first >> 24 & 0xff);
    }

    @Test
    void neitherImageNorLabelIsStored() throws IOException {
        String meta =
                new String(entries(folder.write(example("a", "s", "z", 1))).get(0), StandardCharsets.UTF_8);
        assertThat(entries(folder.write(example("a", "s", "z", 1)))).hasSize(3);
        assertThat(meta)
                .contains("\"imageSha256\" : \"")
                .doesNotContain("image\"")
                .doesNotContain("label\"");
    }

    @Test
    void aSpecHasItsOwnAndTheyComeInTheOrderOfNames() {
        folder.write(example("one", "s2", "z1", 1));
        folder.write(example("one", "s1", "z2", 2));
        folder.write(example("one", "s1", "z1", 3));
        folder.write(example("other", "s9", "z9", 4));

        assertThat(folder.read("one"))
                .extracting(example -> example.subject() + "/" + example.slice())
                .containsExactly("s1/z1", "s1/z2", "s2/z1");
        assertThat(folder.read("third")).isEmpty();
    }

    @Test
    void aNewerOneTakesThePlaceOfItsSlices() {
        folder.write(example("a", "s", "z", 1));
        Counterexample newer = example("a", "s", "z", 2);
        folder.write(newer);
        assertThat(only(folder.read("a")).fields().intensity())
                .containsExactly(newer.fields().intensity());
    }

    @Test
    void namesThatNoFileCanHaveStayApart() {
        folder.write(example("a/b", "../s", "z:1", 1));
        folder.write(example("a/b", "../s", "z?1", 2));
        folder.write(example("a_b", "s", "z", 3));

        assertThat(folder.read("a/b")).extracting(Counterexample::slice).containsExactlyInAnyOrder("z:1", "z?1");
        assertThat(folder.read("a_b")).hasSize(1);
        assertThat(root).isDirectoryNotContaining(path -> !path.endsWith("counterexamples"));
    }

    @Test
    void aTruncatedFileIsSetAsideAndTheOthersAreRead() throws IOException {
        folder.write(example("a", "s", "z1", 1));
        Path damaged = folder.write(example("a", "s", "z2", 2));
        byte[] whole = Files.readAllBytes(damaged);
        Files.write(damaged, Arrays.copyOf(whole, whole.length / 2));

        assertThat(only(folder.read("a")).slice()).isEqualTo("z1");
        assertThat(notices)
                .singleElement()
                .asString()
                .startsWith("counterexample '" + damaged + "' is damaged (it is no whole ZIP file: ")
                .endsWith("); it was set aside as 'z2.liver.npz.damaged-1' and is not replayed");
        assertThat(damaged).doesNotExist();
        assertThat(damaged.resolveSibling("z2.liver.npz.damaged-1")).exists();

        Files.write(damaged, whole, java.nio.file.StandardOpenOption.CREATE_NEW);
        assertThat(folder.read("a")).as("a set-aside file harms no later one").hasSize(2);
    }

    @Test
    void everyFlippedBitIsFoundOrChangesNothing() throws IOException {
        Path file = folder.write(example("a", "s", "z", 1));
        byte[] whole = Files.readAllBytes(file);
        Counterexample sound = only(folder.read("a"));
        int found = 0;
        for (int i = 0; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= 0x10;
            Files.write(file, flipped);
            List<Counterexample> read = folder.read("a");
            if (read.isEmpty()) {
                found++;
                Files.delete(file.resolveSibling("z.liver.npz.damaged-1"));
            } else {
                assertThat(bits(only(read).fields().deformation()))
                        .containsExactly(bits(sound.fields().deformation()));
                assertThat(bits(only(read).fields().intensity()))
                        .containsExactly(bits(sound.fields().intensity()));
            }
        }
        assertThat(found).as("of %d bytes", whole.length).isGreaterThan(whole.length / 2);
    }

    @Test
    void aShapeThatClaimsMoreThanIsThereTakesNoMemory() throws IOException {
        // Many values promised, none there.
        Path file = write("{'descr': '<f4', 'fortran_order': False, 'shape': (16384, 16384), }");
        assertThat(folder.read("a")).isEmpty();
        assertThat(notices).singleElement().asString().contains("has not as many values as its shape says");
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'descr': '<f4', 'fortran_order': False, 'shape': (99999, 99999, 99999), }",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1), }",
                "{'descr': '|O', 'fortran_order': False, 'shape': (1, 1), }",
                "{'descr': '<f4', 'fortran_order': True, 'shape': (1, 1), }",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 1), }",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (), }"
            })
    void anArrayThatIsNoFieldIsDamage(String header) throws IOException {
        write(header);
        assertThat(folder.read("a")).isEmpty();
        assertThat(notices).singleElement().asString().contains("intensity.npy ");
    }

    @Test
    void aFieldThatIsNotFiniteIsDamage() {
        Counterexample example = example("a", "s", "z", 1);
        example.fields().intensity()[3] = Float.NaN;
        folder.write(example);
        assertThat(folder.read("a")).isEmpty();
        assertThat(notices).singleElement().asString().contains("(a field holds NaN)");
    }

    @Test
    void aFileInPlaceOfTheFolderIsSaidInOneSentence() throws IOException {
        Path file = Files.writeString(root.resolve("file"), "");
        assertThatThrownBy(() -> new CounterexampleFolder(file, notices::add).read("a"))
                .isInstanceOf(DuressException.class)
                .hasMessage("duress.counterexamples names '" + file + "', which is a file; name a folder");
    }

    @Test
    void valuesBeyondTheShapeAreDamage() throws IOException {
        write("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1), }", 8);
        assertThat(folder.read("a")).isEmpty();
        assertThat(notices).singleElement().asString().contains("has not as many values as its shape says");
    }

    /** UTF-32 by its first bytes, which is an encoding that JSON may have, and then no text in it. */
    @Test
    void textThatIsNotInTheEncodingItsFirstBytesPromiseIsDamage() throws IOException {
        Path file = folder.write(example("a", "s", "z", 1));
        List<byte[]> entries = entries(file);
        byte[] meta = entries.get(0).clone();
        meta[0] = 0;
        meta[1] = 0;
        meta[2] = 0;
        zip(file, List.of(meta, entries.get(1), entries.get(2)));
        assertThat(folder.read("a")).isEmpty();
        assertThat(notices)
                .containsExactly("counterexample '" + file + "' is damaged (meta.json is no JSON); it was set aside as"
                        + " 'z.liver.npz.damaged-1' and is not replayed");
    }

    @Test
    void aNameThatIsNoUtf8IsDamage() throws IOException {
        Path file = folder.write(example("a", "s", "z", 1));
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        bytes[text.lastIndexOf("meta.json")] = (byte) 0xff;
        Files.write(file, bytes);
        assertThat(folder.read("a")).isEmpty();
        assertThat(notices).singleElement().asString().contains("' is damaged (it is no whole ZIP file: ");
    }

    @Test
    void anyMutantIsReadOrSetAsideAndNeverEndsTheRun() throws IOException {
        Path file = folder.write(example("a", "s", "z", 1));
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(11);
        for (int mutant = 0; mutant < 3000; mutant++) {
            byte[] bytes = Arrays.copyOf(whole, random.nextInt(8) == 0 ? random.nextInt(whole.length) : whole.length);
            for (int k = random.nextInt(6); k >= 0 && bytes.length > 0; k--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Files.write(file, bytes);
            assertThat(folder.read("a").size() + notices.size())
                    .as("mutant %d", mutant)
                    .isEqualTo(1);
            notices.clear();
            Files.deleteIfExists(file.resolveSibling("z.liver.npz.damaged-1"));
        }
    }

    @Test
    void anEntryThatComesTwiceOrNeverEndsIsDamage() throws IOException {
        Path file = folder.write(example("a", "s", "z", 1));
        List<byte[]> entries = entries(file);
        byte[] endless = Arrays.copyOf(entries.get(0), 8 << 20);
        Arrays.fill(endless, entries.get(0).length, endless.length, (byte) ' ');
        zip(file, List.of(endless, entries.get(1), entries.get(2)));
        assertThat(folder.read("a")).isEmpty();
        assertThat(notices).singleElement().asString().contains("(meta.json is longer than any)");
    }

    @Test
    void aDamagedFileInAReadOnlyFolderIsLeftOut() throws IOException {
        try (FileSystem disk = Disks.large()) {
            Path at = disk.getPath("/kept");
            new CounterexampleFolder(at, notices::add).write(example("a", "s", "z1", 1));
            Path damaged = new CounterexampleFolder(at, notices::add).write(example("a", "s", "z2", 2));
            Files.writeString(damaged, "half");
            Path readOnly = FaultyDisk.readOnly(disk).getPath("/kept");
            assertThat(only(new CounterexampleFolder(readOnly, notices::add).read("a"))
                            .slice())
                    .isEqualTo("z1");
            assertThat(notices)
                    .singleElement()
                    .asString()
                    .endsWith("; it could not be set aside, for its folder cannot be written and is not replayed");
        }
    }

    @Test
    void aFolderThatCannotBeWrittenNamesTheProperty() throws IOException {
        try (FileSystem disk = FaultyDisk.readOnly(Disks.large())) {
            CounterexampleFolder readOnly = new CounterexampleFolder(disk.getPath("/kept"), notices::add);
            assertThatThrownBy(() -> readOnly.write(example("a", "s", "z", 1)))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessage("cannot write '/kept/a': no permission; make the folder writable or set"
                            + " -Dduress.counterexamples to another one");
        }
    }

    private static List<Counterexample> run(int seed) {
        return List.of(
                example("a", "s1", "z1", seed), example("a", "s1", "z2", seed + 1), example("a", "s2", "z1", seed + 2));
    }

    private static List<Float> told(List<Counterexample> examples) {
        return examples.stream().map(example -> example.fields().intensity()[0]).toList();
    }

    /** A run that was killed has kept all or nothing, and what was there before is never mixed with it. */
    @Test
    void aRunThatIsKilledAtAnyStepHasKeptAllOrNothing() throws IOException {
        int steps;
        try (FaultyDisk disk = FaultyDisk.sound(Disks.large())) {
            new CounterexampleFolder(disk.getPath("/kept"), notices::add).keep(run(10));
            steps = disk.steps();
        }
        assertThat(steps).isGreaterThan(15);
        List<Boolean> kept = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            try (FileSystem disk = Disks.large()) {
                Path at = disk.getPath("/kept");
                new CounterexampleFolder(at, notices::add).keep(run(1));
                FaultyDisk killed = FaultyDisk.killedAt(disk, step);
                try {
                    new CounterexampleFolder(killed.getPath("/kept"), notices::add).keep(run(10));
                } catch (FaultyDisk.Killed e) {
                    assertThat(killed.steps()).isGreaterThan(step);
                }
                // Whoever cannot write sees the same as whoever can, before and after.
                FaultyDisk readOnly = FaultyDisk.readOnly(disk);
                List<Float> seen = told(new CounterexampleFolder(readOnly.getPath("/kept"), notices::add).read("a"));
                assertThat(told(new CounterexampleFolder(at, notices::add).read("a")))
                        .isEqualTo(seen);
                assertThat(Disks.tree(at))
                        .as("killed at %d", step)
                        .filteredOn(name -> !name.contains(".tmp/"))
                        .containsExactly("a/s1/z1.liver.npz", "a/s1/z2.liver.npz", "a/s2/z1.liver.npz");
                assertThat(seen).isIn(told(run(1)), told(run(10)));
                kept.add(seen.equals(told(run(10))));
            }
        }
        assertThat(kept).as("first nothing, then all").isSorted().contains(false, true);
        assertThat(notices).isEmpty();
    }

    @Test
    void aFullDiskKeepsWhatThereWasRoomFor() throws IOException {
        int steps;
        try (FaultyDisk disk = FaultyDisk.sound(Disks.large())) {
            new CounterexampleFolder(disk.getPath("/kept"), notices::add).keep(run(10));
            steps = disk.steps();
        }
        List<Integer> counts = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            try (FileSystem disk = Disks.large()) {
                Path at = Files.createDirectory(disk.getPath("/kept"));
                FaultyDisk full = fullForNew(disk, step);
                CounterexampleFolder.Kept kept =
                        new CounterexampleFolder(full.getPath("/kept"), notices::add).keep(run(10));
                List<Counterexample> read = new CounterexampleFolder(at, notices::add).read("a");
                assertThat(told(read)).isEqualTo(told(run(10)).subList(0, kept.count()));
                assertThat(kept.stopped().isPresent()).isEqualTo(kept.count() < 3);
                assertThat(Disks.tree(at)).hasSize(kept.count());
                counts.add(kept.count());
            }
        }
        assertThat(counts).isSorted().contains(0, 1, 2, 3);
    }

    /** Room for nothing new; renaming and deleting still work. */
    private static FaultyDisk fullForNew(FileSystem disk, int from) {
        return FaultyDisk.of(disk, (step, path) -> {
            if (step >= from && !path.contains("/.kept-") && !Files.exists(disk.getPath(path)) && !settling(disk)) {
                throw new FileSystemException(path, null, "No space left on device");
            }
        });
    }

    private static boolean settling(FileSystem disk) throws IOException {
        Path spec = disk.getPath("/kept/a");
        return Files.exists(spec) && Disks.names(spec).stream().anyMatch(name -> name.startsWith(".kept-"));
    }

    @Test
    void laterCommitsOfKilledRunsWinAndNeitherIsLost() throws IOException {
        try (FileSystem disk = Disks.large()) {
            Path at = disk.getPath("/kept");
            FaultyDisk.Fault afterTheCommit = (step, path) -> {
                if (settling(disk) && path.endsWith(".npz")) {
                    throw new FaultyDisk.Killed();
                }
            };
            assertThatThrownBy(() -> new CounterexampleFolder(
                                    FaultyDisk.of(disk, afterTheCommit).getPath("/kept"), notices::add)
                            .keep(run(1)))
                    .isInstanceOf(FaultyDisk.Killed.class);
            assertThat(Disks.names(at.resolve("a"))).contains(".kept-1");
            new CounterexampleFolder(at, notices::add).keep(run(10).subList(1, 2));
            assertThat(told(new CounterexampleFolder(at, notices::add).read("a")))
                    .isEqualTo(told(List.of(run(1).get(0), run(10).get(1), run(1).get(2))));
            assertThat(Disks.names(at.resolve("a"))).containsExactly("s1", "s2");
        }
    }

    /** A file whose intensity has this header and no values. */
    private Path write(String header) throws IOException {
        return write(header, 0);
    }

    private Path write(String header, int bytes) throws IOException {
        Path file = folder.write(example("a", "s", "z", 1));
        List<byte[]> entries = entries(file);
        byte[] text = (header + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] npy = new byte[10 + text.length + bytes];
        System.arraycopy(entries.get(2), 0, npy, 0, 8);
        npy[8] = (byte) text.length;
        System.arraycopy(text, 0, npy, 10, text.length);
        zip(file, List.of(entries.get(0), entries.get(1), npy));
        return file;
    }

    private static void zip(Path file, List<byte[]> entries) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            List<String> names = List.of("meta.json", "deformation.npy", "intensity.npy");
            for (int i = 0; i < 3; i++) {
                zip.putNextEntry(new ZipEntry(names.get(i)));
                zip.write(entries.get(i));
            }
        }
    }

    private static List<byte[]> entries(Path file) throws IOException {
        List<byte[]> entries = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            while (zip.getNextEntry() != null) {
                entries.add(zip.readAllBytes());
            }
        }
        return entries;
    }

    static Counterexample example(String spec, String subject, String slice, long seed) {
        Random random = new Random(seed);
        float[] image = new float[HEIGHT * WIDTH];
        Perturbation fields = Perturbation.none(1, Grid.of(HEIGHT, WIDTH));
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) random.nextGaussian();
            fields.intensity()[i] = (float) random.nextGaussian();
            fields.deformation()[2 * i] = (float) random.nextGaussian();
            fields.deformation()[2 * i + 1] = -0.0f;
        }
        return new Counterexample(
                spec,
                subject,
                slice,
                ImageKey.of(image, Grid.of(HEIGHT, WIDTH)),
                "0123abcd",
                0.0625,
                List.of(
                        new Fall(
                                "liver",
                                0.93,
                                0.5,
                                0.3,
                                new LeastScales(
                                        OptionalDouble.of(0.5), OptionalDouble.empty(), OptionalDouble.of(0.75))),
                        new Fall("spleen", Double.NaN, 0, 0.25, LeastScales.NONE)),
                fields);
    }

    private static int[] bits(float[] values) {
        return Stream.iterate(0, i -> i + 1)
                .limit(values.length)
                .mapToInt(i -> Float.floatToRawIntBits(values[i]))
                .toArray();
    }

    private static Counterexample only(List<Counterexample> examples) {
        assertThat(examples).hasSize(1);
        return examples.get(0);
    }
}

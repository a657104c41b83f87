package org.duress.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedZipTest {
    private static final Limit LIMIT = new Limit("z", 64L << 20, ", which no test needs");

    @TempDir
    private Path folder;

    private Path zip(String name, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content);
            zip.closeEntry();
        }
        return Files.write(folder.resolve("z.zip"), bytes.toByteArray());
    }

    /** Replaces every place of a text, in the entries' own headers and in the directory. */
    private static void replace(Path zip, String from, byte... to) throws IOException {
        byte[] bytes = Files.readAllBytes(zip);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        for (int at = text.indexOf(from); at >= 0; at = text.indexOf(from, at + 1)) {
            System.arraycopy(to, 0, bytes, at, to.length);
        }
        Files.write(zip, bytes);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] read(Path file, String name) throws IOException {
        try (BoundedZip zip = BoundedZip.open(file, LIMIT)) {
            return zip.read(name);
        }
    }

    @Test
    void readsWhatIsSound() throws IOException {
        Path file = zip("a", text("hello"));
        assertThat(read(file, "a")).isEqualTo(text("hello"));
        try (BoundedZip zip = BoundedZip.open(file, LIMIT)) {
            assertThat(zip.names()).containsExactly("a");
            assertThat(zip.size("a")).hasValue(5L);
            assertThat(zip.size("b")).isEmpty();
            assertThatThrownBy(() -> zip.read("b"))
                    .isInstanceOf(ZipException.class)
                    .hasMessage("it has no entry 'b'");
        }
    }

    @Test
    void aFileSystemThatIsNotTheMachinesIsReadToo() throws IOException {
        Path file = zip("a", text("hello"));
        try (FileSystem disk = Disks.large()) {
            Path other = Files.write(disk.getPath("/z.zip"), Files.readAllBytes(file));
            assertThat(read(other, "a")).isEqualTo(text("hello"));
        }
    }

    @Test
    void aTemporaryFileIsGoneAsSoonAsItIsOpen() throws IOException {
        Path file = zip("a", text("hello"));
        try (BoundedZip zip = BoundedZip.openAndDelete(file, LIMIT)) {
            assertThat(file).doesNotExist();
            assertThat(zip.read("a")).isEqualTo(text("hello"));
        }
    }

    @Test
    void aNameThatIsNoUtf8IsDamage() throws IOException {
        Path file = zip("name", text("hello"));
        replace(file, "name", (byte) 0xff);
        assertThatThrownBy(() -> read(file, "name")).isInstanceOf(ZipException.class);
    }

    @Test
    void aNameGivenTwiceIsDamage() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : new String[] {"one", "two"}) {
                zip.putNextEntry(new ZipEntry(name));
                zip.closeEntry();
            }
        }
        Path file = Files.write(folder.resolve("z.zip"), bytes.toByteArray());
        replace(file, "two", text("one"));
        assertThatThrownBy(() -> read(file, "one"))
                .isInstanceOf(ZipException.class)
                .hasMessage("it has two entries of one name");
    }

    @Test
    void aChecksumThatDoesNotMatchIsDamage() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setLevel(0); // the text stands in the file as it is
            zip.putNextEntry(new ZipEntry("a"));
            zip.write(text("hello"));
            zip.closeEntry();
        }
        Path file = Files.write(folder.resolve("z.zip"), bytes.toByteArray());
        replace(file, "hello", text("jello"));
        assertThatThrownBy(() -> read(file, "a"))
                .isInstanceOf(ZipException.class)
                .hasMessage("it has an entry whose checksum does not match");
    }

    @Test
    void whatIsNoZipOrCutIsDamage() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty"));
        assertThatThrownBy(() -> read(empty, "a")).isInstanceOf(ZipException.class);
        Path file = zip("a", text("hello"));
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 40));
        assertThatThrownBy(() -> read(file, "a")).isInstanceOf(ZipException.class);
    }

    /** 20 MiB of zeros in 20 kB: within the limit, and no numbers of a network. */
    @Test
    void aBombIsRefusedBeforeItIsUnpacked() throws IOException {
        Path file = zip("a", new byte[20 << 20]);
        assertThatThrownBy(() -> BoundedZip.open(file, LIMIT))
                .isInstanceOf(DuressException.class)
                .hasMessageStartingWith("file z unpacks from ")
                .hasMessageEndingWith(" to 20 MiB, as a zip bomb does and numbers do not; check where it comes from");
        Path small = zip("a", new byte[15 << 20]);
        assertThat(read(small, "a")).hasSize(15 << 20);
        Limit less = new Limit("z", 1 << 20, ", which no test needs");
        assertThatThrownBy(() -> BoundedZip.open(small, less))
                .isInstanceOf(DuressException.class)
                .hasMessage("file z holds more than 1 MiB, which no test needs; check where it comes from");
    }

    /** A file of a terabyte that is not there: its size is asked, and nothing is read. */
    @Test
    void aFileOverTheLimitIsNotRead() throws IOException {
        Path file = folder.resolve("sparse");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(8L << 30);
        }
        assertThatThrownBy(() -> LIMIT.read(file))
                .isInstanceOf(DuressException.class)
                .hasMessage("file z holds more than 64 MiB, which no test needs; check where it comes from");
        assertThatThrownBy(() -> BoundedZip.open(file, LIMIT)).isInstanceOf(DuressException.class);
    }

    @Test
    void whatDoesNotFitIntoTheHeapSaysXmx() {
        Heap.require(100 << 20, "model m", 100 << 20);
        assertThatThrownBy(() -> Heap.require(900L << 20, "model m", 512L << 20))
                .isInstanceOf(EnvironmentException.class)
                .hasMessage(
                        "model m needs about 900 MiB of memory, but this JVM may take 512 MiB; raise -Xmx of the JVM"
                                + " that runs the tests (argLine of Surefire), as to -Xmx1g");
        assertThatThrownBy(() -> Heap.within("model m", () -> {
                    throw new OutOfMemoryError("planted");
                }))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageStartingWith("model m does not fit into the memory that is left")
                .hasMessageContaining("-Xmx");
    }
}

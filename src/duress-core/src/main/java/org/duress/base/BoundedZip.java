package org.duress.base;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.duress.DuressException;

/**
 * A zip whose directory is believed in nothing that can be checked. Before anything is unpacked: what all entries say
 * they hold, how many there are, how much they shrank, that no name is given twice and all are UTF-8. While an entry is
 * unpacked: that it holds what it said, and its checksum.
 *
 * <p>Damage is a {@link ZipException} whose message is a reason, not a sentence.
 */
public final class BoundedZip implements AutoCloseable {
    /** More than any model has tensors. */
    private static final int MOST_ENTRIES = 1 << 16;

    /**
     * Numbers of trained networks hardly shrink at all; where most are zeros, some tenfold. Bombs shrink a
     * thousandfold.
     */
    private static final int MOST_RATIO = 100;

    /** What unpacks to less harms nobody, however much it shrank: a small network's zeros, JSON. */
    private static final long HARMLESS = 16L << 20;

    private final ZipFile zip;
    private final Map<String, ZipEntry> entries;

    private BoundedZip(ZipFile zip, Map<String, ZipEntry> entries) {
        this.zip = zip;
        this.entries = entries;
    }

    /**
     * Opens a file.
     *
     * @param limit of its own size, and of what all entries hold
     * @throws DuressException if it holds more, or is a zip bomb
     * @throws ZipException if it is no zip, or is damaged
     * @throws IOException if it cannot be read
     */
    public static BoundedZip open(Path file, Limit limit) throws IOException {
        return open(file, ZipFile.OPEN_READ, limit);
    }

    /**
     * Opens a temporary file, which is gone as soon as the zip is closed or the process ends.
     *
     * @throws DuressException as {@link #open}
     * @throws IOException as {@link #open}
     */
    public static BoundedZip openAndDelete(Path file, Limit limit) throws IOException {
        try {
            return open(file, ZipFile.OPEN_READ | ZipFile.OPEN_DELETE, limit);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    @SuppressWarnings("MustBeClosedChecker") // closed by whoever closes this
    private static BoundedZip open(Path file, int mode, Limit limit) throws IOException {
        long size = Files.size(file);
        limit.require(size);
        if (file.getFileSystem() != FileSystems.getDefault()) {
            // Java reads the directory of a zip from files of its own file system alone.
            Path copy = Temporaries.file();
            try {
                Files.write(copy, limit.read(file));
                return openAndDelete(copy, limit);
            } finally {
                Files.deleteIfExists(copy);
            }
        }
        // Java reads the directory as a whole, and it may be all of the file.
        Heap.require(2 * size, "file " + limit.location());
        try {
            ZipFile zip = new ZipFile(file.toFile(), mode);
            try {
                return new BoundedZip(zip, entries(zip, size, limit));
            } catch (IOException | RuntimeException e) {
                zip.close();
                throw e;
            }
        } catch (EOFException e) {
            throw new ZipException("it ends too early");
        } catch (IllegalArgumentException e) {
            throw damaged("a name that is no UTF-8");
        }
    }

    private static Map<String, ZipEntry> entries(ZipFile zip, long size, Limit limit) throws ZipException {
        if (zip.size() > MOST_ENTRIES) {
            throw damaged("more than " + MOST_ENTRIES + " entries");
        }
        Map<String, ZipEntry> entries = new LinkedHashMap<>();
        long total = 0;
        for (Iterator<? extends ZipEntry> all = zip.entries().asIterator(); all.hasNext(); ) {
            ZipEntry entry = all.next();
            if (entry.getSize() < 0 || entry.getCompressedSize() < 0) {
                throw damaged("an entry without a size");
            }
            total += Math.min(entry.getSize(), limit.bytes() + 1);
            limit.require(total);
            if (entries.put(entry.getName(), entry) != null) {
                throw damaged("two entries of one name");
            }
        }
        if (total > HARMLESS && total / MOST_RATIO > size) {
            throw new DuressException("file " + limit.location() + " unpacks from " + Heap.text(size) + " to "
                    + Heap.text(total) + ", as a zip bomb does and numbers do not; check where it comes from");
        }
        return Collections.unmodifiableMap(entries);
    }

    /** The names of all entries, in the directory's order. */
    public Set<String> names() {
        return entries.keySet();
    }

    /** How many bytes an entry holds; empty where there is none of this name. */
    public Optional<Long> size(String name) {
        return Optional.ofNullable(entries.get(name)).map(ZipEntry::getSize);
    }

    /**
     * All bytes of an entry.
     *
     * @throws ZipException if there is none of this name, or it is damaged
     * @throws IOException if it cannot be read
     */
    public byte[] read(String name) throws IOException {
        try (InputStream in = stream(name)) {
            Heap.require(entry(name).getSize(), "entry '" + name + "' of file " + zip.getName());
            // One more than there should be, so that the end is reached and checked.
            return in.readNBytes((int) Math.min(entry(name).getSize() + 1, Integer.MAX_VALUE - 8));
        }
    }

    /**
     * An entry as a stream, which gives no more bytes than the directory says, and fails at the end where there are
     * fewer, or their checksum is wrong. It has to be read to its end.
     *
     * @throws ZipException if there is none of this name, or it is damaged
     * @throws IOException if it cannot be read
     */
    public InputStream stream(String name) throws IOException {
        ZipEntry entry = entry(name);
        InputStream packed = zip.getInputStream(entry);
        if (packed == null) {
            throw damaged("an entry that cannot be found");
        }
        return new Checked(packed, entry);
    }

    private ZipEntry entry(String name) throws ZipException {
        ZipEntry entry = entries.get(name);
        if (entry == null) {
            throw new ZipException("it has no entry '" + name + "'");
        }
        return entry;
    }

    private static ZipException damaged(String what) {
        return new ZipException("it has " + what);
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            // What was read is checked already, and nothing was written.
            return;
        }
    }

    private static final class Checked extends FilterInputStream {
        private final ZipEntry entry;
        private final CRC32 crc = new CRC32();
        private long left;

        Checked(InputStream packed, ZipEntry entry) {
            super(packed);
            this.entry = entry;
            this.left = entry.getSize();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int count;
            try {
                count = super.read(bytes, from, length);
            } catch (EOFException e) {
                throw damaged("an entry that ends too early");
            }
            if (count < 0) {
                if (left > 0) {
                    throw damaged("an entry that ends too early");
                }
                if (entry.getCrc() != crc.getValue()) {
                    throw damaged("an entry whose checksum does not match");
                }
                return count;
            }
            left -= count;
            if (left < 0) {
                throw damaged("an entry that holds more than it says");
            }
            crc.update(bytes, from, count);
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            return readNBytes((int) Math.min(count, 1 << 13)).length; // what is skipped is checked too
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}

package org.duress.model.torchscript;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.duress.model.ModelFile;

/**
 * The directory at the end of a zip in memory, from which torch reads it. Java's own reader of directories wants a file, does not
 * verify checksums, and its reader of streams knows nothing of directories.
 */
final class ZipDirectory {
    private static final int END = 0x06054b50;
    private static final int END_LENGTH = 22;
    private static final int END_64 = 0x06064b50;
    private static final int END_64_LENGTH = 56;
    private static final int LOCATOR = 0x07064b50;
    private static final int LOCATOR_LENGTH = 20;
    private static final int CENTRAL = 0x02014b50;
    private static final int CENTRAL_LENGTH = 46;
    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_LENGTH = 30;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final int IN_EXTRA = 0xffffffff;
    private static final int EXTRA_64 = 1;
    private static final int ENCRYPTED = 1;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;

    /** Torch's exporter writes an entry a tensor and two a class; a network of more than this many is no 2-D U-Net. */
    static final int MOST_ENTRIES = 0xffff - 1;

    private final ByteBuffer zip;
    private final String location;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private ZipDirectory(byte[] file, String location) {
        this.zip = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        this.location = location;
    }

    /**
     * The entries by name, in the directory's order.
     *
     * @param location for messages
     * @throws Refusal if the directory is damaged, or names one entry twice: torch, which compares without case, might read the
     *     other
     * @throws org.duress.DuressException if it unpacks to too much
     */
    static Map<String, Entry> of(byte[] file, String location) {
        ZipDirectory directory = new ZipDirectory(file, location);
        try {
            directory.read();
        } catch (IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException e) {
            throw Refusal.damaged("its zip directory points outside the file");
        }
        return directory.entries;
    }

    /** An entry whose bytes lie within the file. */
    static final class Entry {
        private final byte[] file;
        private final String name;
        private final int from;
        private final int packed;
        private final boolean deflated;
        private final int crc;
        private final long size;

        private Entry(byte[] file, String name, int from, int packed, boolean deflated, int crc, long size) {
            this.file = file;
            this.name = name;
            this.from = from;
            this.packed = packed;
            this.deflated = deflated;
            this.crc = crc;
            this.size = size;
        }

        /** Bytes when unpacked. */
        long size() {
            return size;
        }

        int crc() {
            return crc;
        }

        /** What is packed, unpacked: {@link #size} bytes where {@link #requireIntact} holds. */
        InputStream stream() {
            InputStream in = new ByteArrayInputStream(file, from, packed);
            return deflated ? new InflaterInputStream(in, new Inflater(true)) : in;
        }

        /** @throws Refusal if size or checksum are not those of the directory */
        void requireIntact() {
            CRC32 sum = new CRC32();
            long count = 0;
            byte[] buffer = new byte[1 << 16];
            try (InputStream in = stream()) {
                for (int n = in.read(buffer); n > 0 && count <= size; n = in.read(buffer)) {
                    sum.update(buffer, 0, n);
                    count += n;
                }
            } catch (IOException e) {
                throw Refusal.damaged(name + " does not unpack: " + e.getMessage());
            }
            if (count != size) {
                throw Refusal.damaged(name + " has not the length that the zip's directory gives");
            }
            if ((int) sum.getValue() != crc) {
                throw Refusal.damaged(name + " does not have its checksum");
            }
        }

        /**
         * All bytes, verified.
         *
         * @param most no more are unpacked
         */
        byte[] bytes(int most) {
            if (size > most) {
                throw Refusal.of(
                        "holds " + name + " of " + (size >> 20) + " MiB, where " + (most >> 20)
                                + " MiB are enough for any" + " 2-D segmentation model",
                        "check where it comes from");
            }
            requireIntact();
            try (InputStream in = stream()) {
                return in.readNBytes((int) size);
            } catch (IOException e) {
                throw Refusal.damaged(name + " does not unpack: " + e.getMessage());
            }
        }
    }

    private void read() {
        int end = end();
        long count = Short.toUnsignedLong(zip.getShort(end + 10));
        long length = Integer.toUnsignedLong(zip.getInt(end + 12));
        long from = Integer.toUnsignedLong(zip.getInt(end + 16));
        long until = end;
        int locator = end - LOCATOR_LENGTH;
        if (locator >= 0 && zip.getInt(locator) == LOCATOR) {
            until = zip.getLong(locator + 8);
            int end64 = Math.toIntExact(until);
            if (zip.getInt(end64) != END_64 || end64 + END_64_LENGTH > locator) {
                throw Refusal.damaged("its zip directory has no beginning");
            }
            count = zip.getLong(end64 + 32);
            length = zip.getLong(end64 + 40);
            from = zip.getLong(end64 + 48);
        }
        if (count < 0 || count > MOST_ENTRIES) {
            throw Refusal.of("is a zip of more than " + MOST_ENTRIES + " entries", "check where it comes from");
        }
        if (from < 0 || length < 0 || Math.addExact(from, length) != until) {
            throw Refusal.damaged("its zip directory is not where its end says");
        }
        Set<String> folded = new HashSet<>();
        int at = Math.toIntExact(from);
        long total = 0;
        for (long i = 0; i < count; i++) {
            if (zip.getInt(at) != CENTRAL) {
                throw Refusal.damaged("its zip directory has fewer entries than it says");
            }
            String name = name(at + CENTRAL_LENGTH, Short.toUnsignedInt(zip.getShort(at + 28)));
            Entry entry = entry(at, name);
            total += entry.size();
            ModelFile.requireBounded(total, location);
            if (!folded.add(name.toLowerCase(Locale.ROOT))) {
                throw Refusal.of(
                        "holds " + name + " twice (or names that differ only in upper and lower case), and which one"
                                + " PyTorch would read is not known",
                        "save it again");
            }
            entries.put(name, entry);
            at += CENTRAL_LENGTH
                    + Short.toUnsignedInt(zip.getShort(at + 28))
                    + Short.toUnsignedInt(zip.getShort(at + 30))
                    + Short.toUnsignedInt(zip.getShort(at + 32));
        }
    }

    private int end() {
        int last = zip.capacity() - END_LENGTH;
        for (int at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
            if (zip.getInt(at) == END
                    && at + END_LENGTH + Short.toUnsignedInt(zip.getShort(at + 20)) == zip.capacity()) {
                return at;
            }
        }
        throw Refusal.damaged("it has no zip directory at its end, as after a download that broke off");
    }

    private String name(int at, int length) {
        byte[] bytes = new byte[length];
        zip.get(at, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private Entry entry(int at, String name) {
        int method = Short.toUnsignedInt(zip.getShort(at + 10));
        if ((zip.getShort(at + 8) & ENCRYPTED) != 0 || (method != STORED && method != DEFLATED)) {
            throw Refusal.of("holds " + name + " encrypted, or packed in a way that PyTorch does not", "save it again");
        }
        int nameLength = Short.toUnsignedInt(zip.getShort(at + 28));
        int extra = at + CENTRAL_LENGTH + nameLength;
        long[] sizes = {
            Integer.toUnsignedLong(zip.getInt(at + 24)),
            Integer.toUnsignedLong(zip.getInt(at + 20)),
            Integer.toUnsignedLong(zip.getInt(at + 42))
        };
        fill(sizes, extra, extra + Short.toUnsignedInt(zip.getShort(at + 30)));
        int local = Math.toIntExact(sizes[2]);
        if (sizes[0] < 0 || sizes[1] < 0 || zip.getInt(local) != LOCAL) {
            throw Refusal.damaged(name + " is not where the zip's directory says");
        }
        int localName = Short.toUnsignedInt(zip.getShort(local + 26));
        if (!name.equals(name(local + LOCAL_LENGTH, localName))
                || Short.toUnsignedInt(zip.getShort(local + 8)) != method) {
            throw Refusal.damaged(name + " has another name or packing in the zip's directory than beside its bytes");
        }
        int from = local + LOCAL_LENGTH + localName + Short.toUnsignedInt(zip.getShort(local + 28));
        int packed = Math.toIntExact(sizes[1]);
        if (from > zip.capacity() - packed || (method == STORED && sizes[0] != packed)) {
            throw Refusal.damaged(name + " ends after the file does, or is longer than its bytes");
        }
        return new Entry(zip.array(), name, from, packed, method == DEFLATED, zip.getInt(at + 16), sizes[0]);
    }

    /** Sizes that do not fit 32 bits stand in an extra field, in order. */
    private void fill(long[] sizes, int from, int to) {
        int at = from;
        while (at + 4 <= to) {
            int length = Short.toUnsignedInt(zip.getShort(at + 2));
            if (zip.getShort(at) == EXTRA_64) {
                int value = at + 4;
                for (int i = 0; i < sizes.length; i++) {
                    if ((int) sizes[i] == IN_EXTRA) {
                        sizes[i] = zip.getLong(value);
                        value += Long.BYTES;
                    }
                }
                return;
            }
            at += 4 + length;
        }
    }
}

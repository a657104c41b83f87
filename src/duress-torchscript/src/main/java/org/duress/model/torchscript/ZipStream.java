package org.duress.model.torchscript;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A plain zip of entries that were checked, written anew: stored, one local header each, one directory. So torch reads
 * what was checked, however odd the file was that it came from. The bytes are read from that file, and
 * held against their checksums again, as torch asks for them.
 */
final class ZipStream {
    /** What the directory's end has room for. */
    static final int MOST_ENTRIES = 0xffff;

    private static final short STORED = 0;
    private static final short VERSION = 20;

    private ZipStream() {}

    /**
     * @param folder of all entries
     * @param entries intact; less than 4 GiB together, no more than {@link #MOST_ENTRIES}
     */
    static InputStream of(String folder, Map<String, ArchiveEntry> entries) {
        List<Supplier<InputStream>> parts = new ArrayList<>();
        ByteBuffer[] directory = new ByteBuffer[entries.size()];
        long offset = 0;
        int length = 0;
        int i = 0;
        for (Map.Entry<String, ArchiveEntry> entry : entries.entrySet()) {
            byte[] name = (folder + "/" + entry.getKey()).getBytes(StandardCharsets.UTF_8);
            ByteBuffer local = header(30 + name.length, 0x04034b50).putShort(VERSION);
            common(local, name, entry.getValue()).putShort((short) 0).put(name);
            ByteBuffer central =
                    header(46 + name.length, 0x02014b50).putShort(VERSION).putShort(VERSION);
            common(central, name, entry.getValue());
            // Extra field, comment, disk, attributes (of two lengths): none.
            central.putShort((short) 0)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putInt(0);
            central.putInt((int) offset).put(name);
            parts.add(() -> bytes(local));
            parts.add(entry.getValue()::stream);
            offset += local.capacity() + entry.getValue().size();
            directory[i++] = central;
            length += central.capacity();
        }
        for (ByteBuffer central : directory) {
            parts.add(() -> bytes(central));
        }
        ByteBuffer end = header(22, 0x06054b50).putShort((short) 0).putShort((short) 0);
        end.putShort((short) entries.size()).putShort((short) entries.size());
        end.putInt(length).putInt((int) offset).putShort((short) 0);
        parts.add(() -> bytes(end));
        return new Joined(parts.iterator());
    }

    /** One after another; each is opened when the one before has ended. */
    private static final class Joined extends InputStream {
        private final Iterator<Supplier<InputStream>> parts;
        private InputStream part = InputStream.nullInputStream();

        Joined(Iterator<Supplier<InputStream>> parts) {
            this.parts = parts;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int from, int length) throws IOException {
            int count = part.read(to, from, length);
            while (count < 0 && parts.hasNext()) {
                part.close();
                part = parts.next().get();
                count = part.read(to, from, length);
            }
            return count;
        }

        @Override
        public void close() throws IOException {
            part.close();
        }
    }

    private static InputStream bytes(ByteBuffer filled) {
        byte[] copy = new byte[filled.flip().remaining()];
        filled.get(copy);
        return new ByteArrayInputStream(copy);
    }

    private static ByteBuffer header(int length, int signature) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN).putInt(signature);
    }

    /** Flags, method, time, date (the first there is), checksum, both sizes, length of the name. */
    private static ByteBuffer common(ByteBuffer header, byte[] name, ArchiveEntry entry) {
        header.putShort((short) 0)
                .putShort(STORED)
                .putShort((short) 0)
                .putShort((short) 0x21)
                .putInt(entry.crc());
        return header.putInt((int) entry.size()).putInt((int) entry.size()).putShort((short) name.length);
    }
}

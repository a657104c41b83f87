package org.duress.model.torchscript;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * A plain zip of entries that were checked, written anew: stored, one local header each, one directory. So torch reads
 * what was checked, however odd the file was that it came from. The bytes are read from that file as torch asks for them.
 */
final class ZipStream {
    private static final short STORED = 0;
    private static final short VERSION = 20;

    private ZipStream() {}

    /**
     * @param folder of all entries
     * @param entries intact; less than 4 GiB together, no more than {@link ZipDirectory#MOST_ENTRIES}
     */
    static InputStream of(String folder, Map<String, ZipDirectory.Entry> entries) {
        List<InputStream> parts = new ArrayList<>();
        ByteBuffer[] directory = new ByteBuffer[entries.size()];
        long offset = 0;
        int length = 0;
        int i = 0;
        for (Map.Entry<String, ZipDirectory.Entry> entry : entries.entrySet()) {
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
            parts.add(new ByteArrayInputStream(local.array()));
            parts.add(entry.getValue().stream());
            offset += local.capacity() + entry.getValue().size();
            directory[i++] = central;
            length += central.capacity();
        }
        for (ByteBuffer central : directory) {
            parts.add(new ByteArrayInputStream(central.array()));
        }
        ByteBuffer end = header(22, 0x06054b50).putShort((short) 0).putShort((short) 0);
        end.putShort((short) entries.size()).putShort((short) entries.size());
        end.putInt(length).putInt((int) offset).putShort((short) 0);
        parts.add(new ByteArrayInputStream(end.array()));
        return new SequenceInputStream(Collections.enumeration(parts));
    }

    private static ByteBuffer header(int length, int signature) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN).putInt(signature);
    }

    /** Flags, method, time, date (the first there is), checksum, both sizes, length of the name. */
    private static ByteBuffer common(ByteBuffer header, byte[] name, ZipDirectory.Entry entry) {
        header.putShort((short) 0)
                .putShort(STORED)
                .putShort((short) 0)
                .putShort((short) 0x21)
                .putInt(entry.crc());
        return header.putInt((int) entry.size()).putInt((int) entry.size()).putShort((short) name.length);
    }
}

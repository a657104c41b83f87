package org.duress.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Zips that Java's own writer refuses to write: names that are no UTF-8, names given twice. */
final class Zips {
    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final short VERSION = 20;
    private static final short UTF_8 = 1 << 11;
    private static final short DEFLATED = 8;

    private Zips() {}

    static byte[] of(List<Container.Part> parts) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ByteArrayOutputStream directory = new ByteArrayOutputStream();
        for (Container.Part part : parts) {
            byte[] packed = part.stored() ? part.content() : deflated(part.content());
            CRC32 crc = new CRC32();
            crc.update(part.content());
            int offset = file.size();
            ByteBuffer common = ByteBuffer.allocate(26).order(ByteOrder.LITTLE_ENDIAN);
            common.putShort(VERSION).putShort(UTF_8).putShort(part.stored() ? 0 : DEFLATED);
            common.putInt(0x00210000).putInt((int) crc.getValue());
            common.putInt(packed.length).putInt(part.content().length);
            common.putShort((short) part.name().length).putShort((short) 0);
            file.writeBytes(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(LOCAL)
                    .array());
            file.writeBytes(common.array());
            file.writeBytes(part.name());
            file.writeBytes(packed);
            ByteBuffer entry = ByteBuffer.allocate(46).order(ByteOrder.LITTLE_ENDIAN);
            entry.putInt(CENTRAL)
                    .putShort(VERSION)
                    .put(common.array())
                    .putShort((short) 0)
                    .putShort((short) 0);
            entry.putShort((short) 0).putInt(0).putInt(offset);
            directory.writeBytes(entry.array());
            directory.writeBytes(part.name());
        }
        ByteBuffer end = ByteBuffer.allocate(22).order(ByteOrder.LITTLE_ENDIAN);
        end.putInt(END).putInt(0).putShort((short) parts.size()).putShort((short) parts.size());
        end.putInt(directory.size()).putInt(file.size()).putShort((short) 0);
        file.writeBytes(directory.toByteArray());
        file.writeBytes(end.array());
        return file.toByteArray();
    }

    private static byte[] deflated(byte[] content) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        deflater.setInput(content);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }
}

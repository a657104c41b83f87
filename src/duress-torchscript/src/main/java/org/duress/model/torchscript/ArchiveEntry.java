package org.duress.model.torchscript;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.duress.base.BoundedZip;

/**
 * An entry of an archive whose bytes are intact.
 *
 * @param zip that holds it
 * @param name in it
 * @param size bytes when unpacked
 * @param crc checksum of them
 */
record ArchiveEntry(BoundedZip zip, String name, long size, int crc) {
    /**
     * Reads the entry once.
     *
     * @throws Refusal if it is damaged
     */
    static ArchiveEntry of(BoundedZip zip, String name) {
        try (CheckedInputStream in = new CheckedInputStream(zip.stream(name), new CRC32())) {
            long size = in.transferTo(java.io.OutputStream.nullOutputStream());
            return new ArchiveEntry(zip, name, size, (int) in.getChecksum().getValue());
        } catch (IOException e) {
            throw Refusal.damaged(name + ": " + e.getMessage());
        }
    }

    InputStream stream() {
        try {
            return zip.stream(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws Refusal if there are more than the most, or they cannot be read any more */
    byte[] bytes(int most) {
        if (size > most) {
            throw Refusal.of(
                    "holds " + name + " of " + size + " bytes, where " + most
                            + " are enough for any segmentation model",
                    "check where it comes from");
        }
        try {
            return zip.read(name);
        } catch (IOException e) {
            throw Refusal.damaged(name + ": " + e.getMessage());
        }
    }
}

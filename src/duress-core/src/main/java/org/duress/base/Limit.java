package org.duress.base;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.duress.DuressException;

/**
 * How much a file may hold.
 *
 * @param location how messages name the file
 * @param bytes most, unpacked where it is packed
 * @param reason ends the sentence "file x holds more than n MiB", as in ", which no spec needs"
 */
public record Limit(String location, long bytes, String reason) {
    /**
     * Refuses what is too large.
     *
     * @param found bytes
     * @throws DuressException if there are more than may be
     */
    public void require(long found) {
        if (found > bytes || found < 0) {
            throw new DuressException("file " + location + " holds more than " + Heap.text(bytes) + reason
                    + "; check where it comes from");
        }
    }

    /**
     * All bytes of a file, whose size is asked first.
     *
     * @throws DuressException if it is larger
     * @throws IOException if it cannot be read
     */
    public byte[] read(Path file) throws IOException {
        long size = Files.size(file);
        require(size);
        Heap.require(size, "file " + location);
        try (InputStream in = Files.newInputStream(file)) {
            return read(in);
        }
    }

    /**
     * All bytes of a stream, whose size cannot be asked. Memory is taken as data arrives.
     *
     * @throws DuressException if there are more
     * @throws IOException if it cannot be read
     */
    public byte[] read(InputStream in) throws IOException {
        byte[] read = in.readNBytes((int) Math.min(bytes + 1, Integer.MAX_VALUE - 8));
        require(read.length);
        return read;
    }
}

package org.duress.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.duress.DuressException;

/** Reads one NIfTI-1 or NIfTI-2 volume from a single file, gzipped or not. */
final class NiftiReader {
    private static final int FIRST_CHUNK = 1 << 24;
    private static final int MOST_BYTES = Integer.MAX_VALUE - 64;
    private static final int BUFFER = 1 << 16;

    private NiftiReader() {}

    /**
     * Reads a volume of real numbers.
     *
     * @throws DuressException if the file is missing, damaged, truncated, or not one 3-D volume
     */
    static NiftiVolume read(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".hdr") || name.endsWith(".img")) {
            throw new DuressException(
                    file + " is part of a .hdr/.img pair, which is not read; convert it to .nii or .nii.gz");
        }
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new DuressException(file + " cannot be read; check that it exists and its permissions");
        }
        try (InputStream stream = open(file)) {
            return read(stream, file);
        } catch (EOFException e) {
            throw new DuressException(file + " is truncated: its gzip stream ends too early; copy it again", e);
        } catch (ZipException e) {
            throw new DuressException(file + " is damaged: its gzip stream is corrupt; copy it again", e);
        } catch (IOException e) {
            throw new DuressException(
                    file + " cannot be read (" + e.getMessage() + "); check the file and its disk", e);
        }
    }

    @SuppressWarnings("MustBeClosedChecker")
    private static InputStream open(Path file) throws IOException {
        InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        try {
            raw.mark(2);
            boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
            raw.reset();
            return gzip ? new GZIPInputStream(raw, BUFFER) : raw;
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    private static NiftiVolume read(InputStream stream, Path file) throws IOException {
        byte[] start = stream.readNBytes(NiftiHeader.MOST_BYTES);
        NiftiHeader header = NiftiHeader.of(ByteBuffer.wrap(start), file);
        long wanted = bytes(header, file);
        // The header may already hold the first voxels: NIfTI-1 data can begin at byte 348.
        long offset = header.offset();
        if (offset < NiftiHeader.LEAST_BYTES || offset > Integer.MAX_VALUE) {
            throw new DuressException(
                    file + " says that its voxels begin at byte " + offset + "; its header is damaged, write it again");
        }
        byte[] early = offset < start.length ? Arrays.copyOfRange(start, (int) offset, start.length) : new byte[0];
        long gap = Math.max(0, offset - start.length);
        if (stream.readNBytes((int) Math.min(gap, MOST_BYTES)).length < gap) {
            throw tooShort(file, wanted, 0);
        }
        byte[] data = read(stream, early, (int) wanted, file);
        // To the end, so that gzip checks its checksum.
        while (stream.skip(Long.MAX_VALUE) > 0 || stream.read() >= 0) {}
        return new NiftiVolume(file, header, ByteBuffer.wrap(data).order(header.order()));
    }

    private static long bytes(NiftiHeader header, Path file) {
        double exact = (double) header.columns()
                * header.rows()
                * header.slices()
                * header.type().bytes();
        if (exact > MOST_BYTES) {
            throw new DuressException(file + " claims " + header.columns() + " x " + header.rows() + " x "
                    + header.slices() + " voxels, more than 2 GiB; crop it or store it as smaller numbers");
        }
        return (long) exact;
    }

    private static byte[] read(InputStream stream, byte[] early, int wanted, Path file) throws IOException {
        byte[] data = new byte[Math.min(wanted, FIRST_CHUNK)];
        int have = Math.min(early.length, wanted);
        System.arraycopy(early, 0, data, 0, Math.min(have, data.length));
        while (have < wanted) {
            if (have == data.length) {
                // Grown as data arrives: a damaged header must not claim memory that the file cannot fill.
                data = Arrays.copyOf(data, (int) Math.min(wanted, 2L * data.length));
            }
            int count = stream.readNBytes(data, have, data.length - have);
            if (count == 0) {
                throw tooShort(file, wanted, have);
            }
            have += count;
        }
        return data;
    }

    private static DuressException tooShort(Path file, long wanted, long have) {
        return new DuressException(file + " is truncated: its header promises " + wanted + " bytes of voxels but "
                + have + " are there; copy it again");
    }
}

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
import java.util.zip.ZipException;
import org.duress.DuressException;

/**
 * Reads one NIfTI-1 or NIfTI-2 volume from a single file, gzipped or not. What is read is bounded by the header,
 * however much the file unpacks to.
 */
final class NiftiReader {
    private static final int FIRST_CHUNK = 1 << 24;
    private static final int BUFFER = 1 << 16;

    /** Some writers pad what they write; the checksum comes behind that. */
    private static final long LEAST_TAIL = 1 << 24;

    /** What deflate packs into one byte at most: 258 bytes take two bits. */
    private static final long MOST_PACKED = 258 * 4;

    private NiftiReader() {}

    /**
     * Reads a volume of real numbers.
     *
     * @throws DuressException if the file is missing, damaged, truncated, or not one 3-D volume of one or more channels
     */
    static NiftiVolume read(Path file) {
        return with(file, stream -> volume(stream, file));
    }

    /**
     * Reads a header alone.
     *
     * @throws DuressException if the file is missing, its header is damaged, or it is too small for the voxels that it
     *     promises
     */
    static NiftiHeader header(Path file) {
        return with(file, stream -> {
            NiftiHeader header = header(stream, file);
            long size = Files.size(file);
            long most = stream instanceof GzipMembers ? size * MOST_PACKED : size;
            if (header.voxelBytes() > most) {
                throw new DuressException(file + " is truncated: its header promises " + header.voxelBytes()
                        + " bytes of voxels but no more than " + most + " can be there; copy it again");
            }
            return header;
        });
    }

    /** What stands before the voxels of a sound file: its header, and extensions. */
    static byte[] start(Path file) {
        NiftiHeader header = header(file);
        return with(file, stream -> stream.readNBytes(header.bytes() + header.gap()));
    }

    /** Reads no further than the header, behind which the voxels and another gzip member may begin. */
    private static NiftiHeader header(InputStream stream, Path file) throws IOException {
        ByteBuffer start = ByteBuffer.wrap(stream.readNBytes(NiftiHeader.BYTES_1));
        if (NiftiHeader.isSecond(start)) {
            byte[] rest = stream.readNBytes(NiftiHeader.BYTES_2 - NiftiHeader.BYTES_1);
            start = ByteBuffer.allocate(start.limit() + rest.length)
                    .put(start)
                    .put(rest)
                    .flip();
        }
        return NiftiHeader.of(start, file);
    }

    @FunctionalInterface
    private interface Reading<T> {
        T of(InputStream stream) throws IOException;
    }

    private static <T> T with(Path file, Reading<T> reading) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".hdr") || name.endsWith(".img")) {
            throw new DuressException(
                    file + " is part of a .hdr/.img pair, which is not read; convert it to .nii or .nii.gz");
        }
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new DuressException(file + " cannot be read; check that it exists and its permissions");
        }
        try (InputStream stream = open(file)) {
            return reading.of(stream);
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
            return gzip ? new GzipMembers(raw) : raw;
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    private static NiftiVolume volume(InputStream stream, Path file) throws IOException {
        NiftiHeader header = header(stream, file);
        long wanted = header.voxelBytes();
        if (!skip(stream, header.gap())) {
            throw tooShort(file, wanted, 0);
        }
        byte[] data = read(stream, (int) wanted, file);
        if (stream instanceof GzipMembers zipped) {
            verify(zipped, Math.max(LEAST_TAIL, wanted), file);
        }
        return new NiftiVolume(file, header, ByteBuffer.wrap(data).order(header.order()));
    }

    private static boolean skip(InputStream stream, int bytes) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int rest = bytes; rest > 0; ) {
            int count = stream.read(buffer, 0, Math.min(rest, buffer.length));
            if (count < 0) {
                return false;
            }
            rest -= count;
        }
        return true;
    }

    private static byte[] read(InputStream stream, int wanted, Path file) throws IOException {
        // Grown as data arrives: a damaged header must not claim memory that the file cannot fill. Doubled to the very
        // size.
        int doublings = 0;
        while ((wanted >> doublings) > FIRST_CHUNK) {
            doublings++;
        }
        byte[] data = new byte[(int) ((wanted + (1L << doublings) - 1) >> doublings)];
        int have = 0;
        while (have < wanted) {
            if (have == data.length) {
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

    /**
     * Reads on to the end of the gzip member that holds the last voxel, so that its checksum is verified, and no
     * further.
     */
    private static void verify(GzipMembers zipped, long most, Path file) throws IOException {
        int before = zipped.members();
        byte[] buffer = new byte[BUFFER];
        long tail = 0;
        while (zipped.members() == before) {
            int count = zipped.read(buffer, 0, buffer.length);
            if (count < 0) {
                return;
            }
            tail += count;
            if (tail > most) {
                throw new DuressException(file + " goes on for more than " + most
                        + " bytes behind its last voxel, so that its header does not describe it; write it again");
            }
        }
    }

    private static DuressException tooShort(Path file, long wanted, long have) {
        return new DuressException(file + " is truncated: its header promises " + wanted + " bytes of voxels but "
                + have + " are there; copy it again");
    }
}

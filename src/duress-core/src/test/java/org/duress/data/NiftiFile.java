package org.duress.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes NIfTI files for tests, field by field as nifti1.h has them. */
final class NiftiFile {
    private final ByteBuffer header;
    private byte[] voxels = new byte[0];

    private NiftiFile(ByteOrder order) {
        header = ByteBuffer.allocate(352).order(order);
        header.putInt(0, 348);
        header.putFloat(108, 352);
        header.put(344, "n+1\0".getBytes(StandardCharsets.US_ASCII), 0, 4);
        for (int i = 0; i < 8; i++) {
            header.putShort(40 + 2 * i, (short) 1);
            header.putFloat(76 + 4 * i, 1);
        }
    }

    static NiftiFile of(ByteOrder order, int... dims) {
        NiftiFile file = new NiftiFile(order);
        file.header.putShort(40, (short) dims.length);
        for (int i = 0; i < dims.length; i++) {
            file.header.putShort(42 + 2 * i, (short) dims[i]);
        }
        return file;
    }

    /** A little-endian int16 volume whose axes are right to left, anterior to posterior, inferior to superior. */
    static NiftiFile int16(int[] dims, int... values) {
        NiftiFile file = of(ByteOrder.LITTLE_ENDIAN, dims).type(4);
        file.sform(new double[][] {{-1, 0, 0, 0}, {0, -1, 0, 0}, {0, 0, 1, 0}});
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 2).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            bytes.putShort((short) value);
        }
        return file.voxels(bytes.array());
    }

    ByteBuffer header() {
        return header;
    }

    NiftiFile type(int code) {
        header.putShort(70, (short) code);
        return this;
    }

    NiftiFile scale(double slope, double intercept) {
        header.putFloat(112, (float) slope);
        header.putFloat(116, (float) intercept);
        return this;
    }

    NiftiFile sform(double[][] affine) {
        header.putShort(254, (short) 1);
        for (int i = 0; i < 12; i++) {
            header.putFloat(280 + 4 * i, (float) affine[i / 4][i % 4]);
        }
        return this;
    }

    NiftiFile voxels(byte[] bytes) {
        voxels = bytes;
        return this;
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header.array());
        out.writeBytes(voxels);
        return out.toByteArray();
    }

    byte[] gzipped() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Writes the file, gzipped where its name says so. */
    Path write(Path path) throws IOException {
        return Files.write(path, path.toString().endsWith(".gz") ? gzipped() : bytes());
    }
}

package org.duress.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.duress.base.Grid;

/**
 * Writes gzipped NIfTI-1 volumes of slices as {@link Slice} has them: row 0 anterior, column 0 patient right, the first
 * slice lowest. Neighbouring slices are put 1 mm apart, since their distance is not known.
 */
public final class NiftiWriter {
    private static final int HEADER_BYTES = 348;
    private static final int VOXELS_AT = 352;
    private static final short UINT8 = 2;
    private static final short INT32 = 8;
    private static final short FLOAT32 = 16;
    private static final byte MILLIMETRES = 2;
    private static final short SCANNER = 1;
    private static final int LARGEST_UINT8 = 255;

    private NiftiWriter() {}

    /**
     * Writes intensities as float32.
     *
     * @param file written anew
     * @param grid what the slices have in common
     * @param slices a value for each point of the grid each, row-major; at least one
     */
    public static void images(Path file, Grid grid, List<float[]> slices) throws IOException {
        write(file, header(grid, slices.size(), FLOAT32, Float.BYTES), slices.size(), (slice, bytes) -> {
            for (float value : slices.get(slice)) {
                bytes.putFloat(value);
            }
        });
    }

    /**
     * Writes label ids as uint8, or as int32 where one is above 255.
     *
     * @param file written anew
     * @param grid what the slices have in common
     * @param slices an id for each point of the grid, of at least 0 each, row-major; at least one
     */
    public static void labels(Path file, Grid grid, List<int[]> slices) throws IOException {
        boolean large =
                slices.stream().anyMatch(slice -> java.util.Arrays.stream(slice).anyMatch(id -> id > LARGEST_UINT8));
        short type = large ? INT32 : UINT8;
        write(
                file,
                header(grid, slices.size(), type, large ? Integer.BYTES : Byte.BYTES),
                slices.size(),
                (slice, bytes) -> {
                    for (int id : slices.get(slice)) {
                        if (large) {
                            bytes.putInt(id);
                        } else {
                            bytes.put((byte) id);
                        }
                    }
                });
    }

    @FunctionalInterface
    private interface Voxels {
        void put(int slice, ByteBuffer into);
    }

    private static void write(Path file, Header header, int slices, Voxels voxels) throws IOException {
        try (OutputStream raw = new BufferedOutputStream(Files.newOutputStream(file));
                OutputStream out = new GZIPOutputStream(raw)) {
            out.write(header.bytes().array());
            ByteBuffer slice = ByteBuffer.allocate(header.sliceBytes()).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < slices; i++) {
                voxels.put(i, slice.clear());
                out.write(slice.array());
            }
        }
    }

    private record Header(ByteBuffer bytes, int sliceBytes) {}

    /** The fields of nifti1.h by their offsets; what is not set is 0. */
    private static Header header(Grid grid, int slices, short type, int voxelBytes) {
        boolean known = Double.isFinite(grid.spacing(0)) && Double.isFinite(grid.spacing(1));
        float columnSpacing = known ? (float) grid.spacing(1) : 1;
        float rowSpacing = known ? (float) grid.spacing(0) : 1;
        ByteBuffer b = ByteBuffer.allocate(VOXELS_AT).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(0, HEADER_BYTES);
        short[] dim = {3, (short) grid.width(), (short) grid.height(), (short) slices, 1, 1, 1, 1};
        float[] pixdim = {1, columnSpacing, rowSpacing, 1, 1, 1, 1, 1};
        for (int i = 0; i < dim.length; i++) {
            b.putShort(40 + Short.BYTES * i, dim[i]);
            b.putFloat(76 + Float.BYTES * i, pixdim[i]);
        }
        b.putShort(70, type);
        b.putShort(72, (short) (8 * voxelBytes));
        b.putFloat(108, VOXELS_AT);
        b.putFloat(112, 1);
        b.put(123, known ? MILLIMETRES : 0);
        // Columns run towards patient left and rows towards posterior: against x and y.
        b.putShort(254, SCANNER);
        b.putFloat(280, -columnSpacing);
        b.putFloat(280 + 5 * Float.BYTES, -rowSpacing);
        b.putFloat(280 + 10 * Float.BYTES, 1);
        b.put(344, "n+1\0".getBytes(StandardCharsets.US_ASCII));
        return new Header(b, grid.height() * grid.width() * voxelBytes);
    }
}

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
 * Writes gzipped NIfTI-1 volumes of slices, or of one volume, as {@link Slice} has them: row 0 anterior, column 0
 * patient right, the first slice lowest. Neighbouring slices are put 1 mm apart, since their distance is not known;
 * planes of a volume are as far apart as its grid says.
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
     * @param grid what the slices have in common, or that of a volume
     * @param slices a value for each point of the grid each, row-major; at least one, and one for a volume
     */
    public static void images(Path file, Grid grid, List<float[]> slices) throws IOException {
        write(file, grid, slices.size(), FLOAT32, Float.BYTES, (slice, at, bytes) -> {
            bytes.putFloat(slices.get(slice)[at]);
        });
    }

    /**
     * Writes label ids as uint8, or as int32 where one is above 255.
     *
     * @param file written anew
     * @param grid what the slices have in common, or that of a volume
     * @param slices an id for each point of the grid, of at least 0 each, row-major; at least one, and one for a volume
     */
    public static void labels(Path file, Grid grid, List<int[]> slices) throws IOException {
        boolean large =
                slices.stream().anyMatch(slice -> java.util.Arrays.stream(slice).anyMatch(id -> id > LARGEST_UINT8));
        short type = large ? INT32 : UINT8;
        write(file, grid, slices.size(), type, large ? Integer.BYTES : Byte.BYTES, (slice, at, bytes) -> {
            int id = slices.get(slice)[at];
            if (large) {
                bytes.putInt(id);
            } else {
                bytes.put((byte) id);
            }
        });
    }

    @FunctionalInterface
    private interface Voxels {
        void put(int slice, int at, ByteBuffer into);
    }

    private static void write(Path file, Grid grid, int slices, short type, int voxelBytes, Voxels voxels)
            throws IOException {
        if (grid.rank() > 2 && slices != 1) {
            throw new IllegalArgumentException("a file holds one volume, not " + slices);
        }
        int plane = grid.rows() * grid.columns();
        try (OutputStream raw = new BufferedOutputStream(Files.newOutputStream(file));
                OutputStream out = new GZIPOutputStream(raw)) {
            out.write(header(grid, slices * grid.planes(), type, voxelBytes).array());
            // Plane by plane, so that no second volume is held.
            ByteBuffer bytes = ByteBuffer.allocate(plane * voxelBytes).order(ByteOrder.LITTLE_ENDIAN);
            for (int slice = 0; slice < slices; slice++) {
                for (int at = 0; at < grid.voxels(); at += plane) {
                    bytes.clear();
                    for (int i = at; i < at + plane; i++) {
                        voxels.put(slice, i, bytes);
                    }
                    out.write(bytes.array());
                }
            }
        }
    }

    /** The fields of nifti1.h by their offsets; what is not set is 0. */
    private static ByteBuffer header(Grid grid, int slices, short type, int voxelBytes) {
        int rows = grid.rank() - 2;
        boolean known = grid.spacing().stream().allMatch(Double::isFinite);
        float columnSpacing = known ? (float) grid.spacing(rows + 1) : 1;
        float rowSpacing = known ? (float) grid.spacing(rows) : 1;
        float sliceSpacing = known && rows > 0 ? (float) grid.spacing(0) : 1;
        ByteBuffer b = ByteBuffer.allocate(VOXELS_AT).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(0, HEADER_BYTES);
        short[] dim = {3, (short) grid.columns(), (short) grid.rows(), (short) slices, 1, 1, 1, 1};
        float[] pixdim = {1, columnSpacing, rowSpacing, sliceSpacing, 1, 1, 1, 1};
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
        b.putFloat(280 + 10 * Float.BYTES, sliceSpacing);
        b.put(344, "n+1\0".getBytes(StandardCharsets.US_ASCII));
        return b;
    }
}

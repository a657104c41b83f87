package org.duress.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.duress.base.Grid;
import org.duress.base.ImageKind;

/**
 * Writes gzipped NIfTI-1 files of images as {@link Slice} has them: row 0 anterior, column 0 patient right, the first
 * plane lowest. A file holds one volume, or slices of one size, which become its planes and are put 1 mm apart, since
 * their distance is not known, or one slice, which has two dimensions. Where the scanner had its origin is not known
 * either: it is the first voxel.
 */
public final class NiftiWriter {
    private static final int HEADER_BYTES = 348;
    private static final int VOXELS_AT = 352;
    private static final short UINT8 = 2;
    private static final short INT32 = 8;
    private static final short FLOAT32 = 16;
    private static final byte MILLIMETRES = 2;
    private static final short SCANNER = 1;

    /** Intent code of nifti1.h: the fifth dimension holds the components of a vector. */
    private static final short VECTOR = 1007;

    private static final int LARGEST_UINT8 = 255;

    private NiftiWriter() {}

    /**
     * Writes intensities as float32.
     *
     * @param file written anew
     * @param grid of each image
     * @param images one volume, or at least one slice: a value for each point of the grid each, row-major
     */
    public static void images(Path file, Grid grid, List<float[]> images) throws IOException {
        fields(file, grid, images, 1);
    }

    /**
     * Writes vectors as float32, a component after the other, along the fifth dimension.
     *
     * @param file written anew
     * @param grid of each image
     * @param fields of one volume, or of at least one slice: {@code [grid, components]} each, row-major
     * @param components of a point; of one there is no fifth dimension
     */
    public static void fields(Path file, Grid grid, List<float[]> fields, int components) throws IOException {
        fields(file, new Shape(grid, fields.size(), false), fields, components);
    }

    /**
     * Writes intensities of one slice, or of one volume, as float32. A slice's file has two dimensions, and no plane
     * whose distance would have to be made up.
     *
     * @param file written anew
     * @param image a value for each point of the grid, row-major
     */
    public static void image(Path file, Grid grid, float[] image) throws IOException {
        fields(file, new Shape(grid, 1, true), List.of(image), 1);
    }

    /** The same of label ids, as {@link #labels} has them. */
    public static void label(Path file, Grid grid, int[] label) throws IOException {
        labels(file, new Shape(grid, 1, true), List.of(label));
    }

    private static void fields(Path file, Shape shape, List<float[]> fields, int components) throws IOException {
        write(file, shape.header(FLOAT32, Float.BYTES, components), shape, components, Float.BYTES, (at, bytes) -> {
            float[] from = fields.get(at.image());
            for (int point = at.first(); point < at.first() + shape.area(); point++) {
                bytes.putFloat(from[point * components + at.component()]);
            }
        });
    }

    /**
     * Writes label ids as uint8, or as int32 where one is above 255.
     *
     * @param file written anew
     * @param grid of each image
     * @param images one volume, or at least one slice: an id of at least 0 for each point of the grid each, row-major
     */
    public static void labels(Path file, Grid grid, List<int[]> images) throws IOException {
        labels(file, new Shape(grid, images.size(), false), images);
    }

    private static void labels(Path file, Shape shape, List<int[]> images) throws IOException {
        boolean large = images.stream().anyMatch(image -> Arrays.stream(image).anyMatch(id -> id > LARGEST_UINT8));
        int bytesEach = large ? Integer.BYTES : Byte.BYTES;
        write(file, shape.header(large ? INT32 : UINT8, bytesEach, 1), shape, 1, bytesEach, (at, bytes) -> {
            int[] from = images.get(at.image());
            for (int point = at.first(); point < at.first() + shape.area(); point++) {
                if (large) {
                    bytes.putInt(from[point]);
                } else {
                    bytes.put((byte) from[point]);
                }
            }
        });
    }

    /**
     * Where a plane's values come from.
     *
     * @param first point of the plane in its image
     */
    private record PlaneAt(int image, int first, int component) {}

    @FunctionalInterface
    private interface Voxels {
        void put(PlaneAt plane, ByteBuffer into);
    }

    private static void write(Path file, byte[] header, Shape shape, int components, int bytesEach, Voxels voxels)
            throws IOException {
        try (OutputStream raw = new BufferedOutputStream(Files.newOutputStream(file));
                OutputStream out = new GZIPOutputStream(raw)) {
            out.write(header);
            ByteBuffer plane = ByteBuffer.allocate(shape.area() * bytesEach).order(ByteOrder.LITTLE_ENDIAN);
            for (int component = 0; component < components; component++) {
                for (int i = 0; i < shape.planes(); i++) {
                    int own = shape.grid().planes();
                    voxels.put(new PlaneAt(i / own, i % own * shape.area(), component), plane.clear());
                    out.write(plane.array());
                }
            }
        }
    }

    /**
     * So many images of one grid.
     *
     * @param alone whether a slice has two dimensions, not a third of one plane
     */
    private record Shape(Grid grid, int images, boolean alone) {
        Shape {
            if (images < 1 || (images > 1 && grid.kind() == ImageKind.VOLUME)) {
                throw new IllegalArgumentException("a file holds one volume, or slices, not " + images + " of " + grid);
            }
        }

        int planes() {
            return grid.planes() * images;
        }

        /** Points of a plane. */
        int area() {
            return grid.rows() * grid.columns();
        }

        /** The fields of nifti1.h by their offsets; what is not set is 0. */
        byte[] header(short type, int voxelBytes, int components) {
            boolean known = grid.isSpaced();
            float column = known ? (float) grid.spacing(grid.rank() - 1) : 1;
            float row = known ? (float) grid.spacing(grid.rank() - 2) : 1;
            float plane = known && grid.kind() == ImageKind.VOLUME ? (float) grid.spacing(0) : 1;
            ByteBuffer b = ByteBuffer.allocate(VOXELS_AT).order(ByteOrder.LITTLE_ENDIAN);
            b.putInt(0, HEADER_BYTES);
            short axes = (short) (components > 1 ? 5 : alone ? grid.rank() : 3);
            short[] dim = {
                axes, (short) grid.columns(), (short) grid.rows(), (short) planes(), 1, (short) components, 1, 1
            };
            float[] pixdim = {1, column, row, plane, 1, 1, 1, 1};
            for (int i = 0; i < dim.length; i++) {
                b.putShort(40 + Short.BYTES * i, dim[i]);
                b.putFloat(76 + Float.BYTES * i, pixdim[i]);
            }
            b.putShort(68, components > 1 ? VECTOR : 0);
            b.putShort(70, type);
            b.putShort(72, (short) (8 * voxelBytes));
            b.putFloat(108, VOXELS_AT);
            b.putFloat(112, 1);
            b.put(123, known ? MILLIMETRES : 0);
            // Columns run towards patient left and rows towards posterior: against x and y.
            b.putShort(254, SCANNER);
            b.putFloat(280, -column);
            b.putFloat(280 + 5 * Float.BYTES, -row);
            b.putFloat(280 + 10 * Float.BYTES, plane);
            b.put(344, "n+1\0".getBytes(StandardCharsets.US_ASCII));
            return b.array();
        }
    }
}

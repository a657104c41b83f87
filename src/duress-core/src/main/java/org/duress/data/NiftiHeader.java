package org.duress.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.duress.DuressException;

/**
 * The fields of a NIfTI-1 or NIfTI-2 header that matter here.
 *
 * @param order byte order of the file
 * @param second whether it is a header of the second version
 * @param columns voxels along the file's first axis
 * @param rows along its second
 * @param slices along its third
 * @param volumes channels of a voxel, along its fourth or its fifth
 * @param type of a voxel
 * @param gap bytes between the header and the first voxel
 * @param slope scale of voxels, 1 where the file has none
 * @param intercept added to scaled voxels
 * @param oriented false where the file has neither sform nor qform
 * @param affine rows x, y, z (right, anterior, superior, in mm) by voxel axes i, j, k and the origin
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record NiftiHeader(
        ByteOrder order,
        boolean second,
        int columns,
        int rows,
        int slices,
        int volumes,
        NiftiType type,
        int gap,
        double slope,
        double intercept,
        boolean oriented,
        double[][] affine) {

    /** Bytes of a header of the first version. */
    static final int BYTES_1 = 348;

    /** Bytes of a header of the second version. */
    static final int BYTES_2 = 540;

    private static final long MOST_VOXEL_BYTES = Integer.MAX_VALUE - 64;

    /** Extensions, which lie between header and voxels, have a few kB. */
    private static final double MOST_OFFSET = 1 << 26;

    /**
     * Reads a header.
     *
     * @param start the file's first bytes, as many as its version has
     */
    static NiftiHeader of(ByteBuffer start, Path file) {
        if (start.limit() < BYTES_1) {
            throw notNifti(file);
        }
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            start.order(order);
            int size = start.getInt(0);
            if (size == BYTES_1) {
                return version1(start, file);
            }
            if (size == BYTES_2 && start.limit() >= BYTES_2) {
                return version2(start, file);
            }
        }
        throw notNifti(file);
    }

    /** Whether a file that begins so has a header of the second version. */
    static boolean isSecond(ByteBuffer start) {
        return start.limit() >= Integer.BYTES
                && (start.getInt(0) == BYTES_2 || Integer.reverseBytes(start.getInt(0)) == BYTES_2);
    }

    private static DuressException notNifti(Path file) {
        return new DuressException(
                file + " is not a NIfTI file: it does not begin with a NIfTI header; convert it to .nii or .nii.gz");
    }

    private static NiftiHeader version1(ByteBuffer b, Path file) {
        requireSingleFile(b, 344, file);
        long[] dim = new long[8];
        double[] pixdim = new double[8];
        for (int i = 0; i < 8; i++) {
            dim[i] = b.getShort(40 + 2 * i);
            pixdim[i] = b.getFloat(76 + 4 * i);
        }
        double[][] sform = new double[3][4];
        for (int i = 0; i < 12; i++) {
            sform[i / 4][i % 4] = b.getFloat(280 + 4 * i);
        }
        double[] quaternion = new double[6];
        for (int i = 0; i < 6; i++) {
            quaternion[i] = b.getFloat(256 + 4 * i);
        }
        int codes = (b.getShort(254) > 0 ? 2 : 0) + (b.getShort(252) > 0 ? 1 : 0);
        return of(
                b.order(),
                dim,
                pixdim,
                b.getShort(70),
                b.getFloat(108),
                b.getFloat(112),
                b.getFloat(116),
                codes,
                quaternion,
                sform,
                b.get(123) & 7,
                BYTES_1,
                file);
    }

    private static NiftiHeader version2(ByteBuffer b, Path file) {
        requireSingleFile(b, 4, file);
        long[] dim = new long[8];
        double[] pixdim = new double[8];
        for (int i = 0; i < 8; i++) {
            dim[i] = b.getLong(16 + 8 * i);
            pixdim[i] = b.getDouble(104 + 8 * i);
        }
        double[][] sform = new double[3][4];
        for (int i = 0; i < 12; i++) {
            sform[i / 4][i % 4] = b.getDouble(400 + 8 * i);
        }
        double[] quaternion = new double[6];
        for (int i = 0; i < 6; i++) {
            quaternion[i] = b.getDouble(352 + 8 * i);
        }
        int codes = (b.getInt(348) > 0 ? 2 : 0) + (b.getInt(344) > 0 ? 1 : 0);
        return of(
                b.order(),
                dim,
                pixdim,
                b.getShort(12),
                (double) b.getLong(168),
                b.getDouble(176),
                b.getDouble(184),
                codes,
                quaternion,
                sform,
                b.getInt(500) & 7,
                BYTES_2,
                file);
    }

    private static void requireSingleFile(ByteBuffer b, int at, Path file) {
        String magic = StandardCharsets.US_ASCII
                .decode(b.duplicate().position(at).limit(at + 3))
                .toString();
        if (magic.equals("ni1") || magic.equals("ni2")) {
            throw new DuressException(
                    file + " is the header of a .hdr/.img pair, which is not read; convert it to .nii or .nii.gz");
        }
        if (!magic.equals("n+1") && !magic.equals("n+2")) {
            throw notNifti(file);
        }
    }

    private static NiftiHeader of(
            ByteOrder order,
            long[] dim,
            double[] pixdim,
            int datatype,
            double offset,
            double slope,
            double intercept,
            int codes,
            double[] quaternion,
            double[][] sform,
            int unit,
            int headerBytes,
            Path file) {
        if (dim[0] < 2 || dim[0] > 7) {
            throw new DuressException(file + " has " + dim[0] + " dimensions; give one 3-D volume a file");
        }
        for (int i = 1; i <= dim[0]; i++) {
            if (dim[i] < 1 || dim[i] > Integer.MAX_VALUE) {
                throw new DuressException(
                        file + " has a dimension of size " + dim[i] + "; its header is damaged, write it again");
            }
        }
        long volumes = volumes(dim, file);
        NiftiType type = NiftiType.of(datatype)
                .orElseThrow(() -> new DuressException(file + " has data type " + datatype
                        + ", which is not a real number; convert it to integers or floats"));
        // Some writers leave 0; voxels then follow the header and its four bytes of extension flags.
        double begin = offset == 0 ? headerBytes + 4 : offset;
        // Written so that NaN is refused too.
        if (!(begin >= headerBytes && begin <= MOST_OFFSET)) {
            throw new DuressException(file + " says that its voxels begin at byte "
                    + (begin == Math.rint(begin) ? Long.toString((long) begin) : Double.toString(begin))
                    + "; its header is damaged, write it again");
        }
        requireSize(dim, volumes, type, file);
        if (dim[0] == 2 && pixdim[3] == 0) {
            pixdim[3] = 1; // one slice has no distance to another
        }
        double[][] affine;
        if (codes >= 2) {
            affine = sform;
        } else if (codes == 1) {
            affine = qform(pixdim, quaternion);
        } else {
            affine = new double[][] {{pixdim[1], 0, 0, 0}, {0, pixdim[2], 0, 0}, {0, 0, pixdim[3], 0}};
        }
        double millimetres = unit == 1 ? 1000 : unit == 3 ? 0.001 : 1;
        for (double[] row : affine) {
            for (int i = 0; i < row.length; i++) {
                row[i] *= millimetres;
            }
        }
        for (double[] row : affine) {
            if (!Double.isFinite(row[3])) {
                throw new DuressException(file + " has no usable orientation: its first voxel lies at " + row[3]
                        + "; write it again with a valid sform or qform");
            }
        }
        boolean scaled = slope != 0 && Double.isFinite(slope);
        return new NiftiHeader(
                order,
                headerBytes == BYTES_2,
                (int) dim[1],
                (int) dim[2],
                dim[0] > 2 ? (int) dim[3] : 1,
                (int) volumes,
                type,
                (int) begin - headerBytes,
                scaled ? slope : 1,
                scaled && Double.isFinite(intercept) ? intercept : 0,
                codes > 0,
                affine);
    }

    /** Channels lie along the fourth axis, or along the fifth as those of a vector do. */
    private static long volumes(long[] dim, Path file) {
        long volumes = 1;
        for (int i = 4; i <= dim[0]; i++) {
            if (dim[i] > 1 && (volumes > 1 || i > 5)) {
                throw new DuressException(file + " holds " + dim[i] + " volumes along dimension " + i
                        + (volumes > 1 ? ", and " + volumes + " along another" : "")
                        + "; give one 3-D volume a file, or its channels along dimension 4");
            }
            volumes = Math.max(volumes, dim[i]);
        }
        return volumes;
    }

    private static void requireSize(long[] dim, long volumes, NiftiType type, Path file) {
        // As floating point: three dimensions of 64 bit overflow.
        double plane = (double) dim[1] * dim[2];
        double third = dim[0] > 2 ? dim[3] : 1;
        double most = Math.max(plane, Math.max(dim[1] * third, dim[2] * third));
        if (plane * third * volumes * type.bytes() > MOST_VOXEL_BYTES) {
            throw new DuressException(file + " claims " + dim[1] + " x " + dim[2] + " x " + (long) third
                    + (volumes > 1 ? " x " + volumes : "")
                    + " voxels, more than 2 GiB; crop it or store it as smaller numbers");
        }
        if (most > RawSlice.MOST_PIXELS) {
            throw new DuressException(
                    file + " claims " + dim[1] + " x " + dim[2] + " x " + (long) third + " voxels, more than the "
                            + RawSlice.MOST_PIXELS + " pixels that a slice can have; check the file");
        }
    }

    /** Of the header itself. */
    int bytes() {
        return second ? BYTES_2 : BYTES_1;
    }

    /**
     * What a file of the same shape and place begins with whose voxels are float32, unscaled.
     *
     * @param start of this file, header and gap
     */
    byte[] asFloats(byte[] start) {
        ByteBuffer b = ByteBuffer.wrap(start.clone()).order(order);
        int code = NiftiType.FLOAT32.code();
        b.putShort(second ? 12 : 70, (short) code).putShort(second ? 14 : 72, (short) Float.SIZE);
        if (second) {
            // Scale, and the range that viewers show.
            b.putLong(168, start.length)
                    .putDouble(176, 1)
                    .putDouble(184, 0)
                    .putDouble(192, 0)
                    .putDouble(200, 0);
        } else {
            b.putFloat(108, start.length)
                    .putFloat(112, 1)
                    .putFloat(116, 0)
                    .putFloat(124, 0)
                    .putFloat(128, 0);
        }
        return b.array();
    }

    /** Bytes of all voxels as stored, at most 2 GiB. */
    long voxelBytes() {
        return (long) columns * rows * slices * volumes * type.bytes();
    }

    /** Pixels of the largest slice, whichever way the volume is turned. */
    long mostSlicePixels() {
        return Math.max((long) columns * rows, Math.max((long) columns * slices, (long) rows * slices));
    }

    /** Method 2 of nifti1.h: a unit quaternion, voxel sizes, and the sign of the third axis. */
    private static double[][] qform(double[] pixdim, double[] quaternion) {
        double b = quaternion[0];
        double c = quaternion[1];
        double d = quaternion[2];
        double a = Math.sqrt(Math.max(0, 1 - (b * b + c * c + d * d)));
        double i = pixdim[1];
        double j = pixdim[2];
        double k = pixdim[0] < 0 ? -pixdim[3] : pixdim[3];
        return new double[][] {
            {(a * a + b * b - c * c - d * d) * i, 2 * (b * c - a * d) * j, 2 * (b * d + a * c) * k, quaternion[3]},
            {2 * (b * c + a * d) * i, (a * a + c * c - b * b - d * d) * j, 2 * (c * d - a * b) * k, quaternion[4]},
            {2 * (b * d - a * c) * i, 2 * (c * d + a * b) * j, (a * a + d * d - b * b - c * c) * k, quaternion[5]}
        };
    }
}

package org.duress.model.dl4j;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.duress.DuressException;
import org.duress.model.ModelFile;

/**
 * Reads {@code coefficients.bin}: one ND4J array, its shape buffer and its data buffer one after the other, each with
 * the words for its allocation mode and its type and with its length, big-endian.
 */
final class Coefficients {
    private static final int LONGEST_SHAPE = 68; // rank 32

    private final String location;
    private final byte[] file;
    private final DataInputStream in;

    private Coefficients(byte[] file, String location) {
        this.file = file;
        this.location = location;
        in = new DataInputStream(new ByteArrayInputStream(file));
    }

    /**
     * All numbers, as float.
     *
     * @throws DuressException if it is no array of float, double or half, or not of the length it says
     */
    static float[] read(byte[] file, String location) {
        return new Coefficients(file, location).read();
    }

    private float[] read() {
        try {
            long[] shape = shape();
            long length = length();
            String type = in.readUTF();
            if (shape.length > 0 && product(shape) != length) {
                throw damaged("its shape and its length differ");
            }
            int size = size(type);
            if (length < 0 || length > ModelFile.MOST_BYTES / Float.BYTES || length * size != in.available()) {
                throw damaged("it says " + length + " numbers of type " + type + " and has " + in.available()
                        + " bytes of them");
            }
            ByteBuffer data = ByteBuffer.wrap(file, file.length - in.available(), in.available());
            float[] values = new float[(int) length];
            for (int i = 0; i < values.length; i++) {
                values[i] = next(data, type);
            }
            return values;
        } catch (IOException e) {
            throw new DuressException(damage("it ends too early"), e);
        }
    }

    private long[] shape() throws IOException {
        long length = length();
        String type = in.readUTF();
        if (length < 1 || length > LONGEST_SHAPE || !(type.equals("LONG") || type.equals("INT"))) {
            throw damaged("it has no shape");
        }
        long[] buffer = new long[(int) length];
        for (int i = 0; i < buffer.length; i++) {
            buffer[i] = type.equals("LONG") ? in.readLong() : in.readInt();
        }
        // Rank, sizes, strides, and three more numbers.
        if (buffer[0] < 0 || buffer[0] > buffer.length - 1) {
            throw damaged("it has no shape");
        }
        long[] sizes = new long[(int) buffer[0]];
        System.arraycopy(buffer, 1, sizes, 0, sizes.length);
        return sizes;
    }

    /** The length after the word for the allocation mode; the three oldest modes write an int. */
    private long length() throws IOException {
        String mode = in.readUTF();
        return switch (mode) {
            case "DIRECT", "HEAP", "JAVACPP" -> in.readInt();
            case "LONG_SHAPE", "MIXED_DATA_TYPES" -> in.readLong();
            default -> throw damaged("it has an unknown kind of buffer");
        };
    }

    private int size(String type) {
        return switch (type) {
            case "FLOAT" -> Float.BYTES;
            case "DOUBLE" -> Double.BYTES;
            case "HALF", "BFLOAT16" -> Short.BYTES;
            default -> throw damaged("its numbers are of type " + type + ", not FLOAT, DOUBLE or HALF");
        };
    }

    private static float next(ByteBuffer data, String type) {
        return switch (type) {
            case "FLOAT" -> data.getFloat();
            case "DOUBLE" -> (float) data.getDouble();
            case "HALF" -> half(data.getShort());
            default -> Float.intBitsToFloat(data.getShort() << 16);
        };
    }

    /** IEEE 754 binary16; {@code Float.float16ToFloat} comes with Java 20. */
    static float half(short bits) {
        int exponent = (bits >> 10) & 0x1f;
        int fraction = bits & 0x3ff;
        float sign = bits < 0 ? -1 : 1;
        return switch (exponent) {
            case 0 -> sign * fraction * 0x1p-24f;
            case 0x1f -> fraction == 0 ? sign * Float.POSITIVE_INFINITY : Float.NaN;
            default -> sign * (1 + fraction * 0x1p-10f) * (float) Math.pow(2, exponent - 15);
        };
    }

    private static long product(long[] sizes) {
        long product = 1;
        for (long size : sizes) {
            if (size < 0 || size > ModelFile.MOST_BYTES) {
                return -1;
            }
            product *= size;
            if (product > ModelFile.MOST_BYTES) {
                return -1;
            }
        }
        return product;
    }

    private DuressException damaged(String how) {
        return new DuressException(damage(how));
    }

    private String damage(String how) {
        return "coefficients.bin in " + location + " cannot be read, for " + how
                + "; save the network again with ModelSerializer.writeModel of Deeplearning4j 1.0.0-M2.1";
    }
}

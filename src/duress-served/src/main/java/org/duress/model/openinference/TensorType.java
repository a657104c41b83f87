package org.duress.model.openinference;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * The protocol's types of numbers, and how the binary extension writes them: little endian. Of whole numbers only those
 * are exact that a class can be.
 */
enum TensorType {
    FP16(2) {
        @Override
        float get(ByteBuffer from) {
            return Float16.toFloat(from.getShort());
        }

        @Override
        void put(ByteBuffer to, float value) {
            to.putShort(Float16.of(value));
        }
    },
    BF16(2) {
        @Override
        float get(ByteBuffer from) {
            return Float.intBitsToFloat(from.getShort() << 16);
        }

        @Override
        void put(ByteBuffer to, float value) {
            int bits = Float.floatToIntBits(value);
            // To the nearest, of two the even one.
            to.putShort((short) (Float.isNaN(value) ? 0x7fc0 : (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16));
        }
    },
    FP32(4) {
        @Override
        float get(ByteBuffer from) {
            return from.getFloat();
        }

        @Override
        void put(ByteBuffer to, float value) {
            to.putFloat(value);
        }
    },
    FP64(8) {
        @Override
        float get(ByteBuffer from) {
            return (float) from.getDouble();
        }

        @Override
        void put(ByteBuffer to, float value) {
            to.putDouble(value);
        }
    },
    BOOL(1, false),
    UINT8(1, false),
    INT8(1, true),
    UINT16(2, false),
    INT16(2, true),
    UINT32(4, false),
    INT32(4, true),
    UINT64(8, false),
    INT64(8, true);

    private final int bytes;
    private final boolean whole;
    private final boolean signed;

    TensorType(int bytes) {
        this(bytes, false, true);
    }

    TensorType(int bytes, boolean signed) {
        this(bytes, true, signed);
    }

    TensorType(int bytes, boolean whole, boolean signed) {
        this.bytes = bytes;
        this.whole = whole;
        this.signed = signed;
    }

    /** Whether it has whole numbers alone. */
    boolean whole() {
        return whole;
    }

    /** Size of an element. */
    int bytes() {
        return bytes;
    }

    float get(ByteBuffer from) {
        long value = switch (bytes) {
            case 1 -> signed ? from.get() : Byte.toUnsignedLong(from.get());
            case 2 -> signed ? from.getShort() : Short.toUnsignedLong(from.getShort());
            case 4 -> signed ? from.getInt() : Integer.toUnsignedLong(from.getInt());
            default -> from.getLong();
        };
        // What an unsigned long has beyond a signed one is no class either way.
        return value < 0 && !signed ? Float.MAX_VALUE : value;
    }

    /** Whole numbers are only read. */
    void put(ByteBuffer to, float value) {
        throw new IllegalStateException("no image is sent as " + this);
    }

    /** The nearest number that the type has. */
    float round(float value) {
        if (whole || bytes >= Float.BYTES) {
            return value;
        }
        ByteBuffer one = ByteBuffer.allocate(bytes);
        put(one, value);
        return get(one.flip());
    }

    static Optional<TensorType> of(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }
}

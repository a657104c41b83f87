package org.duress.model.openinference;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** The protocol's types of real numbers, and how the binary extension writes them: little endian. */
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
    };

    private final int bytes;

    TensorType(int bytes) {
        this.bytes = bytes;
    }

    /** Size of an element. */
    int bytes() {
        return bytes;
    }

    abstract float get(ByteBuffer from);

    abstract void put(ByteBuffer to, float value);

    /** The nearest number that the type has. */
    float round(float value) {
        if (bytes >= Float.BYTES) {
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

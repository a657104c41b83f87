package org.duress.data;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.stream.Stream;

/** The real data types of NIfTI, by code and size in bytes. */
enum NiftiType {
    UINT8(2, 1) {
        @Override
        double at(ByteBuffer data, int index) {
            return data.get(index) & 0xff;
        }
    },
    INT16(4, 2) {
        @Override
        double at(ByteBuffer data, int index) {
            return data.getShort(index * 2);
        }
    },
    INT32(8, 4) {
        @Override
        double at(ByteBuffer data, int index) {
            return data.getInt(index * 4);
        }
    },
    FLOAT32(16, 4) {
        @Override
        double at(ByteBuffer data, int index) {
            return data.getFloat(index * 4);
        }
    },
    FLOAT64(64, 8) {
        @Override
        double at(ByteBuffer data, int index) {
            return data.getDouble(index * 8);
        }
    },
    INT8(256, 1) {
        @Override
        double at(ByteBuffer data, int index) {
            return data.get(index);
        }
    },
    UINT16(512, 2) {
        @Override
        double at(ByteBuffer data, int index) {
            return data.getShort(index * 2) & 0xffff;
        }
    },
    UINT32(768, 4) {
        @Override
        double at(ByteBuffer data, int index) {
            return data.getInt(index * 4) & 0xffffffffL;
        }
    },
    INT64(1024, 8) {
        @Override
        double at(ByteBuffer data, int index) {
            return data.getLong(index * 8);
        }
    },
    UINT64(1280, 8) {
        @Override
        double at(ByteBuffer data, int index) {
            long value = data.getLong(index * 8);
            return value >= 0 ? value : ((value >>> 1) | (value & 1)) * 2.0;
        }
    };

    private final int code;
    private final int bytes;

    NiftiType(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    static Optional<NiftiType> of(int code) {
        return Stream.of(values()).filter(type -> type.code == code).findFirst();
    }

    /** Its number in nifti1.h. */
    int code() {
        return code;
    }

    int bytes() {
        return bytes;
    }

    /** Whether voxels are whole numbers before they are scaled. */
    boolean whole() {
        return this != FLOAT32 && this != FLOAT64;
    }

    /** The voxel at an index (not a byte offset), unscaled. */
    abstract double at(ByteBuffer data, int index);
}

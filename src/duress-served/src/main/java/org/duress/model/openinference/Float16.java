package org.duress.model.openinference;

/** IEEE 754 half precision, which Java has from 20 on. */
final class Float16 {
    private Float16() {}

    /** The same number; a NaN stays one. */
    static float toFloat(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = (half >> 10) & 0x1f;
        int fraction = half & 0x3ff;
        if (exponent == 0) {
            float magnitude = fraction * 0x1p-24f;
            return sign == 0 ? magnitude : -magnitude;
        }
        int wide = exponent == 0x1f ? 0xff : exponent - 15 + 127;
        return Float.intBitsToFloat(sign | (wide << 23) | (fraction << 13));
    }

    /** The nearest half, of two the even one; infinite from 65520 on. */
    static short of(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        float magnitude = Math.abs(value);
        if (Float.isNaN(value)) {
            return (short) (sign | 0x7e00);
        }
        if (magnitude >= 65520f) {
            return (short) (sign | 0x7c00);
        }
        if (magnitude < 0x1p-14f) {
            // Below the normal numbers halves are multiples of 2^-24, and rint rounds to the even one.
            return (short) (sign | (int) Math.rint(magnitude * 0x1p24));
        }
        int rest = bits & 0x1fff;
        int half = ((bits & 0x7fffffff) >>> 13) - ((127 - 15) << 10);
        // A carry out of the fraction raises the exponent, as it should.
        boolean up = rest > 0x1000 || (rest == 0x1000 && (half & 1) == 1);
        return (short) (sign | (half + (up ? 1 : 0)));
    }
}

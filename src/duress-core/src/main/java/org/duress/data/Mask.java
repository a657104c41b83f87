package org.duress.data;

import java.util.BitSet;

/** The field of view of one subject's slices: outside it nothing is attacked or judged. */
@FunctionalInterface
interface Mask {
    /**
     * The pixels outside, in the file's own size.
     *
     * @param index of the slice among the subject's
     * @throws org.duress.DuressException if the slice has no mask, or one of another size
     */
    BitSet outside(RawSlice slice, int index);

    /** Where the values of a mask are 0. */
    static BitSet zeros(int[] values) {
        BitSet zeros = new BitSet(values.length);
        for (int i = 0; i < values.length; i++) {
            zeros.set(i, values[i] == 0);
        }
        return zeros;
    }
}

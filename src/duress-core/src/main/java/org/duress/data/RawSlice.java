package org.duress.data;

/**
 * A slice as read: intensities and label ids in the file's own units and size, row-major, row 0 anterior, column 0
 * patient right.
 *
 * @param encoding how the label file keeps its ids
 */
@SuppressWarnings("ArrayRecordComponent") // pixels: identity, not equality, is meant
record RawSlice(
        String name,
        int height,
        int width,
        float[] image,
        int[] labels,
        LabelEncoding encoding,
        double rowSpacing,
        double columnSpacing) {
    /** Larger than any slice (a mammogram has 25 million); keeps a small file or spec from asking for all memory. */
    static final long MOST_PIXELS = 1L << 25;

    /** Bytes of the heap that one pixel takes: an intensity and a label id. */
    static final int BYTES_A_PIXEL = Float.BYTES + Integer.BYTES;
}

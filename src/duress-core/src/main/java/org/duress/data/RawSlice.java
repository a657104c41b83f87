package org.duress.data;

import java.util.List;

/**
 * A slice as read: intensities and label ids in the file's own units and size, row-major, row 0 anterior, column 0
 * patient right.
 *
 * @param channels intensities {@code [height, width]} of each channel; at least one
 * @param colours whether they are red, green and blue, which are one grey where they are the same
 * @param encoding how the label file keeps its ids
 */
@SuppressWarnings("ArrayRecordComponent") // pixels: identity, not equality, is meant
record RawSlice(
        String name,
        int height,
        int width,
        List<float[]> channels,
        boolean colours,
        int[] labels,
        LabelEncoding encoding,
        double rowSpacing,
        double columnSpacing) {
    /** Larger than any slice (a mammogram has 25 million); keeps a small file or spec from asking for all memory. */
    static final long MOST_PIXELS = 1L << 25;

    RawSlice {
        channels = List.copyOf(channels);
    }

    /** Bytes of the heap that one pixel takes: its intensities and a label id. */
    static long bytesAPixel(int channels) {
        return (long) Float.BYTES * channels + Integer.BYTES;
    }
}

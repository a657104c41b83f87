package org.duress.data;

import java.util.List;
import org.duress.base.Grid;

/**
 * A slice as read: intensities and label ids in the file's own units and size, row-major, row 0 anterior, column 0
 * patient right.
 *
 * @param scan what it is a plane of: planes, rows and columns, with their distances; those of a picture are not known
 * @param channels intensities {@code [rows, columns]} of each channel; at least one
 * @param colours whether they are red, green and blue, which are one grey where they are the same
 * @param encoding how the label file keeps its ids
 */
@SuppressWarnings("ArrayRecordComponent") // pixels: identity, not equality, is meant
record RawSlice(String name, Grid scan, List<float[]> channels, boolean colours, int[] labels, LabelEncoding encoding) {
    /** Larger than any slice (a mammogram has 25 million); keeps a small file or spec from asking for all memory. */
    static final long MOST_PIXELS = 1L << 25;

    /** Intensities of a volume: five CT scans of 512 x 512 x 200; what is made of one has several times as many. */
    static final long MOST_VOXELS = 1L << 28;

    RawSlice {
        channels = List.copyOf(channels);
    }

    int height() {
        return scan.rows();
    }

    int width() {
        return scan.columns();
    }

    /** Its own grid. */
    Grid grid() {
        return Grid.of(height(), width()).spaced(scan.spacing(1), scan.spacing(2));
    }

    /** Bytes of the heap that one pixel takes: its intensities and a label id. */
    static long bytesAPixel(int channels) {
        return (long) Float.BYTES * channels + Integer.BYTES;
    }
}

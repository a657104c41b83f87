package org.duress.data;

/**
 * A slice as read: intensities and label ids in the file's own units and size, row-major, row 0 anterior, column 0
 * patient right.
 */
@SuppressWarnings("ArrayRecordComponent") // pixels: identity, not equality, is meant
record RawSlice(
        String name, int height, int width, float[] image, int[] labels, double rowSpacing, double columnSpacing) {}

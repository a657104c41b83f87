package org.duress.report;

import org.duress.base.Grid;

/**
 * One plane of a volume, with rows and columns of its own; the only plane of a slice is the slice itself.
 *
 * @param volume that it is cut from
 * @param index which of the planes of this cut, from 0
 */
record Plane(Grid volume, Cut cut, int index) {
    int rows() {
        return cut == Cut.AXIAL ? volume.rows() : volume.planes();
    }

    int columns() {
        return cut == Cut.SAGITTAL ? volume.rows() : volume.columns();
    }

    /** Rows and columns, however far apart. */
    Grid grid() {
        return Grid.of(rows(), columns());
    }

    /** Which component of D moves along the columns, from left to right. */
    int across() {
        return cut == Cut.SAGITTAL ? 1 : 0;
    }

    /** Which component of D moves along the rows. */
    int along() {
        return cut == Cut.AXIAL ? 1 : 2;
    }

    /** Whether rows run against their axis: planes lie from inferior to superior, and pictures have superior above. */
    boolean upsideDown() {
        return cut != Cut.AXIAL;
    }

    /** Where a point lies in the volume. */
    private int at(int row, int column) {
        int area = volume.rows() * volume.columns();
        int fromBelow = volume.planes() - 1 - row;
        return switch (cut) {
            case AXIAL -> index * area + row * volume.columns() + column;
            case CORONAL -> fromBelow * area + index * volume.columns() + column;
            case SAGITTAL -> fromBelow * area + column * volume.columns() + index;
        };
    }

    /**
     * The plane's values.
     *
     * @param values of the volume, {@code [volume, channels]}
     */
    float[] of(float[] values, int channel, int channels) {
        float[] own = new float[rows() * columns()];
        for (int row = 0, i = 0; row < rows(); row++) {
            for (int column = 0; column < columns(); column++, i++) {
                own[i] = values[at(row, column) * channels + channel];
            }
        }
        return own;
    }

    /** The plane's part of a label map. */
    byte[] of(byte[] classes) {
        byte[] own = new byte[rows() * columns()];
        for (int row = 0, i = 0; row < rows(); row++) {
            for (int column = 0; column < columns(); column++, i++) {
                own[i] = classes[at(row, column)];
            }
        }
        return own;
    }
}

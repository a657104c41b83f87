package org.duress.shift;

import org.duress.base.Grid;
import org.duress.data.IntensityScale;

/**
 * One channel of one image.
 *
 * @param values one a pixel, plane after plane, in standard deviations of the subject; not to be changed
 * @param grid of the image
 * @param lengths of a pixel
 * @param scale what the values stand for
 * @param index of the channel, from 0
 * @param channels of the image
 */
@SuppressWarnings("ArrayRecordComponent") // identity is meant
public record Channel(float[] values, Grid grid, Lengths lengths, IntensityScale scale, int index, int channels) {
    float least() {
        float least = Float.POSITIVE_INFINITY;
        for (float value : values) {
            least = Math.min(least, value);
        }
        return least;
    }

    float most() {
        float most = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            most = Math.max(most, value);
        }
        return most;
    }

    double mean() {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /** So many Hounsfield units, in the values' own. */
    double hounsfield(double units) {
        return units / scale.deviation();
    }

    int planes() {
        return grid.planes();
    }

    int rows() {
        return grid.rows();
    }

    int columns() {
        return grid.columns();
    }

    /** The same channel with other values. */
    Channel with(float[] others) {
        return new Channel(others, grid, lengths, scale, index, channels);
    }

    /** Makes a value of each. */
    interface OfEach {
        double of(float value, int plane, int row, int column);
    }

    /** A fresh array of what each value becomes, in their order. */
    float[] each(OfEach becomes) {
        float[] out = new float[values.length];
        for (int z = 0, p = 0; z < planes(); z++) {
            for (int y = 0; y < rows(); y++) {
                for (int x = 0; x < columns(); x++, p++) {
                    out[p] = (float) becomes.of(values[p], z, y, x);
                }
            }
        }
        return out;
    }
}

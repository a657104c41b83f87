package org.duress.gate.attack;

import org.duress.attack.Perturbation;
import org.duress.base.Grid;

/**
 * Fields of one image on the grid of another: stretched along each axis until they cover it, linearly between the
 * points, with points in the middle of their voxels. D is stretched with the image: what moved a tenth of a side still
 * does. Volumes of a cohort differ in size, and what hurt one of them is to be tried on all.
 */
final class Stretched {
    private Stretched() {}

    /**
     * Stretches fields.
     *
     * @param fields of one image
     * @param grid of as many axes
     * @return the very fields where they fit
     */
    static Perturbation to(Perturbation fields, Grid grid) {
        if (fields.grid().fits(grid)) {
            return fields;
        }
        int rank = grid.rank();
        float[] deformation = stretched(fields.deformation(), fields.grid(), grid, rank);
        for (int i = 0; i < deformation.length; i++) {
            int axis = rank - 1 - i % rank;
            deformation[i] *= (float) grid.size(axis) / fields.grid().size(axis);
        }
        return new Perturbation(
                deformation,
                stretched(fields.intensity(), fields.grid(), grid, fields.channels()),
                1,
                grid,
                fields.channels());
    }

    private static float[] stretched(float[] field, Grid from, Grid to, int channels) {
        float[] values = field;
        int stride = channels;
        for (int axis = from.rank() - 1; axis >= 0; axis--) {
            values = stretched(values, from.size(axis), to.size(axis), stride);
            stride *= to.size(axis);
        }
        return values;
    }

    /** Along one axis, whose points lie so many values apart; the faster axes are stretched already. */
    private static float[] stretched(float[] values, int from, int to, int stride) {
        int blocks = values.length / (from * stride);
        float[] out = new float[blocks * to * stride];
        for (int place = 0; place < to; place++) {
            double at = Math.max(0, Math.min(from - 1, (place + 0.5) * from / to - 0.5));
            int below = (int) at;
            int above = Math.min(from - 1, below + 1);
            float share = (float) (at - below);
            for (int block = 0; block < blocks; block++) {
                int low = (block * from + below) * stride;
                int high = (block * from + above) * stride;
                int into = (block * to + place) * stride;
                for (int i = 0; i < stride; i++) {
                    out[into + i] = (1 - share) * values[low + i] + share * values[high + i];
                }
            }
        }
        return out;
    }
}

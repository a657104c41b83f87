package org.duress.dataset;

import java.util.ArrayList;
import java.util.List;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.base.Channels;
import org.duress.base.Grid;
import org.duress.data.AxisMap;
import org.duress.data.ImageFile;
import org.duress.data.IntensityScale;
import org.duress.data.Slice;
import org.duress.model.ImageBatch;
import org.duress.spec.CohortSpec;

/**
 * Brings perturbations of a cohort's images back to the files that these were read from: fields are resampled to the
 * file's own grid, linearly, D in its points and V in its units, and the file's own intensities are perturbed by them.
 * Where a cohort keeps the files' grid, nothing is resampled.
 */
public final class OwnGrid {
    private final CohortSpec spec;
    private final List<ImageFile> files;

    /**
     * Of one image.
     *
     * @param spec of the cohort that it was read for
     * @param files of its channels, one each, or one that holds all
     */
    public OwnGrid(CohortSpec spec, List<ImageFile> files) {
        this.spec = spec;
        this.files = List.copyOf(files);
    }

    /**
     * Perturbs the files.
     *
     * @param slices the volume, or all slices of the file in their order
     * @param fields of each
     * @return of each file the intensities of its channels
     */
    public List<List<float[]>> perturbed(List<Slice> slices, List<Perturbation> fields) {
        List<List<float[]>> all = new ArrayList<>();
        int first = 0;
        for (ImageFile file : files) {
            List<float[]> channels = new ArrayList<>();
            for (int c = 0; c < file.channels(); c++) {
                channels.add(channel(file, c, first + c, slices, fields));
            }
            first += file.channels();
            all.add(channels);
        }
        return all;
    }

    private float[] channel(ImageFile file, int inFile, int channel, List<Slice> slices, List<Perturbation> fields) {
        float[] values = file.values(inFile);
        boolean volume = slices.get(0).volume();
        Grid grid = file.grid();
        Grid own = volume || grid.rank() == 2 ? grid : Grid.of(grid.rows(), grid.columns());
        float[] perturbed = new float[values.length];
        for (int i = 0; i < slices.size(); i++) {
            float[] part = new float[own.voxels()];
            System.arraycopy(values, i * part.length, part, 0, part.length);
            IntensityScale scale = slices.get(i).scales().get(channel);
            float[] moved = one(
                    part, own.unspaced(), fields.get(i), channel, slices.get(i).grid(), scale, own);
            System.arraycopy(moved, 0, perturbed, i * part.length, part.length);
        }
        return perturbed;
    }

    private float[] one(
            float[] values, Grid to, Perturbation fields, int channel, Grid from, IntensityScale scale, Grid spaced) {
        // Of one channel it is the field itself.
        float[] v = Channels.one(fields.intensity(), channel, fields.channels()).clone();
        for (int i = 0; i < v.length; i++) {
            v[i] *= (float) scale.deviation();
        }
        float[] d = brought(fields.deformation(), from, spaced, from.rank());
        for (int i = 0; i < d.length; i++) {
            // Components are the fastest axis first.
            int axis = from.rank() - 1 - i % from.rank();
            d[i] *= (float) (1 / step(from, spaced, axis));
        }
        return Warp.perturb(new ImageBatch(values, 1, to), new Perturbation(d, brought(v, from, spaced, 1), 1, to))
                .pixels();
    }

    /** Points of the cohort's grid for one of the file's. */
    private double step(Grid from, Grid to, int axis) {
        return spec.spacing().isPresent()
                ? to.spacing(axis) / from.spacing(axis)
                : (double) from.size(axis) / to.size(axis);
    }

    /** {@code [grid, components]} on the other grid. */
    private float[] brought(float[] field, Grid from, Grid to, int components) {
        float[] values = field.clone();
        int outer = 1;
        int inner = components;
        for (int axis = 1; axis < from.rank(); axis++) {
            inner *= from.size(axis);
        }
        for (int axis = 0; axis < from.rank(); axis++) {
            AxisMap map = spec.spacing().isPresent()
                    ? AxisMap.anchored(from.size(axis), to.size(axis), step(from, to, axis))
                    : AxisMap.centred(from.size(axis), to.size(axis));
            values = map.apply(values, outer, inner);
            outer *= to.size(axis);
            inner = axis + 1 < from.rank() ? inner / from.size(axis + 1) : inner;
        }
        return values;
    }
}

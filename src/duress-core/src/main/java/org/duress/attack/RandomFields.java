package org.duress.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.duress.base.Seeds;
import org.duress.metric.RootMeanSquare;
import org.duress.model.ImageBatch;
import org.duress.spec.FieldKind;
import org.duress.spec.IntensityFields;

/**
 * Random smooth fields of a given size: cubic B-splines with normally distributed control points. They know nothing of
 * the model.
 */
public final class RandomFields implements Attack {
    private final Size size;
    private final List<Integer> spacing;
    private final IntensityFields intensities;

    /**
     * How large the fields are.
     *
     * @param deformation root mean square of the displacement's components, in pixels; at least 0
     * @param intensity root mean square of the intensity field, in standard deviations; at least 0
     */
    public record Size(double deformation, double intensity) {
        /** The same, with nothing for the fields that may not be used. */
        public Size only(java.util.Set<FieldKind> fields) {
            return new Size(
                    fields.contains(FieldKind.DEFORMATION) ? deformation : 0,
                    fields.contains(FieldKind.INTENSITY) ? intensity : 0);
        }
    }

    /**
     * Fields of one size, with a V of its own for each channel.
     *
     * @param spacing voxels between control points along each axis, of {@link ControlSpacing}
     */
    public RandomFields(Size size, List<Integer> spacing) {
        this(size, spacing, IntensityFields.OWN);
    }

    /**
     * Fields of one size.
     *
     * @param spacing voxels between control points along each axis, of {@link ControlSpacing}
     * @param intensities whether channels have a V each or one together
     */
    public RandomFields(Size size, List<Integer> spacing, IntensityFields intensities) {
        this.size = size;
        this.spacing = List.copyOf(spacing);
        this.intensities = intensities;
    }

    @Override
    public List<Perturbation> perturb(ImageBatch images, int samples, long seed) {
        List<KeptFields> drawn = new ArrayList<>();
        for (int sample = 0; sample < samples; sample++) {
            Random random = new Random(Seeds.sample(seed, sample));
            float[] d = fields(images, images.grid().rank(), size.deformation(), random);
            int channels = intensities.of(images.channels());
            float[] v = fields(images, channels, size.intensity(), random);
            drawn.add(KeptFields.of(
                    new Perturbation(d, SharedIntensity.spread(v, images.channels() / channels), images)));
        }
        return KeptFields.list(drawn);
    }

    private float[] fields(ImageBatch images, int channels, double rms, Random random) {
        int length = images.grid().voxels() * channels;
        float[] fields = new float[images.count() * length];
        if (rms == 0) {
            return fields;
        }
        BSpline spline = new BSpline(images.grid(), spacing, channels);
        float[] grid = new float[spline.gridLength(1)];
        for (int i = 0; i < images.count(); i++) {
            for (int k = 0; k < grid.length; k++) {
                grid[k] = (float) random.nextGaussian();
            }
            float[] field = spline.field(grid, 1, 1);
            double factor = rms / RootMeanSquare.of(field, 0, length);
            for (int k = 0; k < length; k++) {
                fields[i * length + k] = (float) (factor * field[k]);
            }
        }
        return fields;
    }
}

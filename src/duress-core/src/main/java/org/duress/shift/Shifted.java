package org.duress.shift;

import java.util.ArrayList;
import java.util.List;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.base.Channels;
import org.duress.base.Grid;
import org.duress.base.SideBySide;
import org.duress.data.Slice;
import org.duress.model.ImageBatch;
import org.duress.spec.ShiftKind;

/**
 * Images under a natural shift.
 *
 * @param images as the model would see them
 * @param labels class of each pixel of each of them, moved where the image moved
 */
public record Shifted(ImageBatch images, List<byte[]> labels) {
    public Shifted {
        labels = List.copyOf(labels);
    }

    /**
     * Shifts slices, or volumes, of one subject. What does not belong to the field of view stays as it is.
     *
     * @param slices on one grid, as of {@link ImageBatch#of(List)}
     * @param subject the subject's id
     * @param first place of the first slice within the subject: a slice is shifted alike whatever it is asked with
     * @param severity from 1 to 5
     * @param seed the spec's
     */
    public static Shifted of(List<Slice> slices, String subject, int first, ShiftKind kind, int severity, long seed) {
        Shift shift = Shifts.of(kind);
        double amount = shift.severities().at(severity);
        List<ImageBatch> images = new ArrayList<>();
        List<byte[]> labels = new ArrayList<>();
        for (Shifted one : SideBySide.each(slices.size(), i -> {
            Draws draws = Draws.of(seed, kind.name().hashCode(), subject, first + i);
            return one(slices.get(i), shift, amount, draws);
        })) {
            images.add(one.images());
            labels.addAll(one.labels());
        }
        return new Shifted(ImageBatch.joined(images), labels);
    }

    /** The same of one slice, to look at: where it is not known which place it has in its subject, that is 0. */
    public static Slice example(Slice slice, String subject, ShiftKind kind, int severity, long seed) {
        Shifted shifted = of(List.of(slice), subject, 0, kind, severity, seed);
        return slice.with(shifted.images().pixels(), shifted.labels().get(0));
    }

    private static Shifted one(Slice slice, Shift shift, double amount, Draws draws) {
        ImageBatch image = ImageBatch.of(slice);
        byte[] labels = slice.classes();
        if (shift instanceof MovingShift moving) {
            float[] deformation = deformation(slice.grid(), moving.sources(amount, draws));
            Perturbation fields = new Perturbation(deformation, new float[image.pixels().length], image);
            return new Shifted(Warp.perturb(image, fields), List.of(Warp.labels(labels, deformation, slice.grid())));
        }
        float[] changed = intensities(image, (IntensityShift) shift, amount, draws);
        Warp.keepOutside(image, changed, image.pixels());
        return new Shifted(image.with(changed), List.of(labels));
    }

    private static float[] intensities(ImageBatch image, IntensityShift shift, double amount, Draws draws) {
        int channels = image.channels();
        Lengths lengths = Lengths.of(image.grid());
        float[] out = new float[image.pixels().length];
        for (int c = 0; c < channels; c++) {
            Channel channel = new Channel(
                    Channels.one(image.pixels(), c, channels),
                    image.grid(),
                    lengths,
                    image.acquisitions().get(0).scales().get(c),
                    c,
                    channels);
            float[] changed = shift.apply(channel, amount, draws);
            for (int p = 0; p < changed.length; p++) {
                out[p * channels + c] = changed[p];
            }
        }
        return out;
    }

    /** D in points of the grid, of where each point comes from. */
    private static float[] deformation(Grid grid, MovingShift.Affine sources) {
        Lengths lengths = Lengths.of(grid);
        int rank = grid.rank();
        double middleRow = (grid.rows() - 1) / 2.0;
        double middleColumn = (grid.columns() - 1) / 2.0;
        float[] deformation = new float[grid.voxels() * rank];
        for (int p = 0; p < grid.voxels(); p++) {
            double x = (p % grid.columns() - middleColumn) * lengths.column();
            double y = (p / grid.columns() % grid.rows() - middleRow) * lengths.row();
            deformation[rank * p] = (float) ((sources.x(x, y) - x) / lengths.column());
            deformation[rank * p + 1] = (float) ((sources.y(x, y) - y) / lengths.row());
        }
        return deformation;
    }
}

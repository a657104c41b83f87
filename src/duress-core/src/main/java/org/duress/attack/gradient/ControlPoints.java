package org.duress.attack.gradient;

import java.util.List;
import java.util.Random;
import org.duress.attack.BSpline;
import org.duress.attack.Budget;
import org.duress.attack.Perturbation;
import org.duress.attack.SharedIntensity;
import org.duress.base.KeptFloats;
import org.duress.metric.RootMeanSquare;
import org.duress.model.ImageBatch;
import org.duress.spec.IntensityFields;

/**
 * The fields of a batch as what an ascent works on: cubic B-spline control points, in units of their own for each
 * image, so that a step of one length means about the same for D as for V, on top of fields that were found before.
 * Mutable, for one thread.
 */
final class ControlPoints {
    private final ImageBatch images;
    private final Part deformation;
    private final Part intensity;

    /** Control points of one of the two fields of all images. */
    private static final class Part {
        private final boolean used;
        private final BSpline spline;
        /** Channels that each of the spline's is for. */
        private final int copies;

        private final int perImage;
        private final float[] grid;
        /** What the spline is added to, pixel by pixel; empty where it is added to nothing. */
        private KeptFloats base = KeptFloats.of(new float[0]);
        /** For each image the root mean square of control points whose field alone fills the budget. */
        private final double[] units;

        Part(boolean used, ImageBatch images, List<Integer> spacing, int channels, int copies) {
            int count = images.count();
            this.used = used;
            this.copies = copies;
            spline = new BSpline(images.grid(), spacing, channels);
            perImage = spline.gridLength(1);
            grid = new float[count * perImage];
            units = new double[count];
        }

        /** Fresh. */
        float[] field(int count) {
            float[] field = SharedIntensity.spread(spline.field(grid, count, 1), copies);
            float[] found = base.values();
            for (int i = 0; i < found.length; i++) {
                field[i] += found[i];
            }
            return field;
        }

        /** Starts one image from fields that were found before. */
        void startFrom(int image, float[] found) {
            if (used) {
                float[] before = base.values();
                float[] all = before.length > 0 ? before : new float[units.length * found.length];
                System.arraycopy(found, 0, all, image * found.length, found.length);
                base = KeptFloats.of(all);
            }
        }

        void scale(int image, double factor) {
            scale(grid, perImage, image, factor);
            float[] found = base.values();
            if (found.length > 0) {
                scale(found, found.length / units.length, image, factor);
                base = KeptFloats.of(found);
            }
        }

        private static void scale(float[] values, int length, int image, double factor) {
            for (int i = image * length; i < (image + 1) * length; i++) {
                values[i] = (float) (factor * values[i]);
            }
        }
    }

    /**
     * Control points at 0.
     *
     * @param spacing voxels between them along each axis
     */
    ControlPoints(
            ImageBatch images, List<Integer> spacing, boolean deforms, boolean shades, IntensityFields intensities) {
        this.images = images;
        int own = intensities.of(images.channels());
        deformation = new Part(deforms, images, spacing, images.grid().rank(), 1);
        intensity = new Part(shades, images, spacing, own, images.channels() / own);
    }

    /**
     * Lays the spline of one image over fields that were found before, as far as they may be used. To be called after
     * {@link #draw}, which knows of no others.
     *
     * @param found fields of one image
     */
    void startFrom(int image, Perturbation found) {
        deformation.startFrom(image, found.deformation());
        intensity.startFrom(image, found.intensity());
    }

    /** Control points of one image, both fields. */
    int length() {
        return deformation.perImage + intensity.perImage;
    }

    /** Those of D among them, which come first. */
    int deformationLength() {
        return deformation.perImage;
    }

    /** The fields; fresh. */
    Perturbation fields() {
        return new Perturbation(deformation.field(images.count()), intensity.field(images.count()), images);
    }

    /**
     * Draws random fields, and measures the units by them.
     *
     * @param seeds one an image
     * @param smallest smallest share of the budget
     * @param largest largest share of it
     */
    void draw(Budget budget, long[] seeds, double smallest, double largest) {
        double[][] shares = new double[images.count()][];
        for (int i = 0; i < images.count(); i++) {
            Random random = new Random(seeds[i]);
            double share = smallest + (largest - smallest) * random.nextDouble();
            double angle = Math.PI / 2 * random.nextDouble();
            boolean both = deformation.used && intensity.used;
            shares[i] = new double[] {share * (both ? Math.cos(angle) : 1), share * (both ? Math.sin(angle) : 1)};
            gaussian(deformation, i, random);
            gaussian(intensity, i, random);
        }
        Perturbation drawn = fields();
        Perturbation none = Perturbation.none(images);
        Perturbation moves = budget.fill(images, new Perturbation(drawn.deformation(), none.intensity(), images));
        Perturbation shades = budget.fill(images, new Perturbation(none.deformation(), drawn.intensity(), images));
        for (int i = 0; i < images.count(); i++) {
            measure(deformation, i, ratio(moves.deformation(), drawn.deformation(), i), shares[i][0]);
            measure(intensity, i, ratio(shades.intensity(), drawn.intensity(), i), shares[i][1]);
        }
    }

    private static void gaussian(Part part, int image, Random random) {
        for (int i = image * part.perImage; i < (image + 1) * part.perImage; i++) {
            float value = (float) random.nextGaussian();
            part.grid[i] = part.used ? value : 0;
        }
    }

    private static void measure(Part part, int image, double filling, double share) {
        part.scale(image, filling);
        part.units[image] = RootMeanSquare.of(part.grid, image * part.perImage, part.perImage);
        part.scale(image, share);
    }

    /**
     * Scales the control points of each image as its fields were scaled to lie inside the budget. Where they were also
     * smoothed, what was done to them is no scaling, and the scale that fits best is taken.
     */
    void follow(Perturbation fields, Perturbation projected) {
        for (int i = 0; i < images.count(); i++) {
            deformation.scale(i, ratio(projected.deformation(), fields.deformation(), i));
            intensity.scale(i, ratio(projected.intensity(), fields.intensity(), i));
        }
    }

    /** The factor of one image's fields {@code from} that comes nearest to {@code to}; 1 for empty fields. */
    private double ratio(float[] to, float[] from, int image) {
        int length = from.length / images.count();
        double product = 0;
        double square = 0;
        for (int i = image * length; i < (image + 1) * length; i++) {
            product += (double) to[i] * from[i];
            square += (double) from[i] * from[i];
        }
        return square > 0 ? product / square : 1;
    }

    /**
     * Pulls gradients on the fields back.
     *
     * @param deformationGradient dL/dD
     * @param intensityGradient dL/dV
     * @return dL/d(control points in units), {@code [count, length()]}, those of D first
     */
    double[] pullback(float[] deformationGradient, float[] intensityGradient) {
        double[] gradient = new double[images.count() * length()];
        pullback(deformation, deformationGradient, gradient, 0);
        pullback(intensity, intensityGradient, gradient, deformation.perImage);
        return gradient;
    }

    private void pullback(Part part, float[] fieldGradient, double[] gradient, int first) {
        if (!part.used) {
            return;
        }
        float[] grid = part.spline.pullback(SharedIntensity.gathered(fieldGradient, part.copies), images.count(), 1);
        for (int i = 0; i < images.count(); i++) {
            for (int k = 0; k < part.perImage; k++) {
                gradient[i * length() + first + k] = part.units[i] * grid[i * part.perImage + k];
            }
        }
    }

    /**
     * Moves one image's control points.
     *
     * @param step {@code [count, length()]} in units, those of D first
     */
    void add(int image, double[] step, double factor) {
        add(deformation, image, step, factor, 0);
        add(intensity, image, step, factor, deformation.perImage);
    }

    private void add(Part part, int image, double[] step, double factor, int first) {
        if (!part.used) {
            return;
        }
        for (int k = 0; k < part.perImage; k++) {
            part.grid[image * part.perImage + k] +=
                    (float) (factor * part.units[image] * step[image * length() + first + k]);
        }
    }
}

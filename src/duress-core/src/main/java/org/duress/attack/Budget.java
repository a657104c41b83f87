package org.duress.attack;

import java.util.List;
import java.util.Optional;
import org.duress.base.SideBySide;
import org.duress.metric.Displacement;
import org.duress.model.ImageBatch;
import org.duress.spec.BudgetSpec;
import org.duress.spec.IntensityFields;
import org.duress.spec.RobustnessSpec;

/**
 * Holds perturbations to what they may spend, exactly: image by image, p (equation 7 of Chen et al. 2019), longest
 * displacement, largest |V|, folded share, and the share of each field's energy above 1/16 cycles per pixel. What comes
 * out satisfies every limit under the measures of {@code .metric}, float rounding included. p and the share of energy
 * are those of all channels together, the largest |V| is any channel's; and where channels share one V, all have it.
 *
 * <p>Of volumes all is as of slices. A displacement is in voxels, along every axis: so D is what it is in a slice, and
 * an image of which nobody knows its spacing has the same budget; millimetres are a matter of realism. How rough a
 * field is counts in millimetres where these are known: its control points are as far apart ({@link ControlSpacing}),
 * and a field that is round in space is not rougher along one axis than along another. Folding is the same in either.
 *
 * <p>All fields must be finite; of others nothing is promised.
 */
public final class Budget {
    private final BudgetSpec spec;
    private final IntensityFields intensities;

    /** With a V of its own for each channel. */
    public Budget(BudgetSpec spec) {
        this(spec, IntensityFields.OWN);
    }

    /**
     * A budget.
     *
     * @param intensities whether channels have a V each or one together
     */
    public Budget(BudgetSpec spec, IntensityFields intensities) {
        this.spec = spec;
        this.intensities = intensities;
    }

    /** What a spec says of it: its budget, and whether channels share a V. */
    public static Budget of(RobustnessSpec spec) {
        return new Budget(spec.budget(), spec.attack().intensity());
    }

    /** The limits. */
    public BudgetSpec spec() {
        return spec;
    }

    /** Whether channels have a V each or one together. */
    public IntensityFields intensities() {
        return intensities;
    }

    /** The same with another perceptibility. */
    public Budget withPerceptibility(double other) {
        return new Budget(spec.withPerceptibility(other), intensities);
    }

    /**
     * The same with a share of the perceptibility, the displacement and the largest |V|. How rough the fields may be
     * and how much may fold stays.
     *
     * @param share at least 0
     */
    public Budget times(double share) {
        return new Budget(
                new BudgetSpec(
                        share * spec.perceptibility(),
                        share * spec.displacement(),
                        spec.folded(),
                        spec.deformationRoughness(),
                        spec.intensityRoughness(),
                        Double.isInfinite(spec.intensity()) ? spec.intensity() : share * spec.intensity()),
                intensities);
    }

    /**
     * Shrinks what lies outside: first V to its mean over channels where they share one, V where it is too tall, then
     * what is too rough, then D where it is too long, then D where it folds too much, then D and V together where they
     * are too visible. A budget without perceptibility gives zeros.
     *
     * @return the fields themselves where they are inside already, fresh ones otherwise. Fields that are inside for one
     *     image keep every bit of it
     */
    public Perturbation project(ImageBatch images, Perturbation fields) {
        if (spec.perceptibility() == 0) {
            return Perturbation.none(images);
        }
        return each(images, allowed(fields), BudgetedImage::project);
    }

    /**
     * Scales D and V together, up or down, until p is at its limit (to about one in a thousand). D stays behind where
     * it would be too long or fold too much; alone, it ends there. Empty fields stay empty.
     *
     * @return inside the budget, as of {@link #project}
     */
    public Perturbation fill(ImageBatch images, Perturbation fields) {
        if (spec.perceptibility() == 0) {
            return Perturbation.none(images);
        }
        return each(images, allowed(fields), BudgetedImage::fill);
    }

    private Perturbation allowed(Perturbation fields) {
        return intensities == IntensityFields.SHARED ? SharedIntensity.of(fields) : fields;
    }

    /**
     * How much of the budget one image's fields use: the largest of p, longest displacement and largest |V|, each as a
     * share of its limit. A limit of 0 is used up by anything at all.
     *
     * @param image its place in the batch
     * @return in [0, 1]
     */
    public double spent(ImageBatch images, Perturbation fields, int image) {
        return spent(fields.one(image), image(images, fields, image).perceptibility());
    }

    /**
     * The same of fields whose p is known.
     *
     * @param fields of one image
     * @param perceptibility of the image under them
     */
    public double spent(Perturbation fields, double perceptibility) {
        return Math.max(
                share(perceptibility, spec.perceptibility()),
                Math.max(
                        share(
                                Displacement.longest(
                                        fields.deformation(), fields.grid().rank()),
                                spec.displacement()),
                        share(BudgetedImage.tallest(fields.intensity()), spec.intensity())));
    }

    private static double share(double value, double limit) {
        return limit > 0 ? Math.min(1, value / limit) : Math.signum(value);
    }

    /** Changes one image's fields; whether it changed anything. */
    @FunctionalInterface
    private interface Change {
        boolean apply(BudgetedImage image);
    }

    private Perturbation each(ImageBatch images, Perturbation fields, Change change) {
        List<Optional<BudgetedImage>> changed = SideBySide.each(images.count(), i -> {
            BudgetedImage one = image(images, fields, i);
            return change.apply(one) ? Optional.of(one) : Optional.<BudgetedImage>empty();
        });
        if (changed.stream().noneMatch(Optional::isPresent)) {
            return fields;
        }
        if (changed.size() == 1) {
            return changed.get(0).orElseThrow().fields();
        }
        Perturbation out = fields.copy();
        for (int i = 0; i < changed.size(); i++) {
            if (changed.get(i).isPresent()) {
                out.put(i, changed.get(i).get().fields());
            }
        }
        return out;
    }

    private BudgetedImage image(ImageBatch images, Perturbation fields, int image) {
        return new BudgetedImage(spec, images.one(image), fields.one(image));
    }
}

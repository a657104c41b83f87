package org.duress.attack;

import org.duress.model.ImageBatch;
import org.jspecify.annotations.Nullable;

/**
 * Images under fields, and the way back of gradients, as of {@link Warp}: for several who look at the same fields. What
 * the images are is computed once, and of slices their slopes with respect to D too. For one thread.
 */
public final class Perturbed {
    private final ImageBatch clean;
    private final Perturbation fields;
    private final ImageBatch images;
    private Lanczos.@Nullable Slopes slopes;

    private Perturbed(ImageBatch clean, Perturbation fields, ImageBatch images) {
        this.clean = clean;
        this.fields = fields;
        this.images = images;
    }

    /** Rebuilds perturbed images, see {@link Warp#perturb}. */
    public static Perturbed of(ImageBatch clean, Perturbation fields) {
        return of(clean, fields, Warp.perturb(clean, fields));
    }

    /**
     * Perturbed images that are there already.
     *
     * @param images what {@link Warp#perturb} made of them
     */
    static Perturbed of(ImageBatch clean, Perturbation fields, ImageBatch images) {
        return new Perturbed(clean, fields, images);
    }

    /** I_0. */
    public ImageBatch clean() {
        return clean;
    }

    /** What they were perturbed by. */
    public Perturbation fields() {
        return fields;
    }

    /** I_DV; not to be changed. */
    public ImageBatch images() {
        return images;
    }

    /**
     * Pulls a gradient back, see {@link Warp#pullback}.
     *
     * @param imageGradient dL/dI_DV; becomes dL/dV
     * @return dL/dD, fresh
     */
    public float[] pullback(float[] imageGradient) {
        float[] deformationGradient = new float[fields.deformation().length];
        if (clean.grid().rank() != 2) {
            Warp.pullback(clean, fields, imageGradient, deformationGradient);
            return deformationGradient;
        }
        Lanczos.Slopes own = slopes;
        if (own == null) {
            own = Lanczos.slopes(clean, fields.deformation());
            slopes = own;
        }
        Warp.endOutside(clean, imageGradient);
        own.pullback(imageGradient, deformationGradient);
        return deformationGradient;
    }
}

package org.duress.attack;

import org.duress.base.SideBySide;
import org.duress.metric.Perceptibility;
import org.duress.model.ImageBatch;

/**
 * The edge of a budget, where p is at its limit: there a field can only grow in one place by what it loses in another.
 * A step along a loss's gradient that is scaled back into the budget ends where the fields are proportional to the
 * gradient, which is worst among fields of one mean square and not of one p. So the slope of p is taken off the
 * gradient, as much of it as leaves no gain in growing as a whole: what remains leads along the edge, and vanishes at
 * the worst fields of this p.
 */
public final class Edge {
    /** Share of its limit from which on p counts as at its limit. */
    private static final double NEAR = 0.98;
    /** Share of the limit of p below which a change of a pixel counts as hardly any. */
    private static final double SMALL_CHANGE = 0.1;

    private final Perturbation fields;
    private final FieldGradient slope;

    private Edge(Perturbation fields, FieldGradient slope) {
        this.fields = fields;
        this.slope = slope;
    }

    /**
     * The edge at fields inside a budget.
     *
     * @param limits of p, one an image
     */
    public static Edge at(ImageBatch images, Perturbation fields, double[] limits) {
        return at(Perturbed.of(images, fields), limits);
    }

    /** The same of images that were perturbed already. */
    public static Edge at(Perturbed under, double[] limits) {
        ImageBatch images = under.clean();
        float[] perturbed = under.images().pixels();
        int length = images.length();
        float[] intensity = new float[perturbed.length];
        SideBySide.works(images.count(), i -> {
            if (Perceived.perceptibility(images, perturbed, i) >= NEAR * limits[i]) {
                Perceptibility.gradient(
                        images.pixels(), perturbed, i * length, length, SMALL_CHANGE * limits[i], intensity);
            }
        });
        return new Edge(under.fields(), new FieldGradient(under.pullback(intensity), intensity));
    }

    /**
     * Takes what leads out of the budget off a gradient that is followed uphill: of images that are at the edge, and
     * would gain by growing.
     *
     * @return fresh
     */
    public FieldGradient inside(FieldGradient gradient) {
        FieldGradient inside = new FieldGradient(
                gradient.deformation().clone(), gradient.intensity().clone());
        SideBySide.works(fields.count(), i -> {
            double gain = gradient.along(fields, i);
            double cost = slope.along(fields, i);
            if (gain > 0 && cost > 0) {
                inside.subtract(slope, gain / cost, i, fields.count());
            }
        });
        return inside;
    }

    /** The slope of p of one image, times its pixels; zero where it is not at the edge. */
    FieldGradient slope(int image) {
        return slope.one(image, fields.count());
    }
}

package org.duress.model.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duress.base.FiniteDifferences.along;
import static org.duress.base.FiniteDifferences.dot;
import static org.duress.base.FiniteDifferences.gaussian;

import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;

/** What stands before a {@link Curved} model, held to differences, of slices and of volumes. */
final class Pullbacks {
    private Pullbacks() {}

    /** Along the gradient and noise, of every derivative that can be compared. */
    static void requireExact(SegmentationModel model, ImageBatch images) {
        DifferentiableModel differentiable = model.differentiable().orElseThrow();
        float[] weights = gaussian(8, images.count() * images.grid().voxels() * Curved.CLASSES);
        float[] gradient = differentiable.forward(images).inputGradient(weights).clone();
        int agreed = 0;
        for (int trial = 0; trial < 12; trial++) {
            float[] direction = trial == 0 ? gradient : gaussian(8 + trial, images.pixels().length);
            double length = Math.sqrt(dot(direction, direction));
            double step = 1e-3 / length * Math.sqrt(direction.length);
            double slope = along(
                    images.pixels(), direction, step, moved -> dot(weights, model.probabilities(images.with(moved))));
            double scale = length * Math.sqrt(dot(gradient, gradient)) / Math.sqrt(direction.length);
            agreed += Math.abs(dot(gradient, direction) - slope) <= 0.02 * scale ? 1 : 0;
        }
        // A clip's kink may lie between the two images of a difference.
        assertThat(agreed).isGreaterThanOrEqualTo(10);
        assertThat(dot(gradient, gradient)).isGreaterThan(0);
    }
}

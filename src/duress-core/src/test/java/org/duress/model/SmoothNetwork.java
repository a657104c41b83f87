package org.duress.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.duress.base.FiniteDifferences;
import org.duress.net.Graph;
import org.duress.net.Network;
import org.duress.net.Op;

/** A network without kinks, a convolution and a softmax, through which wrappers of it can be held to the derivative. */
final class SmoothNetwork {
    private SmoothNetwork() {}

    static NetworkModel of(int classes) {
        Graph.Builder b = new Graph.Builder(1);
        b.add("logits", Op.Conv.same(classes, 3, 1, true), Graph.INPUT);
        b.add("probabilities", new Op.Softmax(), "logits");
        return new NetworkModel(Network.initialised(b.build(), 3), List.of(), "f");
    }

    /** Holds the gradient of each intensity against the slope of the answers, seen in a direction. */
    static void requireDerivative(SegmentationModel model, ImageBatch images) {
        float[] direction =
                FiniteDifferences.gaussian(5, images.count() * images.grid().voxels() * model.classes());
        float[] gradient = model.differentiable()
                .orElseThrow()
                .forward(images)
                .inputGradient(direction)
                .clone();
        for (int i = 0; i < gradient.length; i++) {
            double slope = FiniteDifferences.slope(
                    images.pixels(),
                    i,
                    1e-2f,
                    moved -> FiniteDifferences.dot(model.probabilities(images.with(moved)), direction));
            assertThat((double) gradient[i]).isCloseTo(slope, within(2e-3));
        }
    }
}

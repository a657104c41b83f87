package org.duress.net.nd4j;

import java.util.Map;
import org.duress.net.Engine;
import org.duress.net.Graph;
import org.duress.net.nd4j.array.Held;
import org.duress.net.nd4j.array.NativeThreads;
import org.duress.net.nd4j.array.Parameters;

/**
 * The values of one network in two flat vectors.
 *
 * @param shapes of the weights
 */
record Nd4jMemory(Map<String, long[]> shapes, Held values) implements Engine.Memory {
    /** Images that go through the layers together: weights are laid out anew for each pass, and fewer cost more. */
    private static final int TOGETHER = 4;

    @Override
    public Parameters weights() {
        return values.weights();
    }

    @Override
    public Parameters statistics() {
        return values.statistics();
    }

    @Override
    public Nd4jWorkspace workspace(int batch, Graph.Shape input, boolean trainable) {
        return new Nd4jWorkspace(values, batch, input, trainable ? new Parameters(shapes) : null);
    }

    /** Two parts at least, so that all that a layer does has two threads. A GPU has work for all of it in one. */
    @Override
    public int together(int batch, Graph.Shape input) {
        return NativeThreads.onGpu() ? batch : Math.min(TOGETHER, (batch + 1) / 2);
    }

    @Override
    public Nd4jUpdates rmsProp(double decay, double epsilon) {
        return new Nd4jUpdates.RmsProp(weights(), decay, epsilon);
    }

    @Override
    public Nd4jUpdates adam(double beta1, double beta2, double epsilon) {
        return new Nd4jUpdates.Adam(weights(), beta1, beta2, epsilon);
    }
}

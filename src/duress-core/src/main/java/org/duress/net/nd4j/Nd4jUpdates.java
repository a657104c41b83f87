package org.duress.net.nd4j;

import java.util.Arrays;
import org.duress.net.Engine;
import org.duress.net.nd4j.array.Parameters;
import org.duress.net.nd4j.array.Transfer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.api.ops.impl.updaters.RmsPropUpdater;
import org.nd4j.linalg.factory.Nd4j;

/** Updates of all weights with one native operation. */
abstract sealed class Nd4jUpdates implements Engine.Updates {
    private final Parameters weights;

    private Nd4jUpdates(Parameters weights) {
        this.weights = weights;
    }

    @Override
    public final void step(Engine.Workspace workspace, double rate) {
        // Of the same memory, and so of this engine.
        INDArray gradients = ((Nd4jWorkspace) workspace).gradients().flat();
        update(gradients, rate);
        weights.flat().subi(gradients);
        weights.changed();
    }

    /** Turns gradients into updates, in place. */
    abstract void update(INDArray gradients, double rate);

    final INDArray like() {
        return Nd4j.create(DataType.FLOAT, weights.flat().length());
    }

    static final class RmsProp extends Nd4jUpdates {
        private final double decay;
        private final double epsilon;
        private final INDArray squares;

        RmsProp(Parameters weights, double decay, double epsilon) {
            super(weights);
            this.decay = decay;
            this.epsilon = epsilon;
            squares = like();
        }

        @Override
        void update(INDArray gradients, double rate) {
            Nd4j.exec(new RmsPropUpdater(gradients, squares, rate, decay, epsilon));
        }

        @Override
        public float[] state() {
            return Transfer.read(squares);
        }

        @Override
        public void restore(float[] state) {
            Transfer.write(state, squares);
        }
    }

    static final class Adam extends Nd4jUpdates {
        private final double beta1;
        private final double beta2;
        private final double epsilon;
        private final INDArray squares;
        private final INDArray means;
        private int steps;

        Adam(Parameters weights, double beta1, double beta2, double epsilon) {
            super(weights);
            this.beta1 = beta1;
            this.beta2 = beta2;
            this.epsilon = epsilon;
            squares = like();
            means = like();
        }

        @Override
        void update(INDArray gradients, double rate) {
            Nd4j.exec(new AdamUpdater(gradients, squares, means, rate, beta1, beta2, epsilon, steps));
            steps++;
        }

        @Override
        public float[] state() {
            float[] u = Transfer.read(squares);
            float[] m = Transfer.read(means);
            float[] state = new float[2 * u.length + 1];
            System.arraycopy(u, 0, state, 0, u.length);
            System.arraycopy(m, 0, state, u.length, m.length);
            state[2 * u.length] = steps;
            return state;
        }

        @Override
        public void restore(float[] state) {
            int n = (state.length - 1) / 2;
            Transfer.write(Arrays.copyOfRange(state, 0, n), squares);
            Transfer.write(Arrays.copyOfRange(state, n, 2 * n), means);
            steps = (int) state[2 * n];
        }
    }
}

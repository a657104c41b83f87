package org.duress.net;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.api.ops.impl.updaters.RmsPropUpdater;
import org.nd4j.linalg.factory.Nd4j;

/** Moves a network's weights against their gradients. Its state is part of a checkpoint. */
public abstract sealed class Optimizer {
    private final Network network;

    private Optimizer(Network network) {
        this.network = network;
    }

    /**
     * RMSProp: the update is {@code rate * g / sqrt(m + epsilon)} with m the running mean of squares.
     *
     * @param decay of the running mean, in [0, 1)
     */
    public static Optimizer rmsProp(Network network, double decay, double epsilon) {
        return new RmsProp(network, decay, epsilon);
    }

    /** Adam with the usual bias correction (Kingma and Ba 2015). */
    public static Optimizer adam(Network network, double beta1, double beta2, double epsilon) {
        return new Adam(network, beta1, beta2, epsilon);
    }

    /**
     * One update with the gradients of the executor's last pullback, which are used up.
     *
     * @param executor of the same network
     * @param rate learning rate, above 0
     */
    public final void step(Executor executor, double rate) {
        if (executor.network() != network) {
            throw new IllegalArgumentException("the executor runs another network");
        }
        INDArray gradients = executor.flatGradients();
        update(gradients, rate);
        network.flatWeights().subi(gradients);
        network.changed();
    }

    /** Turns gradients into updates, in place. */
    abstract void update(INDArray gradients, double rate);

    /** A copy of the state. */
    public abstract float[] state();

    /** Restores what {@link #state()} gave. */
    public abstract void restore(float[] state);

    final INDArray like() {
        return Nd4j.create(DataType.FLOAT, network.size());
    }

    private static final class RmsProp extends Optimizer {
        private final double decay;
        private final double epsilon;
        private final INDArray squares;

        RmsProp(Network network, double decay, double epsilon) {
            super(network);
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

    private static final class Adam extends Optimizer {
        private final double beta1;
        private final double beta2;
        private final double epsilon;
        private final INDArray squares;
        private final INDArray means;
        private int steps;

        Adam(Network network, double beta1, double beta2, double epsilon) {
            super(network);
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
            Transfer.write(java.util.Arrays.copyOfRange(state, 0, n), squares);
            Transfer.write(java.util.Arrays.copyOfRange(state, n, 2 * n), means);
            steps = (int) state[2 * n];
        }
    }
}

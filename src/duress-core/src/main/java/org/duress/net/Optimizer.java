package org.duress.net;

/** Moves a network's weights against their gradients. Its state is part of a checkpoint. */
public final class Optimizer {
    private final Network network;
    private final Engine.Updates updates;

    private Optimizer(Network network, Engine.Updates updates) {
        this.network = network;
        this.updates = updates;
    }

    /**
     * RMSProp: the update is {@code rate * g / sqrt(m + epsilon)} with m the running mean of squares.
     *
     * @param decay of the running mean, in [0, 1)
     */
    public static Optimizer rmsProp(Network network, double decay, double epsilon) {
        return new Optimizer(network, network.memory().rmsProp(decay, epsilon));
    }

    /** Adam with the usual bias correction (Kingma and Ba 2015). */
    public static Optimizer adam(Network network, double beta1, double beta2, double epsilon) {
        return new Optimizer(network, network.memory().adam(beta1, beta2, epsilon));
    }

    /**
     * One update with the gradients of the executor's last pullback, which are used up.
     *
     * @param executor of the same network
     * @param rate learning rate, above 0
     */
    public void step(Executor executor, double rate) {
        if (executor.network() != network) {
            throw new IllegalArgumentException("the executor runs another network");
        }
        updates.step(executor.trainedWorkspace(), rate);
    }

    /** A copy of the state. */
    public float[] state() {
        return updates.state();
    }

    /** Restores what {@link #state()} gave. */
    public void restore(float[] state) {
        updates.restore(state);
    }
}

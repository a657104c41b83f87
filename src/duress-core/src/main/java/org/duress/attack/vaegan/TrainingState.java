package org.duress.attack.vaegan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.duress.base.Seeds;
import org.duress.net.Graph;
import org.duress.net.Network;
import org.duress.net.NetworkArchive;
import org.duress.net.Optimizer;
import org.duress.spec.AttackSpec;
import org.duress.spec.AttackerTraining;
import org.duress.spec.VaeGanSettings;

/** All that changes in training, and so all that a checkpoint holds. */
final class TrainingState {
    static final String CRITIC = "critic";
    private static final String STEPS = "steps";
    private static final String FROZEN_FROM = "frozenFrom";
    private static final String HISTORY = "history";
    /** Steps whose means are compared to see whether the loss still falls. */
    private static final int WINDOW = 50;
    /** The loss of the last window must be below this share of the one before for training to go on. */
    private static final double STILL_FALLING = 0.97;

    private final AttackSpec spec;
    private final Generator generator;
    private final Network critic;
    private final Map<String, Optimizer> optimizers = new LinkedHashMap<>();
    private final List<double[]> history = new ArrayList<>();
    private int steps;
    private int frozenFrom;

    private TrainingState(AttackSpec spec, Generator generator, Network critic) {
        this.spec = spec;
        this.generator = generator;
        this.critic = critic;
        VaeGanSettings.Optimisation settings = spec.vaeGan().optimisation();
        networks()
                .forEach((name, network) ->
                        optimizers.put(name, Optimizer.rmsProp(network, settings.decay(), settings.epsilon())));
        frozenFrom = (int) Math.round(spec.steps() * (1 - frozenShare()));
    }

    /**
     * The state before the first step.
     *
     * @param lattice of the images
     * @param channels of the images
     */
    static TrainingState start(AttackSpec spec, Lattice lattice, int channels, int classes) {
        return new TrainingState(
                spec,
                Generator.initialised(spec, lattice, channels, classes),
                Network.initialised(
                        VaeGanGraphs.critic(spec.vaeGan().networks(), lattice.axes(), channels),
                        Seeds.critic(spec.seed())));
    }

    /**
     * The state that a checkpoint holds.
     *
     * @throws IllegalArgumentException if it is not of this training
     */
    static TrainingState of(AttackSpec spec, Lattice lattice, int channels, int classes, NetworkArchive saved) {
        Network critic = critic(spec.vaeGan(), lattice, saved);
        TrainingState state = new TrainingState(
                spec, Generator.of(spec.vaeGan(), lattice, critic.graph().inputChannels(), classes, saved), critic);
        if (!state.graphs().equals(start(spec, lattice, channels, classes).graphs())) {
            throw new IllegalArgumentException("it is for other fields");
        }
        state.optimizers.forEach((name, optimizer) -> optimizer.restore(saved.array(name)));
        state.steps = within(saved, STEPS, spec.steps());
        state.frozenFrom = within(saved, FROZEN_FROM, spec.steps());
        float[] pairs = saved.array(HISTORY);
        if (pairs.length != 2 * Math.min(state.steps, 2 * WINDOW)) {
            throw new IllegalArgumentException("its history has " + pairs.length + " values");
        }
        for (int i = 0; i < pairs.length; i += 2) {
            state.history.add(new double[] {pairs[i], pairs[i + 1]});
        }
        return state;
    }

    /**
     * The critic of an archive.
     *
     * @throws IllegalArgumentException if it has none, or one of another architecture
     */
    static Network critic(VaeGanSettings settings, Lattice lattice, NetworkArchive archive) {
        Network critic = archive.network(CRITIC);
        return VaeGanGraphs.require(
                CRITIC,
                critic,
                VaeGanGraphs.critic(
                        settings.networks(), lattice.axes(), critic.graph().inputChannels()));
    }

    private static int within(NetworkArchive saved, String property, int most) {
        int value = Integer.parseInt(saved.property(property));
        if (value < 0 || value > most) {
            throw new IllegalArgumentException("its " + property + " are " + value + ", beyond " + most);
        }
        return value;
    }

    NetworkArchive archive() {
        Map<String, float[]> arrays = new LinkedHashMap<>();
        optimizers.forEach((name, optimizer) -> arrays.put(name, optimizer.state()));
        float[] pairs = new float[2 * history.size()];
        for (int i = 0; i < history.size(); i++) {
            pairs[2 * i] = (float) history.get(i)[0];
            pairs[2 * i + 1] = (float) history.get(i)[1];
        }
        arrays.put(HISTORY, pairs);
        return new NetworkArchive(
                networks(), Map.of(STEPS, String.valueOf(steps), FROZEN_FROM, String.valueOf(frozenFrom)), arrays);
    }

    private Map<String, Network> networks() {
        Map<String, Network> networks = new LinkedHashMap<>(generator.networks());
        networks.put(CRITIC, critic);
        return networks;
    }

    private Map<String, Graph> graphs() {
        return networks().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, named -> named.getValue().graph()));
    }

    Generator generator() {
        return generator;
    }

    Network critic() {
        return critic;
    }

    Optimizer optimizer(String network) {
        Optimizer optimizer = optimizers.get(network);
        if (optimizer == null) {
            throw new IllegalArgumentException("no network '" + network + "'");
        }
        return optimizer;
    }

    int steps() {
        return steps;
    }

    boolean frozen() {
        return steps >= frozenFrom;
    }

    /** Whether the next step is the first with population statistics. */
    boolean beginsFrozen() {
        return steps == frozenFrom;
    }

    boolean finished() {
        return steps >= last();
    }

    /** With fields that fill a budget, batch statistics hardly differ from batch to batch. */
    private double frozenShare() {
        return spec.vaeGan().training() == AttackerTraining.PAPER
                ? spec.vaeGan().convergence().frozenShare()
                : 0;
    }

    /** The frozen steps keep their share of all steps when training converges early. */
    private int last() {
        return Math.min(spec.steps(), (int) Math.round(frozenFrom / (1 - frozenShare())));
    }

    /** The learning rate's factor: constant with batch statistics, then falling to 1. */
    double rateFactor() {
        double most = spec.vaeGan().optimisation().rateFactor();
        return frozen() ? most - (most - 1) * (steps - frozenFrom) / (last() - frozenFrom) : most;
    }

    void record(StepReport report) {
        // Rounded as a checkpoint rounds it, so that a resumed run decides alike.
        history.add(new double[] {(float) report.crossEntropy(), (float) report.total()});
        if (history.size() > 2 * WINDOW) {
            history.remove(0);
        }
        steps++;
        if (steps < frozenFrom && converged()) {
            frozenFrom = steps;
        }
    }

    private boolean converged() {
        boolean driven = spec.vaeGan().training() == AttackerTraining.PAPER
                && steps >= spec.vaeGan().norms().lambdaWarmUp() * spec.steps();
        if (history.size() < 2 * WINDOW || !driven) {
            return false;
        }
        double crossEntropy = mean(0, WINDOW, 2 * WINDOW);
        boolean reached = Math.abs(crossEntropy - spec.xi())
                <= spec.vaeGan().convergence().tolerance() * spec.xi();
        return reached && mean(1, WINDOW, 2 * WINDOW) > STILL_FALLING * mean(1, 0, WINDOW);
    }

    private double mean(int which, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += history.get(i)[which];
        }
        return sum / (to - from);
    }
}

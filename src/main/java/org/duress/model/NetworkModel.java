package org.duress.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duress.DuressException;
import org.duress.net.Executor;
import org.duress.net.Network;
import org.duress.net.Statistics;

/** A model that runs on the network core: one input channel, softmax probabilities out. */
public final class NetworkModel implements DifferentiableModel {
    private static final int SHAPES_KEPT = 4;

    private final Network network;
    private final List<String> organs;
    private final String fingerprint;
    private final Map<List<Integer>, Run> runs = new LinkedHashMap<>(8, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<List<Integer>, Run> eldest) {
            return size() > SHAPES_KEPT;
        }
    };

    /**
     * A model of a network.
     *
     * @param network its last node gives probabilities; batch norm is folded
     * @param organs names of classes 1, 2, ...; empty if unknown
     * @param fingerprint SHA-256 (hex) of architecture and weights
     */
    public NetworkModel(Network network, List<String> organs, String fingerprint) {
        this.network = network.folded();
        this.organs = List.copyOf(organs);
        this.fingerprint = fingerprint;
    }

    @Override
    public List<String> organs() {
        return organs;
    }

    @Override
    public int classes() {
        return network.graph().outputChannels();
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public void requireSize(int height, int width) {
        int multiple = network.graph().sizeMultiple();
        if (height % multiple != 0 || width % multiple != 0) {
            throw new DuressException("the model cannot take images of " + height + " x " + width
                    + " pixels; set cohort.size to multiples of " + multiple);
        }
    }

    @Override
    public float[] probabilities(ImageBatch images) {
        return run(images).probabilities.clone();
    }

    @Override
    public Forward forward(ImageBatch images) {
        return run(images);
    }

    private Run run(ImageBatch images) {
        requireSize(images.height(), images.width());
        Run run = runs.computeIfAbsent(
                List.of(images.count(), images.height(), images.width()),
                shape -> new Run(Executor.frozen(network, shape.get(0), shape.get(1), shape.get(2))));
        run.executor.forward(images.pixels(), Statistics.POPULATION, run.probabilities);
        return run;
    }

    @Override
    public void close() {
        runs.clear();
    }

    private static final class Run implements Forward {
        private final Executor executor;
        private final float[] probabilities;
        private final float[] inputGradient;

        Run(Executor executor) {
            this.executor = executor;
            probabilities = new float[executor.outputLength()];
            inputGradient = new float[executor.inputLength()];
        }

        @Override
        public float[] probabilities() {
            return probabilities;
        }

        @Override
        public float[] inputGradient(float[] probabilityGradient) {
            executor.backward(probabilityGradient, Executor.Pullback.INPUT);
            executor.inputGradient(inputGradient);
            return inputGradient;
        }
    }
}

package org.duress.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.net.Executor;
import org.duress.net.Network;
import org.duress.net.Statistics;

/**
 * A model's network, trained further where it stands: behind the preprocessing, the padding and the classes of its
 * cohort. A loss is of the answers of the whole, and its gradient is pulled back through all of that into the weights.
 * The statistics of batch norm stay as they are: images that an attack made would move them. For one thread.
 */
public final class TunedNetwork {
    private final NetworkModel model;
    private final Network network;
    private final Grid grid;
    private final Network answering;
    private final Map<Shape, Executor> executors = new HashMap<>();
    private Optional<Executor> asked = Optional.empty();
    private Optional<Executor> pulled = Optional.empty();

    /** Of a batch. */
    private record Shape(int count, List<Integer> sizes) {}

    private TunedNetwork(NetworkModel model, Network network, Grid grid) {
        this.model = model;
        this.network = network;
        this.grid = grid;
        answering = network.folded();
    }

    /**
     * The network of a model, a copy: the model stays as it is.
     *
     * @param model as its format opens it
     * @param before what stands before it; called with a model that watches
     * @param examples an image of each size there is; at least one
     * @throws DuressException if the network is another one for another of these sizes, or shows an op that cannot be
     *     trained
     */
    public static TunedNetwork of(
            NetworkModel model, UnaryOperator<SegmentationModel> before, List<ImageBatch> examples) {
        Watch watch = new Watch(model);
        SegmentationModel whole = before.apply(watch);
        examples.forEach(whole::probabilities);
        Grid first = watch.seen.get(0);
        Network network = model.learnable(first);
        for (Grid other : watch.seen) {
            if (!model.learnable(other).graph().equals(network.graph())) {
                throw new DuressException("the model's file becomes one network for images of " + first
                        + " and another for images of " + other
                        + ", and one can be trained; give a cohort of one size (cohort.size)");
            }
        }
        requireTrainable(network, first);
        return new TunedNetwork(model, network, first);
    }

    private static void requireTrainable(Network network, Grid grid) {
        try {
            Executor.trainable(network, 1, grid);
        } catch (IllegalArgumentException e) {
            throw new DuressException(
                    "the model cannot be trained here (" + e.getMessage()
                            + "); retrain it where it was made, on images that 'duress dataset' writes, and give the"
                            + " result by --retrained",
                    e);
        }
    }

    /** Sizes that a network is asked about. */
    private static final class Watch extends ForwardingModel {
        private final List<Grid> seen = new ArrayList<>();

        Watch(SegmentationModel model) {
            super(model);
        }

        @Override
        protected Passage passage(ImageBatch images) {
            if (!seen.contains(images.grid())) {
                seen.add(images.grid());
            }
            return Passage.unchanged(images);
        }
    }

    /** The network that is trained. */
    public Network network() {
        return network;
    }

    /** Of images as they reach it; of the first size, where there are several. */
    public Grid grid() {
        return grid;
    }

    /** Goes back to earlier values. */
    public void assign(float[] weights, float[] statistics) {
        network.assign(weights, statistics);
        refresh();
    }

    /** Has {@link #following} answer by the weights as they are now. */
    public void refresh() {
        Network now = network.folded();
        answering.assign(now.weights(), now.statistics());
    }

    /**
     * A model that answers, and gives gradients, by the weights as they were at the last {@link #refresh}.
     *
     * @param fingerprint that it has
     */
    public NetworkModel following(String fingerprint) {
        return model.following(new NetworkModel.Always(network, answering), fingerprint);
    }

    /**
     * A model whose pullback leaves the gradients of the weights for {@link #gradients}, and gives no gradient of the
     * image: zeros. It is asked about a batch in one piece.
     */
    public DifferentiableModel learning() {
        return new Learning();
    }

    /**
     * Where the last pullback of {@link #learning} left the gradients of the weights.
     *
     * @throws IllegalStateException if there was none
     */
    public Executor gradients() {
        Executor executor = pulled.orElseThrow(() -> new IllegalStateException("nothing was pulled back"));
        pulled = Optional.empty();
        return executor;
    }

    private final class Learning extends ForwardingModel implements DifferentiableModel {
        Learning() {
            super(model);
        }

        @Override
        protected Passage passage(ImageBatch images) {
            return Passage.unchanged(images);
        }

        @Override
        public Optional<DifferentiableModel> differentiable() {
            return Optional.of(this);
        }

        @Override
        public ComputeEngine engine() {
            return model.engine();
        }

        @Override
        public Forward forward(ImageBatch images) {
            if (asked.isPresent()) {
                throw new DuressException("the model looks at an image in parts (model.tiles, model.flips, or a crop),"
                        + " and its network is trained on whole images; harden it with a spec without these");
            }
            Executor executor = executors.computeIfAbsent(
                    new Shape(images.count(), images.grid().sizes()),
                    shape -> Executor.trainable(network, shape.count(), images.grid()));
            asked = Optional.of(executor);
            float[] probabilities = new float[executor.outputLength()];
            executor.forward(images.ofChannels(channels()), Statistics.POPULATION, probabilities);
            return new Forward() {
                @Override
                public float[] probabilities() {
                    return probabilities;
                }

                @Override
                public float[] inputGradient(float[] probabilityGradient) {
                    executor.backward(probabilityGradient, Executor.Pullback.WEIGHTS);
                    asked = Optional.empty();
                    pulled = Optional.of(executor);
                    return new float[executor.inputLength()];
                }
            };
        }
    }
}

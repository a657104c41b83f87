package org.duress.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.base.OrganSets;
import org.duress.net.Executor;
import org.duress.net.Network;
import org.duress.net.Statistics;
import org.duress.net.device.Device;

/** A model that runs on the network core: softmax probabilities out. */
public final class NetworkModel implements DifferentiableModel {
    private static final int SHAPES_KEPT = 4;

    /** Points, at most, that are answered about at once where no gradients are asked for: four slices of 512 x 512. */
    private static final long POINTS_TOGETHER = 1L << 20;

    private final SizedNetwork sized;
    private final OrganSets sets;
    private final int channels;
    private final List<String> organs;
    private final String fingerprint;
    private final Map<String, String> provenance;
    private final Map<List<Integer>, Network> networks = kept();
    private final Map<Shape, Run> runs = kept();

    /**
     * A model of one network for all sizes that it can take.
     *
     * @param network its last node gives probabilities; batch norm is folded
     * @param organs names of classes 1, 2, ...; empty if unknown
     * @param fingerprint SHA-256 (hex) of architecture and weights
     */
    public NetworkModel(Network network, List<String> organs, String fingerprint) {
        this(always(network), network.graph().inputChannels(), network.graph().outputChannels(), organs, fingerprint);
    }

    /**
     * A model of one network that has answered like another, organs that overlap included.
     *
     * @param network its last node gives probabilities of classes
     * @param sets which organs a class is
     * @param fingerprint SHA-256 (hex) of architecture and weights
     */
    public NetworkModel(Network network, OrganSets sets, String fingerprint) {
        this(always(network), network.graph().inputChannels(), sets, List.of(), fingerprint, Map.of());
    }

    /** Copies: whatever becomes of the network, and however many sizes are asked for. */
    private static SizedNetwork always(Network network) {
        return new Always(network.copy(), network.folded());
    }

    /**
     * One network for all sizes.
     *
     * @param whole as it was given
     * @param folded the same, of which nothing is learnt
     */
    record Always(Network whole, Network folded) implements SizedNetwork {
        @Override
        public Network at(Grid size) {
            return whole;
        }

        @Override
        public Network answering(Grid size) {
            return folded;
        }

        @Override
        public OptionalInt axes() {
            return folded.graph().axes();
        }
    }

    /**
     * The same model with another network for images of all sizes, which is not copied: it answers with whatever values
     * that network has.
     */
    NetworkModel following(SizedNetwork network, String ownFingerprint) {
        return new NetworkModel(network, channels, sets, organs, ownFingerprint, Map.of());
    }

    /**
     * A copy of the network for images of a size, to be trained further.
     *
     * @throws DuressException if the model cannot take the size
     */
    public Network learnable(Grid grid) {
        requireSize(grid);
        return sized.at(grid).copy();
    }

    /**
     * A model that is lowered for each image size.
     *
     * @param sized batch norm is folded
     * @param channels of its images
     * @param classes background included
     * @param organs names of classes 1, 2, ...; empty if unknown
     * @param fingerprint SHA-256 (hex) of architecture and weights
     */
    public NetworkModel(SizedNetwork sized, int channels, int classes, List<String> organs, String fingerprint) {
        this(sized, channels, classes, organs, fingerprint, Map.of());
    }

    /**
     * A model that is lowered for each image size, of which a reader of the result should know more.
     *
     * @param sized batch norm is folded
     * @param channels of its images
     * @param classes background included
     * @param organs names of classes 1, 2, ...; empty if unknown
     * @param fingerprint SHA-256 (hex) of architecture and weights
     * @param provenance which of its outputs is judged, for example
     */
    public NetworkModel(
            SizedNetwork sized,
            int channels,
            int classes,
            List<String> organs,
            String fingerprint,
            Map<String, String> provenance) {
        this(sized, channels, OrganSets.exclusive(classes - 1), organs, fingerprint, provenance);
    }

    private NetworkModel(
            SizedNetwork sized,
            int channels,
            OrganSets sets,
            List<String> organs,
            String fingerprint,
            Map<String, String> provenance) {
        this.sized = sized;
        this.channels = channels;
        this.sets = sets;
        this.organs = List.copyOf(organs);
        this.fingerprint = fingerprint;
        this.provenance = Collections.unmodifiableMap(new TreeMap<>(provenance));
    }

    /** Of a batch. */
    private record Shape(int count, List<Integer> sizes) {}

    private static <K, T> Map<K, T> kept() {
        return new LinkedHashMap<>(8, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, T> eldest) {
                return size() > SHAPES_KEPT;
            }
        };
    }

    @Override
    public List<String> organs() {
        return organs;
    }

    @Override
    public int channels() {
        return channels;
    }

    @Override
    public int classes() {
        return sets.classes();
    }

    @Override
    public OrganSets sets() {
        return sets;
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public Map<String, String> provenance() {
        return provenance;
    }

    @Override
    public void requireSize(Grid grid) {
        network(grid);
    }

    private Network network(Grid grid) {
        if (!goesWith(grid)) {
            throw new DuressException(
                    grid.rank() == 3
                            ? "the model segments slices, and the images are volumes of " + grid
                                    + " voxels; set cohort.dimensions to 2, or test a model for volumes"
                            : "the model segments volumes, and the images are slices of " + grid
                                    + " pixels; set cohort.dimensions to 3, or test a model for slices");
        }
        return networks.computeIfAbsent(grid.sizes(), size -> {
            try {
                Network network = sized.answering(grid);
                Optional<String> misfit = network.graph().misfit(grid);
                if (misfit.isEmpty()) {
                    return network;
                }
                throw new IllegalArgumentException(misfit.get());
            } catch (IllegalArgumentException e) {
                throw new DuressException(
                        "the model cannot take images of " + grid + " "
                                + grid.kind().points() + " (" + e.getMessage() + "); set cohort.size to " + sizes(grid),
                        e);
            }
        });
    }

    private boolean goesWith(Grid grid) {
        return sized.axes().isEmpty() || sized.axes().getAsInt() == grid.rank();
    }

    private String sizes(Grid grid) {
        return Padding.toWhatIsTaken(grid, this::takes).map(Padding::advice).orElse("the size it was made for");
    }

    @Override
    public boolean takes(Grid grid) {
        try {
            return goesWith(grid) && sized.at(grid).graph().misfit(grid).isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Large images in parts: a network holds what each layer makes of all images that it is given together. */
    @Override
    public float[] probabilities(ImageBatch images) {
        int together = (int) Math.max(1, POINTS_TOGETHER / images.grid().voxels());
        if (images.count() <= together) {
            return run(images).probabilities.clone();
        }
        int values = images.grid().voxels() * classes();
        float[] all = new float[images.count() * values];
        for (int from = 0; from < images.count(); from += together) {
            int count = Math.min(together, images.count() - from);
            float[] some = run(images.some(from, from + count)).probabilities;
            System.arraycopy(some, 0, all, from * values, count * values);
        }
        return all;
    }

    @Override
    public ComputeEngine engine() {
        return ComputeEngine.library(
                "the network core on " + Device.resolved().description(),
                "run it with another build of ND4J, such as -Dnd4j.classifier=linux-x86_64, and report this line");
    }

    @Override
    public Forward forward(ImageBatch images) {
        return run(images);
    }

    private Run run(ImageBatch images) {
        Grid grid = images.grid();
        Network network = network(grid);
        Run run = runs.computeIfAbsent(
                new Shape(images.count(), grid.sizes()),
                shape -> new Run(Executor.frozen(network, shape.count(), grid)));
        run.executor.forward(images.ofChannels(channels), Statistics.POPULATION, run.probabilities);
        return run;
    }

    @Override
    public void close() {
        runs.clear();
        networks.clear();
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

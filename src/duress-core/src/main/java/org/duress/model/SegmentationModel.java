package org.duress.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.base.Grid;
import org.duress.base.OrganSets;

/**
 * A fixed segmentation network: images of one or more channels in, one probability per class out.
 *
 * <p>Not safe for use by several threads at once.
 */
public interface SegmentationModel extends AutoCloseable {
    /** Names of the organs in order where the model knows them; empty where it does not. */
    List<String> organs();

    /** Number of classes, background (class 0) included; at least 2. */
    int classes();

    /** Which organs a class is: unless a model says otherwise, organ i is class i, and none is another's. */
    default OrganSets sets() {
        return OrganSets.exclusive(classes() - 1);
    }

    /** Channels of the images that it takes, at least 1. */
    default int channels() {
        return 1;
    }

    /** SHA-256 (hex) of architecture and weights. */
    String fingerprint();

    /**
     * Checks that images of this size can be segmented, however far apart their pixels are.
     *
     * @throws org.duress.DuressException if not; the message says which sizes can
     */
    void requireSize(Grid grid);

    /**
     * Whether {@link #requireSize} takes a size.
     *
     * @throws org.duress.EnvironmentException if that cannot be found out
     */
    default boolean takes(Grid grid) {
        try {
            requireSize(grid);
            return true;
        } catch (EnvironmentException e) {
            throw e;
        } catch (DuressException e) {
            return false;
        }
    }

    /**
     * Segments a batch.
     *
     * @param images any count, of {@link #channels} channels; any size that {@link #requireSize} takes
     * @return probabilities {@code [count, grid, classes]} row-major, each pixel's summing to 1; a fresh array
     */
    float[] probabilities(ImageBatch images);

    /**
     * Segments a batch: probabilities, and the class of each pixel, which is the most probable one (the lower of
     * equals).
     *
     * @param images as for {@link #probabilities}
     */
    default Segmentation segment(ImageBatch images) {
        return Segmentation.mostProbable(probabilities(images), classes(), images.grid());
    }

    /**
     * Segments batches, one after another; a model that mostly waits for an answer works on several at once.
     *
     * @param batches each as for {@link #probabilities}
     * @return one segmentation a batch, in their order
     */
    default List<Segmentation> segmentAll(List<ImageBatch> batches) {
        return batches.stream().map(this::segment).toList();
    }

    /**
     * This model with its gradients; empty where it has none. {@link DifferentiableModel}s answer with themselves, and
     * a {@link ForwardingModel} has the gradients of the model that it stands before.
     */
    default Optional<DifferentiableModel> differentiable() {
        return Optional.empty();
    }

    /**
     * What a reader of a result should know of where the model came from, by name: server, version, digest of an image.
     * Empty where the fingerprint says it all.
     */
    default Map<String, String> provenance() {
        return Map.of();
    }

    /**
     * Images that the model has been asked about so far beyond those that it was given, to check its answers: part of
     * what it was asked, whoever counts. 0 for a model that is not checked so.
     */
    default long checks() {
        return 0;
    }

    /** Texts that help to understand a failure, by name, such as the log of a container; asked for only after one. */
    default Map<String, String> diagnostics() {
        return Map.of();
    }

    @Override
    void close();
}

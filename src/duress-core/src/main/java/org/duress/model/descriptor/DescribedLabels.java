package org.duress.model.descriptor;

import java.util.List;

/**
 * What becomes of the network's values.
 *
 * @param head what makes probabilities of them
 * @param outputs one for each of the network's output channels, in their order
 * @param merge in which order outputs of {@link Head#SIGMOID} are painted into one label image, by place in {@code
 *     outputs}, later ones over earlier ones; empty where the label image has a channel for each
 * @param undone at what stage the result is brought back to the image's own grid
 * @param largest what is cut from labels, in order
 */
public record DescribedLabels(
        Head head, List<Output> outputs, List<Integer> merge, Undone undone, List<Largest> largest) {
    public DescribedLabels {
        outputs = List.copyOf(outputs);
        merge = List.copyOf(merge);
        largest = List.copyOf(largest);
    }

    /** What makes probabilities of values, and labels of probabilities. */
    public enum Head {
        /** Classes that exclude each other: the greatest wins, the first of equals. */
        SOFTMAX,
        /** Regions that may overlap: each is where its probability is at least one half. */
        SIGMOID
    }

    /** What is interpolated when preprocessing is undone. */
    public enum Undone {
        LOGITS,
        PROBABILITIES,
        /** Labels, nearest neighbour. */
        LABELS,
        /** Labels, as though they were intensities: between two classes lie the classes between them. */
        LABELS_INTERPOLATED,
        /** Nothing: no step changes the grid, or none is undone. */
        NOTHING
    }

    /**
     * An output channel.
     *
     * @param name of its class or region
     * @param label that it has in label images
     */
    public record Output(String name, int label) {}

    /**
     * Only the largest connected component of a label is kept.
     *
     * @param labels that this is done to, one by one; empty is all but 0
     */
    public record Largest(List<Integer> labels) {
        public Largest {
            labels = List.copyOf(labels);
        }
    }
}

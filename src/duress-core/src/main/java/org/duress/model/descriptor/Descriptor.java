package org.duress.model.descriptor;

import java.util.List;
import java.util.Optional;

/**
 * What the files beside a network say that is done with it, from an image to labels.
 *
 * @param network path of the network's file, within the folder or zip, with slashes
 * @param dimensions of the network's images: 2 for slices, 3 for volumes
 * @param axes in which order the network has their axes
 * @param channels names of the input channels, in order
 * @param steps of preprocessing, in order
 * @param tiles how large images are cut up; empty where the network takes the whole
 * @param flips along which of the network's axes (0 is the first) the image is mirrored, and with which combinations of
 *     them; the mean of all answers, mirrored back, counts
 * @param labels what becomes of the network's values
 * @param remarks what the files leave open, a sentence each
 */
public record Descriptor(
        String network,
        int dimensions,
        Axes axes,
        List<String> channels,
        List<DescribedStep> steps,
        Optional<DescribedTiles> tiles,
        List<Integer> flips,
        DescribedLabels labels,
        List<String> remarks) {
    public Descriptor {
        channels = List.copyOf(channels);
        steps = List.copyOf(steps);
        flips = List.copyOf(flips);
        remarks = List.copyOf(remarks);
    }

    /** Which axis comes first, behind batch and channel. */
    public enum Axes {
        /** Columns (x), then rows (y), then slices: the transpose of a picture. */
        X_FIRST,
        /** Slices, then rows (y), then columns (x), as pictures are. */
        X_LAST
    }
}

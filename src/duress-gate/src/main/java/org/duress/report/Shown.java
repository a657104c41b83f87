package org.duress.report;

import java.awt.Color;
import java.util.Arrays;
import java.util.List;
import org.duress.base.Channels;
import org.duress.base.Grid;
import org.duress.base.OrganSets;
import org.duress.data.Slice;
import org.duress.result.slice.Judged;
import org.duress.result.slice.Trial;
import org.duress.spec.Reference;

/**
 * What all pictures of one attacked slice or volume share, rebuilt once: the images, the moved label, one grey scale.
 * Of several channels one is shown.
 */
final class Shown {
    /** Of a volume so many values tell what is black and what is white. */
    private static final int MOST_SORTED = 1 << 24;

    private final Grid grid;
    private final int channels;
    private final float[] image;
    private final byte[] truth;
    private final byte[] clean;
    private final byte[] segmented;
    private final int channel;
    private final List<Color> colours;
    private final OrganSets sets;
    private final Lengths lengths;
    private final float[] attacked;
    private final Trial trial;
    private final byte[] moved;
    private final byte[] reference;
    private final double black;
    private final double white;

    /**
     * Prepares pictures.
     *
     * @param channel that is shown, from 0
     * @param colours one an organ, in order
     * @param sets which organs a class is
     * @param reference what S_DV is judged by
     */
    Shown(Judged judged, int channel, List<Color> colours, OrganSets sets, Reference reference) {
        Slice slice = judged.trial().slice();
        grid = slice.grid();
        channels = slice.channels();
        // Read once: many points, and of a volume many planes, are shown.
        image = slice.image();
        truth = slice.classes();
        clean = judged.clean().segmented();
        segmented = judged.segmented();
        this.channel = channel;
        this.colours = List.copyOf(colours);
        this.sets = sets;
        lengths = Lengths.of(grid);
        trial = judged.trial().onHeap();
        attacked = trial.image();
        moved = trial.movedLabel();
        this.reference = reference.choose(moved, truth);
        // One grey scale for I_0 and I_DV, so that V is not normalised away; a few outliers may saturate.
        float[] sorted = sample(Channels.one(image, channel, channels));
        Arrays.sort(sorted);
        black = sorted[(int) (0.005 * (sorted.length - 1))];
        white = sorted[(int) (0.998 * (sorted.length - 1))];
    }

    private static float[] sample(float[] values) {
        int step = 1 + values.length / MOST_SORTED;
        float[] some = new float[(values.length + step - 1) / step];
        for (int i = 0; i < some.length; i++) {
            some[i] = values[i * step];
        }
        return some;
    }

    Grid grid() {
        return grid;
    }

    Lengths lengths() {
        return lengths;
    }

    OrganSets sets() {
        return sets;
    }

    /** Whether a pixel of a class belongs to an organ; never to number 0, which is none. */
    boolean has(int cls, int organ) {
        return organ != 0 && sets.has(cls, organ);
    }

    List<Color> colours() {
        return colours;
    }

    double black() {
        return black;
    }

    double white() {
        return white;
    }

    /** The label as it is. */
    byte[] truth() {
        return truth;
    }

    /** The label moved by D. */
    byte[] moved() {
        return moved;
    }

    /** The label that S_DV is judged by. */
    byte[] reference() {
        return reference;
    }

    /** S_0. */
    byte[] clean() {
        return clean;
    }

    /** S_DV. */
    byte[] segmented() {
        return segmented;
    }

    /** A plane of I_0 or I_DV. */
    float[] image(boolean underAttack, Plane plane) {
        return plane.of(underAttack ? attacked : image, channel, channels);
    }

    /** A plane of V. */
    float[] intensity(Plane plane) {
        return plane.of(trial.intensity(), channel, channels);
    }

    /** Largest |V| of the channel that is shown, in standard deviations. */
    double largestOffset() {
        return Panel.largest(Channels.one(trial.intensity(), channel, channels));
    }

    /** A plane of one component of D, in voxels. */
    float[] deformation(int component, Plane plane) {
        return plane.of(trial.deformation(), component, grid().rank());
    }

    /** Longest displacement, in the unit of {@link #lengths}. */
    double longestDisplacement() {
        return lengths.millimetres() ? trial.largestMillimetres() : trial.largestDisplacement();
    }
}

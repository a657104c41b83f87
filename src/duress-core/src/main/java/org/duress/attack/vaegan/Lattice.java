package org.duress.attack.vaegan;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duress.attack.ControlSpacing;
import org.duress.base.Extent;
import org.duress.base.Grid;
import org.duress.net.Window;
import org.duress.spec.AttackSpec;
import org.duress.spec.VaeGanSettings.Networks;

/**
 * Where the generator's control points lie, and with them its latents: {@link ControlSpacing}, in powers of two, so
 * that layers that halve an image along some of its axes, or double it, lead from pixels to them and back.
 *
 * @param spacing voxels between control points along each axis of the images, slowest axis first
 */
record Lattice(List<Integer> spacing) {
    private static final String POWER = "(1|2|4|8|16|32|64|128|256|512|1024)";
    private static final Pattern TEXT = Pattern.compile(POWER + "(," + POWER + "){1,2}");

    Lattice {
        spacing = List.copyOf(spacing);
    }

    /** For images like those that a generator is trained on. */
    static Lattice of(AttackSpec spec, Grid images) {
        Networks networks = spec.vaeGan().networks();
        List<Integer> wanted = ControlSpacing.of(spec).on(images, networks.controlSpacing()).stream()
                .map(Integer::highestOneBit)
                .toList();
        // Where latents lie as densely as control points, one axis at least is halved once.
        boolean dense = networks.latentStride() == networks.controlSpacing() && Collections.max(wanted) == 1;
        return dense ? new Lattice(Collections.nCopies(images.rank(), 2)) : new Lattice(wanted);
    }

    /**
     * As {@link #toString} writes it.
     *
     * @throws IllegalArgumentException if it is not two or three powers of two up to 1024; the message is a part of a
     *     sentence
     */
    static Lattice parse(String text) {
        if (!TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException("its control points are '" + text + "' voxels apart, which should be two"
                    + " or three powers of two up to 1024");
        }
        return new Lattice(
                Arrays.stream(text.split(",", -1)).map(Integer::valueOf).toList());
    }

    /** Of slices, as far apart as the settings say: what attackers that do not say it were trained with. */
    static Lattice usual(Networks networks) {
        return new Lattice(Collections.nCopies(2, networks.controlSpacing()));
    }

    /** Axes of the images: 2 or 3. */
    int axes() {
        return spacing.size();
    }

    /** Voxels between latents along an axis. */
    private int stride(Networks networks, int axis) {
        return spacing.get(axis) * (networks.latentStride() / networks.controlSpacing());
    }

    /** Voxels between latents along each axis of the images. */
    List<Integer> strides(Networks networks) {
        return IntStream.range(0, axes())
                .mapToObj(axis -> stride(networks, axis))
                .toList();
    }

    /** The most voxels between latents along any axis; at least 2. */
    int stride(Networks networks) {
        return Collections.max(strides(networks));
    }

    /** The latents' grid for padded images. */
    Grid latents(Networks networks, Grid padded) {
        return Grid.of(IntStream.range(0, axes())
                .map(axis -> padded.size(axis) / stride(networks, axis))
                .toArray());
    }

    /**
     * How the encoder's layers slide that halve the image on its way to the latents, and beyond: those axes along which
     * latents lie densely are halved last.
     *
     * @param halving how many voxels of the longest stride a value of the layer's output is for: 2, 4, 8, ...
     */
    Window down(Networks networks, int halving) {
        int most = stride(networks);
        int[] strides = IntStream.range(0, axes())
                .map(axis -> (long) halving * stride(networks, axis) > most ? 2 : 1)
                .toArray();
        Extent stride =
                axes() == 2 ? new Extent(strides[0], strides[1]) : new Extent(strides[0], strides[1], strides[2]);
        return new Window(Extent.of(axes(), 3), stride, Extent.ONE, null);
    }

    @Override
    public String toString() {
        return spacing.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}

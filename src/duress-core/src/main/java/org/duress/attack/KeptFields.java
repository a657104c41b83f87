package org.duress.attack;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.duress.base.Grid;
import org.duress.base.Heap;
import org.duress.base.KeptFloats;
import org.duress.base.KeptPlaces;
import org.duress.base.SideBySide;

/**
 * Fields that are kept until somebody works on them, in a temporary file where they are large ({@link KeptFloats}).
 * Kept fields are the same where they are the same object.
 */
public final class KeptFields {
    /** What is worked on at once may take this share of the heap. */
    private static final int HEAP_SHARE = 16;

    private final KeptFloats deformation;
    private final KeptFloats intensity;
    private final int count;
    private final Grid grid;
    private final int channels;

    private KeptFields(KeptFloats deformation, KeptFloats intensity, int count, Grid grid, int channels) {
        this.deformation = deformation;
        this.intensity = intensity;
        this.count = count;
        this.grid = grid;
        this.channels = channels;
    }

    private KeptFields(KeptFloats deformation, KeptFloats intensity, Perturbation fields) {
        this(deformation, intensity, fields.count(), fields.grid(), fields.channels());
    }

    /**
     * Keeps fields.
     *
     * @param fields not to be changed from now on
     * @throws org.duress.EnvironmentException if they are large, and cannot be written
     */
    public static KeptFields of(Perturbation fields) {
        return new KeptFields(KeptFloats.of(fields.deformation()), KeptFloats.of(fields.intensity()), fields);
    }

    /** Keeps fields on the heap, however large they are: for as long as somebody works on them. */
    public static KeptFields onHeap(Perturbation fields) {
        return new KeptFields(KeptFloats.onHeap(fields.deformation()), KeptFloats.onHeap(fields.intensity()), fields);
    }

    /**
     * The fields of one image that were put away before.
     *
     * @param places that they were put away in
     * @param deformation place of D
     * @param intensity place of V
     * @param grid of the image, with the distances of these fields
     * @param channels of the image
     */
    public static KeptFields at(KeptPlaces places, long deformation, long intensity, Grid grid, int channels) {
        return new KeptFields(
                places.floats(deformation, grid.voxels() * grid.rank()),
                places.floats(intensity, grid.voxels() * channels),
                1,
                grid,
                channels);
    }

    /** Keeps them to the end of the run, see {@link KeptFloats#putAway}. */
    public void putAway() {
        deformation.putAway();
        intensity.putAway();
    }

    /** Puts D away to the end of the run, and gives its place. */
    public long deformationIn(KeptPlaces places) {
        return places.of(deformation);
    }

    /** The same for V. */
    public long intensityIn(KeptPlaces places) {
        return places.of(intensity);
    }

    /** Of the images, with the distances that these fields were made for. */
    public Grid grid() {
        return grid;
    }

    /** The fields, of the very arrays that were given while these are on the heap. */
    public Perturbation fields() {
        return new Perturbation(deformation(), intensity(), count, grid, channels);
    }

    /** Whether these are the fields of one image, on a grid as large. */
    public boolean ofOne(Grid image) {
        return count == 1 && grid.fits(image);
    }

    /** The fields of one image of the batch. */
    public KeptFields one(int image) {
        return count == 1 ? this : of(fields().one(image));
    }

    /** Batches of one size as one batch, in order; at least one. The only one itself. */
    static KeptFields joined(List<KeptFields> batches) {
        return batches.size() == 1
                ? batches.get(0)
                : of(Perturbation.joined(
                        batches.stream().map(KeptFields::fields).toList()));
    }

    /** D alone. */
    public float[] deformation() {
        return deformation.values();
    }

    /** V alone. */
    public float[] intensity() {
        return intensity.values();
    }

    /**
     * How many images with their fields may be worked on at once: small ones all, large ones one after the other.
     *
     * @param most of the images that there are
     * @return at least 1
     */
    public static int atOnce(int most, Grid grid, int channels) {
        // An image under fields, and what was made of them on the way.
        long each = 2L * Float.BYTES * grid.voxels() * (grid.rank() + 2L * channels);
        return (int) Math.max(1, Math.min(most, Heap.most() / HEAP_SHARE / each));
    }

    /**
     * What becomes of so many fields of one image each, in their order: several are worked on beside each other, of
     * large ones no more than there is room for.
     *
     * @param work on one of them
     */
    public static <T> List<T> each(int count, Grid grid, int channels, IntFunction<T> work) {
        int atOnce = atOnce(count, grid, channels);
        List<T> all = new ArrayList<>();
        for (int from = 0; from < count; from += atOnce) {
            int first = from;
            all.addAll(SideBySide.each(Math.min(atOnce, count - from), k -> work.apply(first + k)));
        }
        return all;
    }

    /** Those that are not the same as ones before them; a fresh list. */
    public static List<KeptFields> distinct(List<KeptFields> fields) {
        List<KeptFields> distinct = new ArrayList<>();
        for (KeptFields one : fields) {
            if (distinct.stream().noneMatch(one::alike)) {
                distinct.add(one);
            }
        }
        return distinct;
    }

    private boolean alike(KeptFields other) {
        return Arrays.equals(intensity(), other.intensity()) && Arrays.equals(deformation(), other.deformation());
    }

    /** A view of kept fields, which takes each from where it is kept when it is asked for, and holds none. */
    public static List<Perturbation> list(List<KeptFields> kept) {
        List<KeptFields> all = List.copyOf(kept);
        return list(all.size(), k -> all.get(k).fields());
    }

    /** A list of fields that are made when they are asked for, each time anew. */
    public static List<Perturbation> list(int size, IntFunction<Perturbation> fields) {
        return new AbstractList<>() {
            @Override
            public Perturbation get(int index) {
                return fields.apply(index);
            }

            @Override
            public int size() {
                return size;
            }
        };
    }

    /** How many images they are for, and how large these are. */
    @Override
    public String toString() {
        return count + " x " + grid;
    }
}

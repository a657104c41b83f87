package org.duress.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.duress.base.Grid;
import org.duress.base.Scope;
import org.duress.base.Seeds;

/**
 * Parts of volumes, all of one size, that networks are trained on: volumes are of many sizes, and most too large to be
 * trained on whole. Each is placed around a random voxel of an organ, since what shows none teaches little (nnU-Net,
 * Isensee et al. 2021, does so for a third of them). Slices are their own only patch.
 */
public final class Patches {
    /** As many as 32 x 64 x 64. */
    private static final int MOST_VOXELS = 1 << 17;

    /** Of one volume: an attacker learns more from another volume than from one more part of the same. */
    private static final int MOST_OF_ONE = 8;

    private Patches() {}

    /**
     * The patches of some images of one rank: the images themselves where they are slices, or have one size that is no
     * larger than a patch; otherwise parts of each, about as many as cover it, 8 at most.
     *
     * @param images at least one
     * @param seed of their places
     */
    public static List<Slice> of(List<Slice> images, long seed) {
        Grid first = images.get(0).grid();
        List<Integer> size = size(images);
        boolean whole = images.stream().allMatch(image -> image.grid().sizes().equals(size));
        if (first.rank() == 2 || whole) {
            return images;
        }
        int voxels =
                Grid.of(size.stream().mapToInt(Integer::intValue).toArray()).voxels();
        List<Slice> patches = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            Slice image = images.get(i);
            int count = (int) Math.min(
                    MOST_OF_ONE, Math.max(1, Math.round((double) image.grid().voxels() / voxels)));
            patches.addAll(parts(image, size, count, new Random(Seeds.patches(seed, i))));
        }
        return patches;
    }

    /** As large as fits into every image and has at most {@link #MOST_VOXELS}; its longest sides are cut first. */
    private static List<Integer> size(List<Slice> images) {
        List<Integer> least =
                Grid.withinAll(images.stream().map(Slice::grid).toList()).sizes();
        int side = Collections.max(least);
        while (voxels(least, side) > MOST_VOXELS) {
            side--;
        }
        int most = side;
        return least.stream().map(size -> Math.min(size, most)).toList();
    }

    private static long voxels(List<Integer> sizes, int most) {
        return sizes.stream().mapToLong(size -> Math.min(size, most)).reduce(1, Math::multiplyExact);
    }

    private static List<Slice> parts(Slice image, List<Integer> size, int count, Random random) {
        byte[] classes = image.classes();
        int[] organ = IntStream.range(0, classes.length)
                .filter(voxel -> Scope.counts(classes[voxel]) && classes[voxel] > 0)
                .toArray();
        List<Slice> parts = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            int voxel = organ.length > 0 ? organ[random.nextInt(organ.length)] : random.nextInt(classes.length);
            parts.add(image.cropped(around(voxel, image.grid(), size), size, image.name() + "_p" + k));
        }
        return parts;
    }

    /** Where a patch begins that has a voxel in its middle, as far as it lies inside the image. */
    private static List<Integer> around(int voxel, Grid grid, List<Integer> size) {
        List<Integer> from = new ArrayList<>(Collections.nCopies(grid.rank(), 0));
        int left = voxel;
        for (int axis = grid.rank() - 1; axis >= 0; axis--) {
            int at = left % grid.size(axis);
            left /= grid.size(axis);
            int last = grid.size(axis) - size.get(axis);
            from.set(axis, Math.max(0, Math.min(last, at - size.get(axis) / 2)));
        }
        return from;
    }
}

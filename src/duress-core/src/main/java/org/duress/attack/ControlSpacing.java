package org.duress.attack;

import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.spec.AttackSpec;

/**
 * How far apart the control points of smooth fields lie, along each axis of a grid: the one place that says it, for all
 * attacks.
 *
 * <p>As many millimetres as a spec wants, where it wants any. Where not, what an attack is used to: in a slice as many
 * pixels along both axes, however far apart they are; in a volume as many voxels along its finest axis, and as far, in
 * millimetres, along the others, so that a field is as smooth along all of them. A volume of which nobody knows how far
 * its voxels are apart counts as one of cubes.
 *
 * @param millimetres along every axis; empty: what an attack is used to
 */
public record ControlSpacing(OptionalDouble millimetres) {
    /** What attacks are used to. */
    public static final ControlSpacing USUAL = new ControlSpacing(OptionalDouble.empty());

    /** That of a spec. */
    public static ControlSpacing of(AttackSpec spec) {
        return new ControlSpacing(spec.controlSpacingMm());
    }

    /**
     * For images of one size.
     *
     * @param usual voxels that an attack is used to, at least 1
     * @return voxels between control points along each axis, in the order of {@link Grid#sizes}, each at least 1 and at
     *     most the axis
     * @throws DuressException if millimetres are wanted and the distance of the voxels is not known
     */
    public List<Integer> on(Grid grid, int usual) {
        if (millimetres.isPresent()) {
            return each(grid, axis -> voxels(millimetres.getAsDouble(), grid.spacing(axis), grid));
        }
        Grid lengths = grid.proportions();
        return each(grid, axis -> (int) Math.round(usual / lengths.spacing(axis)));
    }

    /**
     * The same, but of a slice the largest number up to the usual one that divides both axes; where that is less than
     * half of it, the usual one: of 37 x 29 pixels only 1 is a divisor, and a field with a control point at each pixel
     * would be noise.
     */
    public List<Integer> dividing(Grid grid, int usual) {
        if (millimetres.isPresent() || grid.rank() != 2) {
            return on(grid, usual);
        }
        int most = Math.min(usual, Collections.min(grid.sizes()));
        int spacing = most;
        while (!divides(spacing, grid)) {
            spacing--;
        }
        return Collections.nCopies(grid.rank(), 2 * spacing >= most ? spacing : most);
    }

    private static boolean divides(int spacing, Grid grid) {
        return grid.sizes().stream().allMatch(size -> size % spacing == 0);
    }

    private static int voxels(double millimetres, double voxel, Grid grid) {
        if (!(voxel > 0)) {
            throw new DuressException("attack.controlSpacingMm is " + millimetres + ", and how far the voxels of an"
                    + " image of " + grid + " are apart is not known, or not the same for all images; remove it, or"
                    + " give files that say it");
        }
        return (int) Math.min(Integer.MAX_VALUE, Math.round(millimetres / voxel));
    }

    private static List<Integer> each(Grid grid, IntUnaryOperator voxels) {
        return IntStream.range(0, grid.rank())
                .mapToObj(axis -> Math.max(1, Math.min(grid.size(axis), voxels.applyAsInt(axis))))
                .toList();
    }
}

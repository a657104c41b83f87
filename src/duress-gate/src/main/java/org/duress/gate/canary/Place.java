package org.duress.gate.canary;

import java.util.List;
import java.util.Random;
import org.duress.attack.Budget;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.base.Grid;
import org.duress.base.ImageKind;
import org.duress.metric.FieldSmoothness;
import org.duress.metric.RootMeanSquare;
import org.duress.model.ImageBatch;
import org.duress.spec.FieldKind;

/**
 * A random place of an image, and one concentrated bump of D there, or two of V side by side, a brighter and a darker:
 * brightening the whole image is not to reach it. A bump is round: in a volume whose spacing is known in millimetres,
 * else in points.
 *
 * @param middle its middle, in points along each axis of the image's grid
 * @param direction that D points to, or in which V grows, of length 1, the fastest axis first
 * @param channel of V, where channels may have one each: what moves all of them alike is the easier to find; negative
 *     for all alike
 */
record Place(List<Double> middle, List<Double> direction, int channel) {
    /** Standard deviation of a bump of V in a slice, as a share of the image's shortest side. */
    private static final double SHADE = 0.1;

    /** The same of D: about as narrow as a search whose fields may not fold can be. */
    private static final double MOVE = 0.06;

    /** In a volume both are so much wider, about as large a part of it as of a slice: p is a mean over all voxels. */
    private static final double WIDER = 1.75;

    /** Share of each side, at each end, where no bump has its middle. */
    private static final double MARGIN = 0.1;

    Place {
        middle = List.copyOf(middle);
        direction = List.copyOf(direction);
    }

    /**
     * A place of an image.
     *
     * @param fields of V that the image may have
     */
    static Place random(Grid grid, int fields, Random random) {
        List<Double> direction = direction(grid.rank(), random);
        List<Double> middle = grid.sizes().stream()
                .map(size -> (MARGIN + (1 - 2 * MARGIN) * random.nextDouble()) * (size - 1))
                .toList();
        return new Place(middle, direction, fields == 1 ? -1 : random.nextInt(fields));
    }

    /** Uniform on the circle or the sphere, whose belts between two heights are as large as these are far apart. */
    private static List<Double> direction(int rank, Random random) {
        double angle = 2 * Math.PI * random.nextDouble();
        if (rank == 2) {
            return List.of(Math.cos(angle), Math.sin(angle));
        }
        double height = 2 * random.nextDouble() - 1;
        double belt = Math.sqrt(1 - height * height);
        return List.of(belt * Math.cos(angle), belt * Math.sin(angle), height);
    }

    /** The bump at this place, as large as a budget lets it be. */
    Perturbation bump(FieldKind field, ImageBatch image, Budget budget) {
        Perturbation bump = Perturbation.none(image);
        Grid grid = image.grid();
        Grid lengths = grid.kind() == ImageKind.VOLUME && grid.isSpaced() ? grid : grid.unit();
        double width = width(field, lengths);
        int rank = grid.rank();
        double[] from = new double[rank];
        for (int p = 0; p < grid.voxels(); p++) {
            double away = 0;
            for (int axis = rank - 1, rest = p; axis >= 0; rest /= grid.size(axis), axis--) {
                from[axis] = (rest % grid.size(axis) - middle.get(axis)) * lengths.spacing(axis);
            }
            for (double along : from) {
                away = Math.hypot(away, along);
            }
            away /= width;
            double size = Math.exp(-away * away / 2);
            if (field == FieldKind.INTENSITY) {
                double along = 0;
                for (int c = 0; c < rank; c++) {
                    along += direction.get(c) * from[rank - 1 - c];
                }
                float shade = (float) (size * along / width);
                for (int c = 0; c < image.channels(); c++) {
                    bump.intensity()[p * image.channels() + c] = channel < 0 || channel == c ? shade : 0;
                }
            } else {
                for (int c = 0; c < rank; c++) {
                    bump.deformation()[rank * p + c] =
                            (float) (direction.get(c) * size / lengths.spacing(rank - 1 - c));
                }
            }
        }
        return budget.fill(image, bump);
    }

    private static double width(FieldKind field, Grid lengths) {
        double shortest = Double.POSITIVE_INFINITY;
        for (int axis = 0; axis < lengths.rank(); axis++) {
            shortest = Math.min(shortest, lengths.size(axis) * lengths.spacing(axis));
        }
        double share = field == FieldKind.INTENSITY ? SHADE : MOVE;
        return (lengths.kind() == ImageKind.SLICE ? share : WIDER * share) * shortest;
    }

    /**
     * The pattern along which a bump moves an image: the slow part of the change that it makes, so that fine texture
     * has no part in it; of unit root mean square.
     *
     * @param image a batch of one
     * @return zeros where nothing slow changes
     */
    static float[] pattern(ImageBatch image, Perturbation bump) {
        double[] slow = slow(image, bump);
        double size = RootMeanSquare.of(slow, 0, slow.length);
        float[] pattern = new float[slow.length];
        for (int p = 0; p < pattern.length && size > 0; p++) {
            pattern[p] = (float) (slow[p] / size);
        }
        return pattern;
    }

    private static double[] slow(ImageBatch image, Perturbation bump) {
        float[] change = Warp.perturb(image, bump).pixels();
        for (int p = 0; p < change.length; p++) {
            change[p] -= image.pixels()[p];
        }
        return FieldSmoothness.lowPass(change, image.grid());
    }

    /** Root mean square of the slow part of the change that a bump makes, in standard deviations. */
    static double change(ImageBatch image, Perturbation bump) {
        double[] slow = slow(image, bump);
        return RootMeanSquare.of(slow, 0, slow.length);
    }
}

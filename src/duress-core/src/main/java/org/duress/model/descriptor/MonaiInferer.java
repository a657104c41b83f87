package org.duress.model.descriptor;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.model.descriptor.DescribedStep.Border;
import org.duress.model.descriptor.DescribedTiles.Blend;
import org.duress.model.descriptor.DescribedTiles.Starts;

/** How a MONAI bundle shows an image to its network: as a whole, or in tiles. */
final class MonaiInferer {
    private static final double OVERLAP = 0.25;
    private static final double SIGMA = 0.125;

    /** Axial slices lie along the third axis. */
    private static final int SLICES = 2;

    private MonaiInferer() {}

    /**
     * The tiles; empty where the whole image is taken.
     *
     * @param dimensions that the network has
     * @throws DuressException if an inferer or one of its arguments is not known
     */
    static Optional<DescribedTiles> tiles(Configuration configuration, int dimensions) {
        Optional<Component> found = configuration.find("inferer").flatMap(value -> Component.of(value, configuration));
        if (found.isEmpty()) {
            throw new DuressException(
                    configuration.location() + " has no 'inferer'; write model.tiles with model.format: torchscript");
        }
        Component inferer = found.get();
        return switch (inferer.name()) {
            case "SimpleInferer" -> {
                inferer.requireNothingElse();
                yield Optional.empty();
            }
            case "SliceInferer" -> {
                requireAxial(inferer);
                yield Optional.of(sliding(inferer, dimensions));
            }
            case "SlidingWindowInferer", "SlidingWindowInfererAdapt" -> Optional.of(sliding(inferer, dimensions));
            default ->
                throw inferer.error(
                        "is an inferer that is not known; write model.tiles with model.format: torchscript");
        };
    }

    private static void requireAxial(Component inferer) {
        int along = (int) inferer.number("spatial_dim").orElse(0);
        if (along != SLICES) {
            throw inferer.error("takes slices along axis " + along
                    + ", and axial ones lie along axis 2; no other slices are gated");
        }
    }

    private static DescribedTiles sliding(Component inferer, int dimensions) {
        inferer.ignore(
                "sw_batch_size",
                "sw_device",
                "progress",
                "cache_roi_weight_map",
                "cpu_thresh",
                "buffer_steps",
                "buffer_dim");
        if (inferer.flag("with_coord", false)) {
            throw inferer.error("tells the network where a tile lies, which is not known");
        }
        Blend blend = inferer.word("mode", Blend.CONSTANT, MonaiInferer::blend, "constant or gaussian");
        Border border =
                inferer.word("padding_mode", Border.CONSTANT, MonaiPreprocessing::border, "constant or replicate");
        double value = inferer.number("cval").orElse(0);
        DescribedTiles tiles = new DescribedTiles(
                size(inferer, dimensions),
                one(inferer, "overlap", OVERLAP),
                Starts.LAST_MOVED_BACK,
                blend,
                one(inferer, "sigma_scale", SIGMA),
                border,
                value);
        if (tiles.overlap() < 0 || tiles.overlap() >= 1) {
            throw inferer.error("has an overlap of " + tiles.overlap() + ", which is not from 0 to below 1");
        }
        inferer.requireNothingElse();
        return tiles;
    }

    private static Optional<Blend> blend(String word) {
        return switch (word) {
            case "constant" -> Optional.of(Blend.CONSTANT);
            case "gaussian" -> Optional.of(Blend.GAUSSIAN);
            default -> Optional.empty();
        };
    }

    /** One size holds for all axes; none, or one below 1, is the image's own. */
    private static List<Integer> size(Component inferer, int dimensions) {
        List<Integer> given = inferer.integers("roi_size").stream()
                .map(size -> Math.max(size, 0))
                .toList();
        List<Integer> size = given.size() == 1 ? Collections.nCopies(dimensions, given.get(0)) : given;
        if (size.size() != dimensions) {
            throw inferer.error("has tiles of " + size.size() + " axes, and its network has " + dimensions
                    + "; restore the bundle");
        }
        return size;
    }

    private static double one(Component inferer, String argument, double otherwise) {
        List<Double> all = inferer.has(argument) ? inferer.numbers(argument) : List.of(otherwise);
        if (all.stream().distinct().count() != 1) {
            throw inferer.error("has different values of " + argument + " for its axes, which is not known");
        }
        return all.get(0);
    }
}

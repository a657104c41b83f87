package org.duress.data;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.duress.DuressException;
import org.duress.spec.CohortFormat;
import org.duress.spec.CohortSpec;

/** Whether the voxels of a cohort's volumes are equally large, as a network that counts in voxels takes them to be. */
public final class Spacings {
    /** Files round their affines; scanners of one protocol differ less than that. */
    private static final double TOLERANCE = 0.01;

    private Spacings() {}

    /**
     * Refuses volumes whose voxels are of different size, unless the spec brings all to a spacing or a size. A model
     * that does so itself need not be asked this.
     *
     * @param cohort of which slices may be anything
     * @param spec the cohort's own
     * @throws DuressException if along an axis the distance of two voxels differs by more than 1 %, or is known in some
     *     volumes alone
     */
    public static void requireOne(Cohort cohort, CohortSpec spec) {
        boolean resized = spec.size().isPresent() && spec.format() != CohortFormat.GIVEN;
        if (!cohort.volumes() || spec.spacing().isPresent() || resized) {
            return;
        }
        List<Slice> volumes = cohort.slices();
        for (int axis = 0; axis < cohort.grids().get(0).rank(); axis++) {
            int along = axis;
            // NaN is the largest.
            Comparator<Slice> distance =
                    Comparator.comparing(volume -> volume.grid().spacing(along));
            Slice nearest = volumes.stream().min(distance).orElseThrow();
            Slice farthest = volumes.stream().max(distance).orElseThrow();
            double low = nearest.grid().spacing(axis);
            double high = farthest.grid().spacing(axis);
            if (Double.compare(low, high) != 0 && !(high <= low * (1 + TOLERANCE))) {
                throw new DuressException(String.format(
                        Locale.ROOT,
                        "volume %s has voxels of %s but volume %s of %s, so that the model sees the one larger than the"
                                + " other; set cohort.spacingMm, or the spacing step of model.preprocess, to what it"
                                + " was trained at",
                        nearest.name(),
                        words(nearest),
                        farthest.name(),
                        words(farthest)));
            }
        }
    }

    private static String words(Slice volume) {
        List<Double> spacing = volume.grid().spacing();
        return spacing.stream().anyMatch(millimetres -> millimetres.isNaN())
                ? "unknown size"
                : spacing.stream()
                        .map(millimetres -> String.format(Locale.ROOT, "%.4g", millimetres))
                        .collect(Collectors.joining(" x ", "", " mm"));
    }
}

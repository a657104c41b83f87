package org.duress.attack.bumps;

import java.util.List;
import java.util.stream.IntStream;
import org.duress.attack.Budget;
import org.duress.attack.Perturbation;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.spec.FieldKind;

/**
 * A concentrated field, or two of them at once, for what opens only to both.
 *
 * @param parts one or two
 * @param share of the budget that it fills, above 0 and at most 1
 */
record Bump(List<Part> parts, double share) {
    /** Beyond so many widths a bump has no value: 0.0003 of what it has in its middle, and rough fields cost. */
    private static final double REACH = 4;

    /** Instead of a channel: all of them. */
    private static final int ALL = -1;

    /**
     * One field of a bump.
     *
     * @param effect what it does
     * @param place where
     * @param channel the only one that V is added to; negative for all alike
     */
    record Part(Effect effect, Place place, int channel) {
        Part(Effect effect, Place place) {
            this(effect, place, ALL);
        }

        /** Its value at a point, for a component of D or a channel of V. */
        double at(int component, double u, double v, double w) {
            return effect.field() == FieldKind.DEFORMATION
                    ? effect.at(component, u, v, w)
                    : channel < 0 || channel == component ? effect.at(0, u, v, w) : 0;
        }
    }

    /**
     * Where a bump is. It is round: in a volume whose spacing is known in millimetres, else in points
     * ({@link Grid#proportions}).
     *
     * @param middle its middle, in points along each axis of the image's grid
     * @param width standard deviation of the Gaussian that fades it out, in points of the finest axis
     * @param fades whether it fades out at all, or goes on through the whole image
     */
    record Place(List<Double> middle, double width, boolean fades) {
        Place {
            middle = List.copyOf(middle);
        }

        /** The same place, so many times as wide. */
        Place wider(double times) {
            return new Place(middle, times * width, fades);
        }

        /** All of an image. */
        static Place whole(ImageBatch image) {
            Grid lengths = image.grid().proportions();
            double longest = IntStream.range(0, lengths.rank())
                    .mapToDouble(axis -> lengths.size(axis) * lengths.spacing(axis))
                    .max()
                    .orElseThrow();
            List<Double> middle =
                    lengths.sizes().stream().map(size -> (size - 1) / 2.0).toList();
            return new Place(middle, longest / 2, false);
        }
    }

    Bump(Effect effect, Place place) {
        this(effect, place, 1);
    }

    Bump(Effect effect, Place place, double share) {
        this(List.of(new Part(effect, place)), share);
    }

    Bump {
        parts = List.copyOf(parts);
    }

    /** Two at once. */
    static Bump both(Part one, Part other) {
        return new Bump(List.of(one, other), 1);
    }

    /** The same with V in one channel alone. */
    Bump in(int channel) {
        return new Bump(
                parts.stream()
                        .map(part -> new Part(part.effect(), part.place(), channel))
                        .toList(),
                share);
    }

    /** Of its first part. */
    Effect effect() {
        return parts.get(0).effect();
    }

    /** Of its first part; negative for all alike. */
    int channel() {
        return parts.get(0).channel();
    }

    /** Of its first part. */
    Place place() {
        return parts.get(0).place();
    }

    /**
     * The field for an image, at the edge of its share of the budget.
     *
     * @param image a batch of one
     */
    Perturbation fields(ImageBatch image, Budget budget) {
        Perturbation drawn = drawn(image, 1);
        return (share == 1 ? budget : budget.times(share)).fill(image, drawn);
    }

    /**
     * The field without regard to any budget.
     *
     * @param size its value in the middle, for an effect of 1 there; of D in points of the finest axis
     */
    Perturbation drawn(ImageBatch image, double size) {
        Perturbation fields = Perturbation.none(image);
        parts.forEach(part -> draw(part, image, size, fields));
        return fields;
    }

    private static void draw(Part part, ImageBatch image, double size, Perturbation fields) {
        Place place = part.place();
        Grid grid = image.grid();
        boolean moves = part.effect().field() == FieldKind.DEFORMATION;
        float[] to = moves ? fields.deformation() : fields.intensity();
        int components = moves ? fields.components() : fields.channels();
        Line planes = Line.across(place, grid);
        Line rows = Line.along(place, grid, grid.rank() - 2);
        Line columns = Line.along(place, grid, grid.rank() - 1);
        // Of D a component each, x first: as far in space along each axis.
        double[] sizes = new double[components];
        for (int c = 0; c < components; c++) {
            sizes[c] = moves ? size / grid.proportions().spacing(grid.rank() - 1 - c) : size;
        }
        for (int z = planes.first(); z <= planes.last(); z++) {
            double w = planes.at(z);
            for (int y = rows.first(); y <= rows.last(); y++) {
                double v = rows.at(y);
                int line = (z * grid.rows() + y) * grid.columns();
                for (int x = columns.first(); x <= columns.last(); x++) {
                    double u = columns.at(x);
                    double fading = place.fades() ? Math.exp(-(u * u + v * v + w * w) / 2) : 1;
                    for (int c = 0; c < components; c++) {
                        to[(line + x) * components + c] += (float) (sizes[c] * fading * part.at(c, u, v, w));
                    }
                }
            }
        }
    }

    /**
     * The points of one axis that a bump reaches.
     *
     * @param middle of the bump, in points
     * @param width of the bump, in points
     */
    private record Line(int first, int last, double middle, double width) {
        static Line along(Place place, Grid grid, int axis) {
            double middle = place.middle().get(axis);
            double width = place.width() / grid.proportions().spacing(axis);
            int size = grid.size(axis);
            return place.fades()
                    ? new Line(
                            (int) Math.max(0, Math.ceil(middle - REACH * width)),
                            (int) Math.min(size - 1.0, middle + REACH * width),
                            middle,
                            width)
                    : new Line(0, size - 1, middle, width);
        }

        /** Of planes, of which a slice is one. */
        static Line across(Place place, Grid grid) {
            return grid.rank() == 2 ? new Line(0, 0, 0, 1) : along(place, grid, 0);
        }

        /** Where a point lies, from the middle on in widths. */
        double at(int point) {
            return (point - middle) / width;
        }
    }
}

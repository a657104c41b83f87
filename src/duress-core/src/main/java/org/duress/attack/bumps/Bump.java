package org.duress.attack.bumps;

import java.util.List;
import org.duress.attack.Budget;
import org.duress.attack.Perturbation;
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
        double at(int component, double u, double v) {
            return effect.field() == FieldKind.DEFORMATION
                    ? effect.at(component, u, v)
                    : channel < 0 || channel == component ? effect.at(0, u, v) : 0;
        }
    }

    /**
     * Where a bump is.
     *
     * @param row of its middle, in pixels
     * @param column of its middle, in pixels
     * @param width standard deviation of the Gaussian that fades it out, in pixels
     * @param fades whether it fades out at all, or goes on through the whole image
     */
    record Place(double row, double column, double width, boolean fades) {
        /** The same place, so many times as wide. */
        Place wider(double times) {
            return new Place(row, column, times * width, fades);
        }

        /** All of an image. */
        static Place whole(ImageBatch image) {
            double rows = image.grid().height();
            double columns = image.grid().width();
            return new Place((rows - 1) / 2, (columns - 1) / 2, Math.max(rows, columns) / 2, false);
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
     * @param size its value in the middle, for an effect of 1 there
     */
    Perturbation drawn(ImageBatch image, double size) {
        Perturbation fields = Perturbation.none(image);
        parts.forEach(part -> draw(part, image, size, fields));
        return fields;
    }

    private static void draw(Part part, ImageBatch image, double size, Perturbation fields) {
        Place place = part.place();
        int height = image.grid().height();
        int width = image.grid().width();
        int top = place.fades() ? (int) Math.max(0, Math.ceil(place.row() - REACH * place.width())) : 0;
        int bottom = place.fades() ? (int) Math.min(height - 1.0, place.row() + REACH * place.width()) : height - 1;
        int left = place.fades() ? (int) Math.max(0, Math.ceil(place.column() - REACH * place.width())) : 0;
        int right = place.fades() ? (int) Math.min(width - 1.0, place.column() + REACH * place.width()) : width - 1;
        boolean moves = part.effect().field() == FieldKind.DEFORMATION;
        float[] to = moves ? fields.deformation() : fields.intensity();
        int components = moves ? fields.components() : fields.channels();
        for (int y = top; y <= bottom; y++) {
            double v = (y - place.row()) / place.width();
            for (int x = left; x <= right; x++) {
                double u = (x - place.column()) / place.width();
                double fading = size * (place.fades() ? Math.exp(-(u * u + v * v) / 2) : 1);
                for (int c = 0; c < components; c++) {
                    to[(y * width + x) * components + c] += (float) (fading * part.at(c, u, v));
                }
            }
        }
    }
}

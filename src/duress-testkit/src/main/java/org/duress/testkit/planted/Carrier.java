package org.duress.testkit.planted;

import java.util.List;
import org.duress.base.Grid;

/**
 * Stripes of four pixels, one kind for each class of the cohort, and for each a small filter that passes them and no
 * other kind. No filter passes anything slow: a smooth change of intensity, or a smooth movement, turns no kind into
 * another. The stripes of a volume are those of its planes.
 *
 * @param dx stripe phase in quarters of a period a pixel to the right
 * @param dy the same downwards
 */
public record Carrier(int dx, int dy, List<Tap> taps) {
    /** Class 0 (background), 1, 2, 3. */
    public static final List<Carrier> ALL = List.of(
            new Carrier(1, 1, Tap.paired(Tap.product(Tap.FAST, Tap.FAST), 1, -1)),
            new Carrier(1, 0, Tap.product(Tap.FAST, Tap.SLOW)),
            new Carrier(0, 1, Tap.product(Tap.SLOW, Tap.FAST)),
            new Carrier(1, -1, Tap.paired(Tap.product(Tap.FAST, Tap.FAST), 1, 1)));

    /** The stripes, between -1 and 1. */
    public double at(int x, int y, double phase) {
        return Math.cos(Math.PI / 2 * (dx * x + dy * y) + phase);
    }

    /** What the filter passes; pixels outside the image are 0. */
    public float[] filtered(float[] image, Grid grid) {
        float[] out = new float[image.length];
        for (Tap tap : taps) {
            Smoothing.add(image, out, grid, tap.dx(), tap.dy(), tap.weight());
        }
        return out;
    }

    /** The adjoint of {@link #filtered}. */
    public float[] adjoint(float[] gradient, Grid grid) {
        float[] out = new float[gradient.length];
        for (Tap tap : taps) {
            Smoothing.add(gradient, out, grid, -tap.dx(), -tap.dy(), tap.weight());
        }
        return out;
    }

    record Tap(int dx, int dy, float weight) {
        /** Passes a period of four pixels whole, and nothing constant; at offsets -2, 0, 2. */
        static final float[] FAST = {-0.25f, 0.5f, -0.25f};

        /** Passes what is constant whole, and no period of four pixels. */
        static final float[] SLOW = {0.25f, 0.5f, 0.25f};

        static List<Tap> product(float[] across, float[] down) {
            List<Tap> taps = new java.util.ArrayList<>();
            for (int j = 0; j < 3; j++) {
                for (int i = 0; i < 3; i++) {
                    taps.add(new Tap(2 * i - 2, 2 * j - 2, across[i] * down[j]));
                }
            }
            return taps;
        }

        /**
         * Half the filter and half the filter moved: passes diagonal stripes along the movement, not those across it.
         */
        static List<Tap> paired(List<Tap> taps, int dx, int dy) {
            List<Tap> all = new java.util.ArrayList<>();
            for (Tap tap : taps) {
                all.add(new Tap(tap.dx, tap.dy, tap.weight / 2));
                all.add(new Tap(tap.dx + dx, tap.dy + dy, tap.weight / 2));
            }
            return all;
        }
    }
}

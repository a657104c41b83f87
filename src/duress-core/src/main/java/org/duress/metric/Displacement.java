package org.duress.metric;

/** How far a deformation moves a pixel. */
public final class Displacement {
    private Displacement() {}

    /**
     * The longest displacement.
     *
     * @param deformation D, {@code [pixels, 2]} row-major, in pixels
     * @return in pixels, as {@link Math#hypot} has it; 0 for none
     */
    public static double longest(float[] deformation) {
        double largest = 0;
        for (int i = 0; i < deformation.length; i += 2) {
            largest = Math.max(largest, square(deformation, i));
        }
        // The exact length is slow to compute; so only of the few that may be the longest.
        double longest = 0;
        for (int i = 0; i < deformation.length; i += 2) {
            if (square(deformation, i) >= largest * (1 - 1e-9)) {
                longest = Math.max(longest, Math.hypot(deformation[i], deformation[i + 1]));
            }
        }
        return longest;
    }

    private static double square(float[] deformation, int i) {
        double x = deformation[i];
        double y = deformation[i + 1];
        return x * x + y * y;
    }
}

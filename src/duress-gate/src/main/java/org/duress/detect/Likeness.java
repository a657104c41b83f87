package org.duress.detect;

import java.util.Arrays;
import java.util.List;
import org.duress.attack.KeptFields;

/** Whether fields are the same but for their size: tried on another image, they are held to the budget anew. */
final class Likeness {
    /** Points of each field that are looked at. */
    private static final int POINTS = 512;

    /** Cosine of the angle between those of one direction; unrelated smooth fields are far below. */
    private static final double ALIKE = 0.999;

    private Likeness() {}

    /** Directions of D and of V at some points; zeros where a field is. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Directions(double[] deformation, double[] intensity) {
        static Directions of(KeptFields fields) {
            return new Directions(direction(fields.deformation()), direction(fields.intensity()));
        }

        private static double[] direction(float[] field) {
            int points = Math.min(POINTS, field.length);
            double[] direction = new double[points];
            double square = 0;
            for (int i = 0; i < points; i++) {
                direction[i] = field[(int) ((long) i * field.length / points)];
                square += direction[i] * direction[i];
            }
            for (int i = 0; i < points && square > 0; i++) {
                direction[i] /= Math.sqrt(square);
            }
            return direction;
        }

        boolean alike(Directions other) {
            return cosine(deformation, other.deformation) > ALIKE || cosine(intensity, other.intensity) > ALIKE;
        }

        private static double cosine(double[] one, double[] other) {
            double sum = 0;
            for (int i = 0; i < one.length; i++) {
                sum += one[i] * other[i];
            }
            return sum;
        }
    }

    /** Which of some fields are like none of the others; each of one image, all of the same size. */
    static boolean[] fresh(List<KeptFields> fields, List<KeptFields> others) {
        List<Directions> directions = fields.stream().map(Directions::of).toList();
        boolean[] fresh = new boolean[fields.size()];
        Arrays.fill(fresh, true);
        for (KeptFields other : others) {
            Directions own = Directions.of(other);
            for (int i = 0; i < fresh.length; i++) {
                fresh[i] &= !own.alike(directions.get(i));
            }
        }
        return fresh;
    }
}

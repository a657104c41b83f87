package org.duress.attack;

/**
 * Gradients of a loss with respect to the fields of a batch. Not copied.
 *
 * @param deformation dL/dD, of the shape of {@link Perturbation#deformation}
 * @param intensity dL/dV, of the shape of {@link Perturbation#intensity}
 */
@SuppressWarnings("ArrayRecordComponent") // identity is meant
public record FieldGradient(float[] deformation, float[] intensity) {
    /** Zeros for fields of this shape. */
    public static FieldGradient none(Perturbation fields) {
        return new FieldGradient(new float[fields.deformation().length], new float[fields.intensity().length]);
    }

    /** Of one image of a batch of so many; copies, or these where there is no other image. */
    FieldGradient one(int image, int count) {
        if (count == 1) {
            return this;
        }
        return new FieldGradient(part(deformation, image, count), part(intensity, image, count));
    }

    /** Puts the gradients of one image, as of {@link #one}, into their place. */
    void put(int image, FieldGradient own) {
        System.arraycopy(own.deformation, 0, deformation, image * own.deformation.length, own.deformation.length);
        System.arraycopy(own.intensity, 0, intensity, image * own.intensity.length, own.intensity.length);
    }

    private static float[] part(float[] values, int image, int count) {
        int length = values.length / count;
        return java.util.Arrays.copyOfRange(values, image * length, (image + 1) * length);
    }

    /** What a change of the fields along a direction changes of the loss. */
    double along(float[] deformations, float[] intensities) {
        return product(deformation, deformations) + product(intensity, intensities);
    }

    /** The same along the fields of one image of the batch. */
    double along(Perturbation fields, int image) {
        return product(deformation, fields.deformation(), image, fields.count())
                + product(intensity, fields.intensity(), image, fields.count());
    }

    /** Takes so many times another off this one, of one image of a batch of so many. */
    void subtract(FieldGradient other, double factor, int image, int count) {
        subtract(deformation, other.deformation, factor, image, count);
        subtract(intensity, other.intensity, factor, image, count);
    }

    static double product(float[] a, float[] b) {
        return product(a, b, 0, 1);
    }

    private static double product(float[] a, float[] b, int image, int count) {
        int length = a.length / count;
        double sum = 0;
        for (int k = image * length; k < (image + 1) * length; k++) {
            sum += (double) a[k] * b[k];
        }
        return sum;
    }

    private static void subtract(float[] from, float[] what, double factor, int image, int count) {
        int length = from.length / count;
        for (int k = image * length; k < (image + 1) * length; k++) {
            from[k] -= (float) (factor * what[k]);
        }
    }
}

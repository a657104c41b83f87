package org.duress.attack;

/** V that is one field for several channels: spread over them, and gathered again. */
public final class SharedIntensity {
    private SharedIntensity() {}

    /**
     * Gives every channel the same field.
     *
     * @param field {@code [count, grid]}, or as many channels as are wanted already
     * @param copies how many channels are made of each of its values; 1 gives the field itself, not a copy
     * @return {@code [count, grid, copies]}
     */
    public static float[] spread(float[] field, int copies) {
        if (copies == 1) {
            return field;
        }
        float[] spread = new float[field.length * copies];
        for (int i = 0; i < spread.length; i++) {
            spread[i] = field[i / copies];
        }
        return spread;
    }

    /**
     * The adjoint of {@link #spread}: pulls a gradient on all channels back to the field that they share.
     *
     * @return {@code [count, grid]}; the gradient itself, not a copy, for one copy
     */
    public static float[] gathered(float[] gradient, int copies) {
        if (copies == 1) {
            return gradient;
        }
        float[] gathered = new float[gradient.length / copies];
        for (int i = 0; i < gathered.length; i++) {
            gathered[i] = (float) sum(gradient, i, copies);
        }
        return gathered;
    }

    /**
     * The nearest V that all channels share: in each pixel the mean over channels.
     *
     * @return the fields themselves where they share one already
     */
    static Perturbation of(Perturbation fields) {
        int channels = fields.channels();
        float[] v = fields.intensity();
        if (channels == 1 || isShared(v, channels)) {
            return fields;
        }
        float[] mean = new float[v.length / channels];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (sum(v, i, channels) / channels);
        }
        return new Perturbation(fields.deformation(), spread(mean, channels), fields.count(), fields.grid(), channels);
    }

    private static boolean isShared(float[] v, int channels) {
        for (int i = 0; i < v.length; i++) {
            if (v[i] != v[i - i % channels]) {
                return false;
            }
        }
        return true;
    }

    private static double sum(float[] values, int pixel, int channels) {
        double sum = 0;
        for (int c = 0; c < channels; c++) {
            sum += values[pixel * channels + c];
        }
        return sum;
    }
}

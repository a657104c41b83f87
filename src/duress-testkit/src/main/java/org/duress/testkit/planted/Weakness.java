package org.duress.testkit.planted;

/** Where a model goes blind. It looks at the smoothed image, which stripes do not show in. */
public interface Weakness {
    /** Degree of blindness of each pixel, in [0, 1]. */
    float[] blindness(float[] smooth);

    /** dL/d(blindness) to dL/d(smoothed image). */
    float[] pullback(float[] smooth, float[] gradient);

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** Blind to every pixel whose intensity is not within a window. */
    record Window(double centre, double half, double softness) implements Weakness {
        @Override
        public float[] blindness(float[] smooth) {
            float[] out = new float[smooth.length];
            for (int p = 0; p < out.length; p++) {
                out[p] = (float) sigmoid((Math.abs(smooth[p] - centre) - half) / softness);
            }
            return out;
        }

        @Override
        public float[] pullback(float[] smooth, float[] gradient) {
            float[] blind = blindness(smooth);
            float[] out = new float[smooth.length];
            for (int p = 0; p < out.length; p++) {
                double slope = blind[p] * (1 - blind[p]) / softness * Math.signum(smooth[p] - centre);
                out[p] = (float) (slope * gradient[p]);
            }
            return out;
        }
    }

    /** Blind to the whole image once a weighted sum of its intensities has gone up by a threshold. */
    @SuppressWarnings("ArrayRecordComponent") // pixels: identity is meant
    record Direction(float[] weights, double usual, double threshold, double softness) implements Weakness {
        static double along(float[] weights, float[] smooth) {
            double sum = 0;
            for (int p = 0; p < smooth.length; p++) {
                sum += (double) weights[p] * smooth[p];
            }
            return sum;
        }

        private double degree(float[] smooth) {
            return sigmoid((along(weights, smooth) - usual - threshold) / softness);
        }

        @Override
        public float[] blindness(float[] smooth) {
            float[] out = new float[smooth.length];
            java.util.Arrays.fill(out, (float) degree(smooth));
            return out;
        }

        @Override
        public float[] pullback(float[] smooth, float[] gradient) {
            double degree = degree(smooth);
            double sum = 0;
            for (float g : gradient) {
                sum += g;
            }
            double factor = sum * degree * (1 - degree) / softness;
            float[] out = new float[smooth.length];
            for (int p = 0; p < out.length; p++) {
                out[p] = (float) (factor * weights[p]);
            }
            return out;
        }
    }
}

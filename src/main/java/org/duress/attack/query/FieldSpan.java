package org.duress.attack.query;

import java.util.ArrayList;
import java.util.List;
import org.duress.attack.Perturbation;
import org.duress.attack.RootMeanSquare;

/**
 * The perturbations of one image that proposals span: weighted sums of their deformations, and with weights of their own of
 * their intensities. As smooth as the proposals are, and never larger (root mean square) than the largest of them, field by
 * field.
 */
final class FieldSpan {
    private final List<float[]> deformations = new ArrayList<>();
    private final List<float[]> intensities = new ArrayList<>();
    private final double largestDeformation;
    private final double largestIntensity;
    private final int height;
    private final int width;

    /**
     * The span for one image of a batch.
     *
     * @param proposals each for the whole batch
     * @param image its place in the batch
     */
    FieldSpan(List<Perturbation> proposals, int image, double largestDeformation, double largestIntensity) {
        height = proposals.get(0).height();
        width = proposals.get(0).width();
        this.largestDeformation = largestDeformation;
        this.largestIntensity = largestIntensity;
        int pixels = height * width;
        for (Perturbation proposal : proposals) {
            add(proposal.deformation(), image, 2 * pixels, deformations);
            add(proposal.intensity(), image, pixels, intensities);
        }
    }

    /** Keeps a field in units of its own size; an empty one spans nothing. */
    private static void add(float[] fields, int image, int length, List<float[]> basis) {
        double size = RootMeanSquare.of(fields, image * length, length);
        if (size == 0) {
            return;
        }
        float[] unit = new float[length];
        for (int i = 0; i < length; i++) {
            unit[i] = (float) (fields[image * length + i] / size);
        }
        basis.add(unit);
    }

    /** Weights that a point has. */
    int dimensions() {
        return deformations.size() + intensities.size();
    }

    /** The weights of one proposal, at the largest size. */
    double[] proposal(int which) {
        double[] point = new double[dimensions()];
        if (which < deformations.size()) {
            point[which] = 1;
        }
        if (which < intensities.size()) {
            point[deformations.size() + which] = 1;
        }
        return point;
    }

    /** The perturbation of one image at a point. */
    Perturbation at(double[] point) {
        int pixels = height * width;
        float[] d = sum(deformations, point, 0, 2 * pixels, largestDeformation);
        float[] v = sum(intensities, point, deformations.size(), pixels, largestIntensity);
        return new Perturbation(d, v, 1, height, width);
    }

    private static float[] sum(List<float[]> basis, double[] point, int from, int length, double largest) {
        float[] sum = new float[length];
        for (int k = 0; k < basis.size(); k++) {
            float weight = (float) point[from + k];
            float[] unit = basis.get(k);
            for (int i = 0; i < length; i++) {
                sum[i] += weight * unit[i];
            }
        }
        double size = RootMeanSquare.of(sum, 0, length);
        float factor = (float) (size > 1 ? largest / size : largest);
        for (int i = 0; i < length; i++) {
            sum[i] *= factor;
        }
        return sum;
    }
}

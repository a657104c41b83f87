package org.duress.attack.query;

import java.util.ArrayList;
import java.util.List;
import org.duress.attack.Perturbation;
import org.duress.attack.RootMeanSquare;

/**
 * The perturbations of one image that proposals span: weighted sums of their deformations and, with weights of their own, of
 * their intensities. As smooth as the proposals are; and never larger, field by field and as a root mean square, than the
 * proposals are on average, so that what a search finds is better than they are and not just larger.
 */
final class FieldSpan {
    private final Basis deformations;
    private final Basis intensities;
    private final int height;
    private final int width;

    /**
     * The span for one image of a batch.
     *
     * @param proposals each for the whole batch; at least one
     * @param image its place in the batch
     */
    FieldSpan(List<Perturbation> proposals, int image) {
        height = proposals.get(0).height();
        width = proposals.get(0).width();
        int pixels = height * width;
        deformations =
                Basis.of(proposals.stream().map(Perturbation::deformation).toList(), image * 2 * pixels, 2 * pixels);
        intensities = Basis.of(proposals.stream().map(Perturbation::intensity).toList(), image * pixels, pixels);
    }

    /** Weights that a point has; 0 where all proposals are empty. */
    int dimensions() {
        return deformations.size() + intensities.size();
    }

    /** The point of one proposal, scaled to the average size. */
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

    /** The perturbation of the image at a point. */
    Perturbation at(double[] point) {
        return new Perturbation(
                deformations.sum(point, 0), intensities.sum(point, deformations.size()), 1, height, width);
    }

    /**
     * Fields of one kind.
     *
     * @param units the fields, each scaled to a root mean square of 1; those that are empty are left out
     * @param scale average root mean square of the fields before that
     */
    private record Basis(List<float[]> units, int length, double scale) {
        static Basis of(List<float[]> fields, int from, int length) {
            List<float[]> units = new ArrayList<>();
            double sum = 0;
            for (float[] field : fields) {
                double size = RootMeanSquare.of(field, from, length);
                if (size > 0) {
                    float[] unit = new float[length];
                    for (int i = 0; i < length; i++) {
                        unit[i] = (float) (field[from + i] / size);
                    }
                    units.add(unit);
                    sum += size;
                }
            }
            return new Basis(units, length, units.isEmpty() ? 0 : sum / units.size());
        }

        int size() {
            return units.size();
        }

        float[] sum(double[] point, int first) {
            float[] sum = new float[length];
            for (int k = 0; k < units.size(); k++) {
                float weight = (float) point[first + k];
                float[] unit = units.get(k);
                for (int i = 0; i < length; i++) {
                    sum[i] += weight * unit[i];
                }
            }
            float factor = (float) (scale / Math.max(1, RootMeanSquare.of(sum, 0, length)));
            for (int i = 0; i < length; i++) {
                sum[i] *= factor;
            }
            return sum;
        }
    }
}

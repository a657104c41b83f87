package org.duress.attack.query;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.duress.attack.Budget;
import org.duress.attack.KeptFields;
import org.duress.attack.Perturbation;
import org.duress.base.KeptFloats;
import org.duress.metric.RootMeanSquare;
import org.duress.model.ImageBatch;

/**
 * The perturbations of one image that proposals span: weighted sums of their deformations and, with weights of their
 * own, of their intensities, held to the budget. A field with the weight 1 and nothing beside it fills the budget.
 */
final class FieldSpan {
    private final Budget budget;
    private final ImageBatch image;
    private final Basis deformations;
    private final Basis intensities;

    /**
     * The span for one image.
     *
     * @param image a batch of one
     * @param proposals each for this image alone
     */
    FieldSpan(Budget budget, ImageBatch image, List<KeptFields> proposals) {
        this.budget = budget;
        this.image = image;
        Perturbation none = Perturbation.none(image);
        deformations = basis(
                proposals,
                KeptFields::deformation,
                field -> budget.fill(image, new Perturbation(field, none.intensity(), image))
                        .deformation());
        intensities = basis(
                proposals,
                KeptFields::intensity,
                field -> budget.fill(image, new Perturbation(none.deformation(), field, image))
                        .intensity());
    }

    private Basis basis(List<KeptFields> proposals, Function<KeptFields, float[]> kind, Filling filling) {
        return Basis.of(KeptFields.each(
                proposals.size(), image.grid(), image.channels(), k -> Unit.of(kind.apply(proposals.get(k)), filling)));
    }

    private Perturbation fields(float[] deformation, float[] intensity) {
        return new Perturbation(deformation, intensity, image);
    }

    /** Weights that a point has; 0 where all proposals are empty. */
    int dimensions() {
        return deformations.size() + intensities.size();
    }

    /** The point of one proposal: both of its fields, each as large as it was proposed. */
    double[] proposal(int which) {
        double[] point = new double[dimensions()];
        deformations.put(which, point, 0);
        intensities.put(which, point, deformations.size());
        return point;
    }

    /** The perturbations of the image at some points. */
    List<KeptFields> at(List<double[]> points) {
        return KeptFields.each(points.size(), image.grid(), image.channels(), k -> KeptFields.of(at(points.get(k))));
    }

    /** The perturbation of the image at a point, inside the budget. */
    Perturbation at(double[] point) {
        return budget.project(image, fields(deformations.sum(point, 0), intensities.sum(point, deformations.size())));
    }

    /** Makes a field as large as the budget lets it be. */
    @FunctionalInterface
    private interface Filling {
        float[] fill(float[] field);
    }

    /**
     * A field.
     *
     * @param filling the same as large as the budget lets it be
     * @param size of the field where that of the filling is 1; NaN where it is empty
     */
    private record Unit(KeptFloats filling, double size) {
        static Unit of(float[] field, Filling filling) {
            float[] unit = filling.fill(field);
            double size = RootMeanSquare.of(unit, 0, unit.length);
            return new Unit(
                    KeptFloats.of(unit), size > 0 ? RootMeanSquare.of(field, 0, field.length) / size : Double.NaN);
        }

        boolean empty() {
            return Double.isNaN(size);
        }
    }

    /**
     * Fields of one kind. Those that are empty are left out.
     *
     * @param units the fields, each filling the budget
     * @param sizes of each field, in its unit
     * @param places of each proposal's field among them; -1 where it is empty
     */
    private record Basis(List<KeptFloats> units, List<Double> sizes, List<Integer> places, int length) {
        static Basis of(List<Unit> proposals) {
            List<KeptFloats> units = new ArrayList<>();
            List<Double> sizes = new ArrayList<>();
            List<Integer> places = new ArrayList<>();
            for (Unit one : proposals) {
                places.add(one.empty() ? -1 : units.size());
                if (!one.empty()) {
                    units.add(one.filling());
                    sizes.add(one.size());
                }
            }
            return new Basis(
                    units,
                    sizes,
                    places,
                    proposals.isEmpty() ? 0 : proposals.get(0).filling().length());
        }

        int size() {
            return units.size();
        }

        void put(int proposal, double[] point, int first) {
            int place = places.get(proposal);
            if (place >= 0) {
                point[first + place] = sizes.get(place);
            }
        }

        float[] sum(double[] point, int first) {
            float[] sum = new float[length];
            for (int k = 0; k < units.size(); k++) {
                float weight = (float) point[first + k];
                float[] unit = units.get(k).values();
                for (int i = 0; i < length; i++) {
                    sum[i] += weight * unit[i];
                }
            }
            return sum;
        }
    }
}

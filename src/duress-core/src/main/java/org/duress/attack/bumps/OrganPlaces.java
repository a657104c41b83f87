package org.duress.attack.bumps;

import java.util.ArrayList;
import java.util.List;
import org.duress.attack.CleanAnswers;
import org.duress.base.Grid;

/** Places at the organs that the clean answer to an image shows. */
final class OrganPlaces {
    private OrganPlaces() {}

    /**
     * The middle of each organ, with a bump about as wide as the organ; then narrow ones at its middle and at its rim,
     * in each direction.
     *
     * @param image its place in the batch
     * @param narrow smallest width of a bump
     */
    static List<Bump.Place> of(CleanAnswers answers, int image, Grid grid, double narrow) {
        List<List<Bump.Place>> perOrgan = new ArrayList<>();
        for (int organ : answers.shown(image).organs()) {
            if (answers.shown(image).shows(organ)) {
                perOrgan.add(around(answers, image, grid, organ, narrow));
            }
        }
        List<Bump.Place> places = new ArrayList<>();
        int most = perOrgan.stream().mapToInt(List::size).max().orElse(0);
        for (int k = 0; k < most; k++) {
            for (List<Bump.Place> own : perOrgan) {
                places.add(own.get(k));
            }
        }
        return places;
    }

    private static List<Bump.Place> around(CleanAnswers answers, int image, Grid grid, int organ, double narrow) {
        float[] clean = answers.probabilities();
        double mass = 0;
        double planes = 0;
        double rows = 0;
        double columns = 0;
        int p = 0;
        for (int plane = 0; plane < grid.planes(); plane++) {
            for (int row = 0; row < grid.rows(); row++) {
                for (int column = 0; column < grid.columns(); column++, p++) {
                    double share = answers.probability(clean, image, p, organ);
                    mass += share;
                    planes += share * plane;
                    rows += share * row;
                    columns += share * column;
                }
            }
        }
        List<Double> middle = grid.rank() == 2
                ? List.of(rows / mass, columns / mass)
                : List.of(planes / mass, rows / mass, columns / mass);
        Grid lengths = grid.proportions();
        double voxel = lengths.spacing().stream().reduce(1.0, (a, b) -> a * b);
        double radius = grid.rank() == 2 ? Math.sqrt(mass / Math.PI) : Math.cbrt(3 * mass * voxel / (4 * Math.PI));
        List<Bump.Place> places = new ArrayList<>();
        places.add(new Bump.Place(middle, Math.max(narrow, radius / 2), true));
        for (int axis = grid.rank() - 1; axis >= 0; axis--) {
            double away = radius / lengths.spacing(axis);
            places.add(new Bump.Place(moved(middle, axis, away), narrow, true));
            places.add(new Bump.Place(moved(middle, axis, -away), narrow, true));
        }
        places.add(new Bump.Place(middle, narrow, true));
        return places;
    }

    private static List<Double> moved(List<Double> middle, int axis, double by) {
        List<Double> moved = new ArrayList<>(middle);
        moved.set(axis, middle.get(axis) + by);
        return moved;
    }
}

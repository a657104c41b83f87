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
        double mass = 0;
        double rows = 0;
        double columns = 0;
        for (int p = 0; p < grid.voxels(); p++) {
            double share = answers.probability(image, p, organ);
            mass += share;
            int row = p / grid.width();
            rows += share * row;
            columns += share * (p % grid.width());
        }
        double middleRow = rows / mass;
        double middleColumn = columns / mass;
        double radius = Math.sqrt(mass / Math.PI);
        return List.of(
                new Bump.Place(middleRow, middleColumn, Math.max(narrow, radius / 2), true),
                new Bump.Place(middleRow, middleColumn + radius, narrow, true),
                new Bump.Place(middleRow, middleColumn - radius, narrow, true),
                new Bump.Place(middleRow + radius, middleColumn, narrow, true),
                new Bump.Place(middleRow - radius, middleColumn, narrow, true),
                new Bump.Place(middleRow, middleColumn, narrow, true));
    }
}

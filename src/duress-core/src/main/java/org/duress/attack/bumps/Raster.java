package org.duress.attack.bumps;

import java.util.ArrayList;
import java.util.List;
import org.duress.base.Grid;

/** Places spread evenly over an image: rows of them, every other row set off. */
final class Raster {
    private Raster() {}

    /**
     * Exactly so many places.
     *
     * @param width of the bumps there
     */
    static List<Bump.Place> of(int count, Grid grid, double width) {
        List<Bump.Place> places = new ArrayList<>();
        int rows = Math.max(1, (int) Math.round(Math.sqrt((double) count * grid.height() / grid.width())));
        for (int r = 0; r < rows; r++) {
            int from = r * count / rows;
            int inRow = (r + 1) * count / rows - from;
            // A quarter of the way to the next place, once to the one side and once to the other.
            double off = rows == 1 ? 0 : r % 2 == 0 ? -0.25 : 0.25;
            for (int k = 0; k < inRow; k++) {
                places.add(new Bump.Place(
                        (r + 0.5) * grid.height() / rows - 0.5,
                        (k + 0.5 + off) * grid.width() / inRow - 0.5,
                        width,
                        true));
            }
        }
        return places;
    }
}

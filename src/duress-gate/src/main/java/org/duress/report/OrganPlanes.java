package org.duress.report;

import java.util.ArrayList;
import java.util.List;
import org.duress.base.Grid;

/**
 * Which planes of a cut are worth a look: from the first to the last that shows the organ, in a label or an answer,
 * clean or attacked, and one more at each end; every k-th where these are too many, the worst always among them.
 */
final class OrganPlanes {
    private OrganPlanes() {}

    /**
     * Chooses them.
     *
     * @param organ its number, from 1; 0 for none, and then all planes are worth a look
     * @param worst the plane that must be among them
     * @param most how many at most, at least 1
     * @return in the order of their axis
     */
    static List<Plane> of(Shown shown, int organ, Cut cut, int worst, int most) {
        Grid grid = shown.grid();
        int first = worst;
        int last = worst;
        boolean any = false;
        boolean[] shows = shows(shown, organ, cut);
        for (int index = 0; index < shows.length; index++) {
            if (shows[index]) {
                first = Math.min(first, index);
                last = Math.max(last, index);
                any = true;
            }
        }
        first = any ? Math.max(0, first - 1) : 0;
        last = Math.min(cut.planes(grid) - 1, any ? last + 1 : Integer.MAX_VALUE);
        int step = 1;
        while ((worst - first) / step + (last - worst) / step + 1 > most) {
            step++;
        }
        List<Plane> planes = new ArrayList<>();
        for (int index = worst - (worst - first) / step * step; index <= last; index += step) {
            planes.add(new Plane(grid, cut, index));
        }
        return planes;
    }

    private static boolean[] shows(Shown shown, int organ, Cut cut) {
        Grid grid = shown.grid();
        boolean[] shows = new boolean[cut.planes(grid)];
        int i = 0;
        for (int plane = 0; plane < grid.planes(); plane++) {
            for (int row = 0; row < grid.rows(); row++) {
                for (int column = 0; column < grid.columns(); column++, i++) {
                    if (shown.has(shown.truth()[i], organ)
                            || shown.has(shown.reference()[i], organ)
                            || shown.has(shown.clean()[i], organ)
                            || shown.has(shown.segmented()[i], organ)) {
                        shows[new WorstSpot(plane, row, column).along(cut)] = true;
                    }
                }
            }
        }
        return shows;
    }
}

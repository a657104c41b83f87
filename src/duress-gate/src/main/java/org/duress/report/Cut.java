package org.duress.report;

import java.util.List;
import org.duress.base.Grid;

/**
 * A way to cut a volume into planes, each seen as radiologists hang it: patient right at the left, anterior or superior
 * at the top. A slice is one axial plane.
 */
enum Cut {
    AXIAL("axial", 3, "APRL"),
    CORONAL("coronal", 2, "SIRL"),
    SAGITTAL("sagittal", 1, "SIAP");

    private final String word;
    private final int fromLast;
    private final String letters;

    /**
     * Of a cut.
     *
     * @param fromLast the axis that it counts planes along, the last of a grid being 1
     * @param letters where the body lies: above, below, left and right of the picture
     */
    Cut(String word, int fromLast, String letters) {
        this.word = word;
        this.fromLast = fromLast;
        this.letters = letters;
    }

    /** Those that show something of a grid: one of a slice, three of a volume. */
    static List<Cut> of(Grid grid) {
        return grid.rank() == 2 ? List.of(AXIAL) : List.of(values());
    }

    String word() {
        return word;
    }

    /** What lies above, below, left and right, where rows run from anterior, columns from patient right, planes up. */
    List<String> letters() {
        return letters.chars().mapToObj(Character::toString).toList();
    }

    /** Planes that it makes of a grid. */
    int planes(Grid grid) {
        return fromLast > grid.rank() ? 1 : grid.size(grid.rank() - fromLast);
    }

    /** The component of D that leads through its planes, which a slice has not. */
    int through() {
        return fromLast - 1;
    }
}

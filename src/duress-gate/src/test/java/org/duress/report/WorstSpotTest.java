package org.duress.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.duress.base.Grid;
import org.duress.base.OrganSets;
import org.duress.base.Scope;
import org.duress.spec.Reference;
import org.junit.jupiter.api.Test;

class WorstSpotTest {
    private static final Grid GRID = Grid.of(5, 6, 7);

    /** Three voxels in a row, and four that touch each other's edges only. */
    @Test
    void neighboursShareAFace() {
        BitSet marked = new BitSet();
        for (int i = 0; i < 4; i++) {
            marked.set(at(i, i, i));
        }
        for (int column = 3; column < 6; column++) {
            marked.set(at(4, 1, column));
        }
        assertThat(WorstSpot.of(marked, GRID)).isEqualTo(new WorstSpot(4, 1, 4));
    }

    /** An L: along each axis the plane that cuts most of it, though these meet at its corner alone. */
    @Test
    void eachPlaneCutsAsMuchAsItCan() {
        BitSet marked = new BitSet();
        for (int plane = 1; plane < 5; plane++) {
            marked.set(at(plane, 2, 3));
        }
        marked.set(at(4, 3, 3));
        marked.set(at(4, 4, 3));
        assertThat(WorstSpot.of(marked, GRID)).isEqualTo(new WorstSpot(4, 2, 3));
    }

    /** Voxels at the end of a row and at the start of the next are no neighbours. */
    @Test
    void clustersEndAtTheBorder() {
        BitSet marked = new BitSet();
        marked.set(at(2, 2, 6));
        marked.set(at(2, 3, 0));
        marked.set(at(2, 3, 1));
        assertThat(WorstSpot.of(marked, GRID)).isEqualTo(new WorstSpot(2, 3, 0));
        marked.set(at(1, 3, 0));
        marked.set(at(2, 3, 0));
        marked.set(at(2, 2, 6));
        assertThat(WorstSpot.of(marked, GRID)).isEqualTo(new WorstSpot(1, 3, 0));
    }

    /** What was wrong before the attack already is larger, and not what the attack did. */
    @Test
    void onlyWhatIsNewlyWrongCounts() {
        byte[] truth = box(0, 5, 0, 6, 0, 7, 1);
        byte[] clean = truth.clone();
        fill(clean, 0, 3, 0, 3, 0, 3, 0);
        byte[] attacked = clean.clone();
        fill(attacked, 4, 5, 4, 5, 5, 6, 2);
        assertThat(spot(truth, clean, attacked, 1)).isEqualTo(new WorstSpot(4, 4, 5));
        assertThat(spot(truth, clean, clean, 1)).as("all that is wrong").isEqualTo(new WorstSpot(1, 1, 1));
        assertThat(spot(truth, clean, attacked, 2)).as("drawn where it is not").isEqualTo(new WorstSpot(4, 4, 5));
    }

    @Test
    void whereNothingIsWrongTheOrganIsShownAndElseTheMiddle() {
        byte[] truth = box(0, 1, 1, 2, 2, 3, 1);
        assertThat(spot(truth, truth, truth, 1)).isEqualTo(new WorstSpot(0, 1, 2));
        assertThat(spot(truth, truth, truth, 2)).isEqualTo(new WorstSpot(2, 3, 3));
        assertThat(spot(truth, truth, truth, 0)).isEqualTo(new WorstSpot(2, 3, 3));
    }

    @Test
    void whatDoesNotCountIsNeverWrong() {
        byte[] truth = box(0, 5, 0, 6, 0, 4, 1);
        fill(truth, 0, 5, 0, 6, 4, 7, Scope.IGNORED);
        byte[] attacked = truth.clone();
        fill(attacked, 0, 5, 0, 6, 4, 7, 1);
        fill(attacked, 3, 4, 2, 3, 1, 2, 0);
        assertThat(spot(truth, truth, attacked, 1)).isEqualTo(new WorstSpot(3, 2, 1));
    }

    /** The organ is in planes 1 to 3 of the label, and in plane 4 of an answer. */
    @Test
    void planesThatShowTheOrganAreWorthALook() {
        byte[] truth = box(1, 4, 2, 3, 2, 3, 1);
        byte[] attacked = truth.clone();
        fill(attacked, 4, 5, 2, 3, 2, 3, 1);
        Shown shown = shown(truth, truth, truth);
        assertThat(planes(shown, 1, Cut.AXIAL, 2, 9)).containsExactly(0, 1, 2, 3, 4);
        assertThat(planes(shown, 1, Cut.CORONAL, 2, 9)).containsExactly(1, 2, 3);
        assertThat(planes(shown, 1, Cut.AXIAL, 2, 3)).as("every second").containsExactly(0, 2, 4);
        assertThat(planes(shown, 1, Cut.AXIAL, 1, 3)).as("the worst among them").containsExactly(1, 3);
        assertThat(planes(shown, 1, Cut.AXIAL, 3, 1)).containsExactly(3);
        assertThat(planes(shown, 0, Cut.SAGITTAL, 3, 9)).as("no organ").containsExactly(0, 1, 2, 3, 4, 5, 6);
        assertThat(planes(shown(truth, truth, attacked), 1, Cut.AXIAL, 2, 9)).containsExactly(0, 1, 2, 3, 4);
        assertThat(planes(shown(box(3, 4, 0, 1, 0, 1, 1), truth, attacked), 1, Cut.CORONAL, 2, 9))
                .containsExactly(0, 1, 2, 3);
    }

    private static List<Integer> planes(Shown shown, int organ, Cut cut, int worst, int most) {
        return OrganPlanes.of(shown, organ, cut, worst, most).stream()
                .map(Plane::index)
                .toList();
    }

    private static WorstSpot spot(byte[] truth, byte[] clean, byte[] attacked, int organ) {
        return WorstSpot.of(shown(truth, clean, attacked), organ);
    }

    private static Shown shown(byte[] truth, byte[] clean, byte[] attacked) {
        int voxels = GRID.voxels();
        return new Shown(
                VolumePicturesTest.judged(
                        GRID, new float[voxels], truth, clean, attacked, new float[3 * voxels], new float[voxels]),
                0,
                List.of(Color.RED, Color.GREEN),
                OrganSets.exclusive(2),
                Reference.WARPED);
    }

    private static byte[] box(int z0, int z1, int y0, int y1, int x0, int x1, int value) {
        byte[] classes = new byte[GRID.voxels()];
        fill(classes, z0, z1, y0, y1, x0, x1, value);
        return classes;
    }

    private static void fill(byte[] classes, int z0, int z1, int y0, int y1, int x0, int x1, int value) {
        for (int z = z0; z < z1; z++) {
            for (int y = y0; y < y1; y++) {
                Arrays.fill(classes, at(z, y, x0), at(z, y, x1 - 1) + 1, (byte) value);
            }
        }
    }

    private static int at(int plane, int row, int column) {
        return (plane * 6 + row) * 7 + column;
    }
}

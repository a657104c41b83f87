package org.duress.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalDouble;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.junit.jupiter.api.Test;

class ControlSpacingTest {
    private static final Grid CT = Grid.of(40, 512, 500).spaced(5, 0.8, 0.75);

    private static ControlSpacing millimetres(double mm) {
        return new ControlSpacing(OptionalDouble.of(mm));
    }

    /** 8 x 0.75 = 6 mm: 7.5 rows, rounded up, and 1.2 planes. */
    @Test
    void ofAVolumeTheUsualIsOfItsFinestAxis() {
        assertThat(ControlSpacing.USUAL.on(CT, 8)).isEqualTo(List.of(1, 8, 8));
        assertThat(ControlSpacing.USUAL.on(CT, 16)).isEqualTo(List.of(2, 15, 16));
        assertThat(ControlSpacing.USUAL.dividing(CT, 16)).isEqualTo(List.of(2, 15, 16));
    }

    @Test
    void noControlPointIsCloserThanTheVoxelsOrFurtherThanTheImage() {
        assertThat(ControlSpacing.USUAL.on(Grid.of(9, 5, 50).spaced(100, 1, 1), 8))
                .isEqualTo(List.of(1, 5, 8));
    }

    @Test
    void voxelsOfWhichNobodyKnowsAreCubes() {
        assertThat(ControlSpacing.USUAL.on(CT.unspaced(), 8)).isEqualTo(List.of(8, 8, 8));
        assertThat(ControlSpacing.USUAL.on(CT.spaced(5, Double.NaN, 1), 8)).isEqualTo(List.of(8, 8, 8));
    }

    /** However far apart its pixels are. */
    @Test
    void ofASliceTheUsualIsInPixels() {
        Grid slice = Grid.of(30, 20).spaced(3, 1);
        assertThat(ControlSpacing.USUAL.on(slice, 8)).isEqualTo(List.of(8, 8));
        assertThat(ControlSpacing.USUAL.dividing(slice, 8)).isEqualTo(List.of(5, 5));
    }

    @Test
    void ofASliceTheLargestThatDividesIsTaken() {
        assertThat(dividing(8, 64, 48)).isEqualTo(8);
        assertThat(dividing(8, 30, 20)).isEqualTo(5);
        assertThat(dividing(8, 31, 64)).as("1 would be noise").isEqualTo(8);
        assertThat(dividing(8, 584, 565)).isEqualTo(8);
        assertThat(dividing(8, 28, 28)).isEqualTo(7);
        assertThat(dividing(100, 12, 12)).isEqualTo(12);
    }

    private static int dividing(int usual, int rows, int columns) {
        List<Integer> spacing = ControlSpacing.USUAL.dividing(Grid.of(rows, columns), usual);
        assertThat(spacing).hasSize(2).containsOnly(spacing.get(0));
        return spacing.get(0);
    }

    @Test
    void millimetresAreWholeVoxels() {
        assertThat(millimetres(12).on(CT, 8)).isEqualTo(List.of(2, 15, 16));
        assertThat(millimetres(12).dividing(CT, 4)).isEqualTo(List.of(2, 15, 16));
        assertThat(millimetres(12).dividing(Grid.of(30, 20).spaced(3, 1), 8)).isEqualTo(List.of(4, 12));
        assertThat(millimetres(0.1).on(CT, 8)).isEqualTo(List.of(1, 1, 1));
        assertThat(millimetres(1e9).on(CT, 8)).isEqualTo(CT.sizes());
    }

    @Test
    void millimetresOfNothingKnownAreRefused() {
        assertThatThrownBy(() -> millimetres(12).on(CT.unspaced(), 8))
                .isInstanceOf(DuressException.class)
                .hasMessage("attack.controlSpacingMm is 12.0, and how far the voxels of an image of 40 x 512 x 500 are"
                        + " apart is not known, or not the same for all images; remove it, or give files that say it");
    }
}

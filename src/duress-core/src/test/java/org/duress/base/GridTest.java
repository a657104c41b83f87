package org.duress.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.duress.DuressException;
import org.junit.jupiter.api.Test;

class GridTest {
    private final Grid slice = Grid.of(584, 565);
    private final Grid volume = Grid.of(3, 4, 5).spaced(2.5, 0.8, 0.7);

    @Test
    void axesAreCountedFromTheSlowest() {
        assertThat(volume.rank()).isEqualTo(3);
        assertThat(volume.size(0)).isEqualTo(3);
        assertThat(volume.size(2)).isEqualTo(5);
        assertThat(volume.voxels()).isEqualTo(60);
        assertThat(volume.spacing(0)).isEqualTo(2.5);
        assertThat(volume).hasToString("3 x 4 x 5");
        assertThat(slice).hasToString("584 x 565");
        assertThat(slice.height()).isEqualTo(584);
        assertThat(slice.width()).isEqualTo(565);
        assertThat(slice.spacing(1)).isNaN();
    }

    @Test
    void gridsOfOneSizeFitHoweverFarApartTheirPointsAre() {
        assertThat(volume.fits(Grid.of(3, 4, 5))).isTrue();
        assertThat(volume).isNotEqualTo(Grid.of(3, 4, 5));
        assertThat(volume.unspaced()).isEqualTo(Grid.of(3, 4, 5));
        assertThat(volume.fits(Grid.of(3, 5, 4))).isFalse();
        assertThat(slice.fits(Grid.of(1, 584, 565))).isFalse();
    }

    @Test
    void whatLiesWithinAllIsAsLongAsTheShortestAlongEachAxis() {
        assertThat(Grid.withinAll(List.of(volume, Grid.of(2, 9, 5), Grid.of(8, 8, 4))))
                .isEqualTo(Grid.of(2, 4, 4));
        assertThat(Grid.withinAll(List.of(Grid.of(7, 3)))).isEqualTo(Grid.of(7, 3));
    }

    @Test
    void whatWorksOnSlicesRefusesVolumes() {
        assertThatThrownBy(volume::height)
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage("an image of 3 x 4 x 5 voxels is a volume, and this version of Duress works on slices; give"
                        + " it the volume's slices one by one");
        assertThatThrownBy(volume::width).isExactlyInstanceOf(DuressException.class);
    }

    @Test
    void whatIsNoGridIsRefused() {
        assertThatThrownBy(() -> Grid.of(4)).hasMessage("a grid has two or three axes of at least 1 point, not [4]");
        assertThatThrownBy(() -> Grid.of(1, 2, 3, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Grid.of(4, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> slice.spaced(1)).hasMessage("a grid of 2 axes has 2 distances, not 1");
        assertThatThrownBy(() -> new Grid(List.of(2, 2), List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Grid.of(100_000, 100_000).voxels()).isInstanceOf(ArithmeticException.class);
    }
}

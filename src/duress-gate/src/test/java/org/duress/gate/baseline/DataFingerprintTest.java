package org.duress.gate.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.store.Fingerprint;
import org.junit.jupiter.api.Test;

class DataFingerprintTest {
    private static final float[] PIXELS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

    /** What was stored before there were volumes is found again. */
    @Test
    void aSliceHasTheFingerprintThatItAlwaysHad() {
        String slice =
                DataFingerprint.of(new ImageBatch(PIXELS, 1, Grid.of(3, 4).spaced(1, 2)));
        assertThat(slice)
                .isEqualTo(new Fingerprint()
                        .add("height", 3)
                        .add("width", 4)
                        .add("pixels", PIXELS)
                        .hex());
    }

    /** The same values in another shape, or as far apart otherwise, are another volume. */
    @Test
    void aVolumeIsToldByItsGrid() {
        assertThat(List.of(
                                Grid.of(1, 3, 4),
                                Grid.of(2, 3, 2),
                                Grid.of(1, 3, 4).unit(),
                                Grid.of(1, 3, 4).spaced(2, 1, 1))
                        .stream()
                        .map(grid -> DataFingerprint.of(new ImageBatch(PIXELS, 1, grid))))
                .doesNotHaveDuplicates()
                .doesNotContain(DataFingerprint.of(new ImageBatch(PIXELS, 1, Grid.of(3, 4))));
    }
}

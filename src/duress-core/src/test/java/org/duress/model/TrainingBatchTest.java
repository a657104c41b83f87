package org.duress.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.duress.base.Grid;
import org.duress.data.Slice;
import org.junit.jupiter.api.Test;

class TrainingBatchTest {
    private static final Grid LARGE = Grid.of(3, 5, 6);
    private static final Grid SMALL = Grid.of(2, 4, 3);

    /** Voxel (z, y, x) has the value 100 z + 10 y + x, and its own class. */
    private static Slice image(Grid grid) {
        float[] pixels = new float[grid.voxels()];
        byte[] classes = new byte[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            int column = i % grid.columns();
            int row = i / grid.columns() % grid.rows();
            int plane = i / grid.columns() / grid.rows();
            pixels[i] = 100 * plane + 10 * row + column;
            classes[i] = (byte) i;
        }
        return new Slice("s", grid, pixels, classes);
    }

    /** What is not augmented is a part as it stands, anywhere; labels go with the pixels, augmented or not. */
    @Test
    void partsLieAnywhereInALargerImage() {
        Slice image = image(LARGE);
        Set<Float> corners = new HashSet<>();
        Random random = new Random(1);
        for (int draw = 0; draw < 500; draw++) {
            TrainingBatch batch = TrainingBatch.draw(List.of(image), SMALL, 1, random);
            float corner = batch.pixels()[0];
            boolean plain = batch.pixels()[1] == corner + 1 && batch.pixels()[12] == corner + 100;
            if (plain) {
                corners.add(corner);
                assertThat(batch.pixels()[23]).isEqualTo(corner + 132);
                assertThat((float) batch.classes()[23]).isEqualTo(classOf(corner + 132));
            }
        }
        // Two planes, two rows and four columns to begin at.
        assertThat(corners).hasSize(16).contains(0f, 113f);
    }

    private static float classOf(float value) {
        int number = (int) value;
        return number / 100 * 30 + number / 10 % 10 * 6 + number % 10;
    }

    @Test
    void aSmallerImageGoesOnWithItsLastVoxels() {
        Random random = new Random(1);
        for (int draw = 0; draw < 50; draw++) {
            TrainingBatch batch = TrainingBatch.draw(List.of(image(SMALL)), LARGE, 1, random);
            float[] pixels = batch.pixels();
            if (pixels[0] == 0 && pixels[1] == 1) {
                assertThat(pixels[3]).isEqualTo(2);
                assertThat(pixels[89]).isEqualTo(132);
                assertThat(batch.classes()[89]).isEqualTo((byte) 23);
                return;
            }
        }
        throw new AssertionError("every image was augmented");
    }
}

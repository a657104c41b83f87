package org.duress.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.junit.jupiter.api.Test;

/** Volumes and channels are held to their shapes already, though nothing attacks them yet. */
class PerturbationTest {
    /** Two images of 1 x 1 x 2 voxels and two channels. */
    private final ImageBatch images = new ImageBatch(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, Grid.of(1, 1, 2), 2);

    @Test
    void aDeformationHasAComponentForEachAxisAndAnIntensityTheImagesChannels() {
        Perturbation none = Perturbation.none(images);
        assertThat(none.components()).isEqualTo(3);
        assertThat(none.deformation()).hasSize(2 * 2 * 3);
        assertThat(none.intensity()).hasSize(2 * 2 * 2);
        assertThat(none.fits(images)).isTrue();
        assertThat(none.fits(new ImageBatch(new float[4], 2, Grid.of(1, 1, 2)))).isFalse();
        assertThat(none.fits(images.one(0))).isFalse();
        assertThatThrownBy(() -> new Perturbation(new float[8], new float[8], images))
                .hasMessage("fields of 2 x 1 x 1 x 2 with 2 channels need 12 and 8 values, not 8 and 8");
        assertThatThrownBy(() -> new Perturbation(new float[12], new float[4], images))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void imagesAreTakenOutAndPutBackWithAllTheirValues() {
        float[] d = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
        Perturbation both = new Perturbation(d, images.pixels(), images);
        Perturbation second = both.one(1);
        assertThat(second.deformation()).containsExactly(7, 8, 9, 10, 11, 12);
        assertThat(second.intensity()).containsExactly(5, 6, 7, 8);
        Perturbation joined = Perturbation.joined(List.of(second, both));
        assertThat(joined.count()).isEqualTo(3);
        assertThat(joined.deformation()).containsExactly(7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        assertThat(joined.intensity()).containsExactly(5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8);
        joined.put(1, second);
        assertThat(joined.one(1).deformation()).isEqualTo(second.deformation());
        assertThat(joined.one(2).intensity()).isEqualTo(second.intensity());
        assertThat(images.one(1).pixels()).containsExactly(5, 6, 7, 8);
        assertThat(images.some(0, 2).pixels()).isEqualTo(images.pixels());
        assertThat(images.one(0).channels()).isEqualTo(2);
    }

    /** D moves all channels alike, and each has its own V. */
    @Test
    void channelsArePerturbedAsEachWouldBeAlone() {
        Grid grid = Grid.of(2, 3);
        float[] d = {0.5f, 0, -1, 0.25f, 0, 0, 2, -0.5f, 0, 1, 0.75f, 0.75f};
        float[] pixels = {1, 10, 2, 30, 4, 20, 3, 50, 9, 90, 6, 70};
        float[] v = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
        ImageBatch two = new ImageBatch(pixels, 1, grid, 2);
        float[] both = Warp.perturb(two, new Perturbation(d, v, two)).pixels();
        for (int channel = 0; channel < 2; channel++) {
            ImageBatch one = new ImageBatch(channel(pixels, channel), 1, grid);
            float[] alone = Warp.perturb(one, new Perturbation(d, channel(v, channel), one))
                    .pixels();
            assertThat(channel(both, channel)).isEqualTo(alone);
        }
        assertThatThrownBy(two::greys)
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage(
                        "these images have 2 channels, and this version of Duress works on one; give it one of them");
    }

    private static float[] channel(float[] values, int channel) {
        float[] own = new float[values.length / 2];
        for (int i = 0; i < own.length; i++) {
            own[i] = values[2 * i + channel];
        }
        return own;
    }
}

package org.duress.attack.vaegan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.duress.base.Grid;
import org.duress.base.OrganSets;
import org.duress.model.ImageBatch;
import org.duress.model.NetworkModel;
import org.duress.model.UNet;
import org.duress.net.Network;
import org.junit.jupiter.api.Test;

class CluesTest {
    private static final Grid TWO = Grid.of(1, 2);

    @Test
    void theEncoderSeesImageSlopeOrgansAndWhatMayBeSpent() {
        ImageBatch images = new ImageBatch(new float[] {1, 2, 3, 4}, 2, TWO);
        float[] clean = {0.5f, 0.25f, 0.25f, 1, 0, 0, 0, 1, 0, 0, 0, 1};
        Sight sight = new Sight(clean, new float[] {1, -0.5f, 0, 0.25f});
        assertThat(Clues.channels(1, 3)).isEqualTo(5);
        assertThat(all(new Clues(images, sight, new double[] {0.05, 0.3}), 2, 2, 5))
                .as("0.3 is shown as the most that was trained for")
                .containsExactly(1, 3, 0.25f, 0.25f, 0.5f, 2, -1.5f, 0, 0, 0.5f, 3, 0, 1, 0, 1, 4, 0.75f, 0, 1, 1);
    }

    /** Of all pixels, written one by one and last first: where they are written does not depend on the others. */
    static float[] all(Seen seen, int images, int pixels, int channels) {
        float[] all = new float[images * pixels * channels];
        for (int pixel = images * pixels - 1; pixel >= 0; pixel--) {
            seen.write(pixel / pixels, pixel % pixels, 1, all, pixel * channels);
        }
        return all;
    }

    /** Each image by its own largest slope, alone as in a batch. */
    @Test
    void slopesAreOverTheirLargestValue() {
        NetworkModel model = new NetworkModel(Network.initialised(UNet.graph(4, 1, 3), 5), List.of("a", "b"), "small");
        float[] pixels = new float[2 * 64];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) Math.sin(i * (i < 64 ? 0.3 : 0.7));
        }
        ImageBatch images = new ImageBatch(pixels, 2, Grid.of(8, 8));
        Sight both = Sight.ofSlopes(model, images, OrganLoss.alike(2, OrganSets.exclusive(2)));
        for (int i = 0; i < 2; i++) {
            float[] alone = Sight.ofSlopes(model, images.one(i), OrganLoss.alike(2, OrganSets.exclusive(2)))
                    .slopes();
            float largest = 0;
            for (int k = 0; k < alone.length; k++) {
                largest = Math.max(largest, Math.abs(alone[k]));
                assertThat(both.one(i, 2).slopes()[k]).isCloseTo(alone[k], within(1e-5f));
            }
            assertThat(largest).isEqualTo(1);
        }
    }
}

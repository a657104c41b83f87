package org.duress.model.dl4j;

import java.util.Arrays;
import org.duress.model.lowering.layers.LayerSettings;

/** The coefficients of a network, taken layer by layer in the order of computation. */
final class Weights {
    private final float[] all;
    private int taken;

    Weights(float[] all) {
        this.all = all;
    }

    /**
     * The next numbers.
     *
     * @param sizes their product is how many
     * @throws org.duress.DuressException if there are not so many left
     */
    float[] take(LayerSettings layer, int... sizes) {
        long count = 1;
        for (int size : sizes) {
            count *= size;
            if (count > all.length - taken) {
                throw layer.refused("needs more coefficients than the " + (all.length - taken)
                        + " that coefficients.bin has left; save the network again with ModelSerializer.writeModel");
            }
        }
        taken += (int) count;
        return Arrays.copyOfRange(all, taken - (int) count, taken);
    }

    int left() {
        return all.length - taken;
    }
}

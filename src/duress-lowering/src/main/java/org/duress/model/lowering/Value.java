package org.duress.model.lowering;

import java.util.Arrays;

/**
 * What a node of a network under construction gives: {@code [batch, height, width, channels]}.
 *
 * @param node name in the network
 */
public record Value(String node, int height, int width, int channels) {
    /** Numbers an image. */
    long size() {
        return (long) height * width * channels;
    }

    /** The same number for each channel. */
    public float[] filled(double number) {
        float[] numbers = new float[channels];
        Arrays.fill(numbers, (float) number);
        return numbers;
    }

    /** Refuses lists that have not one number for each channel. */
    void requireNumbers(String name, float[]... lists) {
        for (float[] numbers : lists) {
            if (numbers.length != channels) {
                throw new IllegalArgumentException(
                        "'" + name + "' has " + numbers.length + " numbers for " + channels + " channels");
            }
        }
    }
}

package org.duress.model.lowering;

import java.util.Arrays;
import org.duress.base.Extent;
import org.duress.base.ImageKind;

/**
 * What a node of a network under construction gives: {@code [batch, planes, height, width, channels]}.
 *
 * @param node name in the network
 * @param axes of its images: 2 for slices, which have one plane, 3 for volumes
 * @param extent planes, rows and columns
 */
public record Value(String node, int axes, Extent extent, int channels) {
    /** Rows. */
    public int height() {
        return extent.y();
    }

    /** Columns. */
    public int width() {
        return extent.x();
    }

    /** Numbers an image. */
    long size() {
        return (long) extent.z() * extent.y() * extent.x() * channels;
    }

    /** Its size in words: "16 x 32 pixels", "8 x 16 x 32 voxels". */
    public String pixels() {
        return size(extent) + " " + ImageKind.of(axes).points();
    }

    /** The same of another size of such images, without the word. */
    public String size(Extent other) {
        String plane = other.y() + " x " + other.x();
        return axes == 2 ? plane : other.z() + " x " + plane;
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

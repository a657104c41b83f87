package org.duress.attack;

import java.util.Arrays;
import java.util.List;
import org.duress.base.Scope;
import org.duress.metric.Perceptibility;
import org.duress.model.ImageBatch;

/** p of equation 7 of one image of a batch, over the pixels that may be attacked ({@link Scope}). */
public final class Perceived {
    private Perceived() {}

    /**
     * p of one image.
     *
     * @param images I_0
     * @param attacked I_DV, of the shape of the images
     * @param image its place in the batch
     * @return at least 0, in standard deviations of the subject; 0 where nothing may be attacked
     */
    public static double perceptibility(ImageBatch images, float[] attacked, int image) {
        int length = images.length();
        Scope scope = images.scope(image);
        double p = Perceptibility.of(images.pixels(), attacked, image * length, length);
        // Outside nothing has changed.
        return scope.all() || p == 0
                ? p
                : p * length / scope.inside(images.grid().voxels(), images.channels());
    }

    /** p of each channel of the only image alone, in their order. */
    public static List<Double> perceptibilities(ImageBatch image, float[] attacked) {
        Scope scope = image.scope(0);
        int points = image.grid().voxels();
        double inside = scope.all() ? points : scope.inside(points, 1);
        return Arrays.stream(Perceptibility.ofChannels(image.pixels(), attacked, image.channels()))
                .mapToObj(p -> p == 0 ? 0 : p * points / inside)
                .toList();
    }
}

package org.duress.model.preprocess;

import org.duress.base.NonzeroBox;
import org.duress.data.IntensityHistogram;
import org.duress.model.ImageBatch;
import org.duress.spec.PreprocessStep.Among;
import org.duress.spec.PreprocessStep.StandardiseImage;

/**
 * Subtracts a mean and divides by a population standard deviation. Where the two are the image's own they move with it,
 * and so does the gradient.
 */
final class OwnDeviations extends Intensities {
    private final StandardiseImage step;

    OwnDeviations(StandardiseImage step) {
        super(step.of().each());
        this.step = step;
    }

    @Override
    Change change(ImageBatch images, Strip strip, float[] x) {
        return strip.scan(images, step.of()).map(this::of).orElseGet(() -> own(images, strip, x));
    }

    private Change of(IntensityHistogram scan) {
        IntensityHistogram measured = switch (step.among()) {
            case IMAGE -> scan;
            case FOREGROUND -> scan.foreground();
            case BOX -> scan.boxed();
        };
        double deviation = measured.deviation() > 0 ? measured.deviation() : 1;
        Line line = Line.free(1 / deviation, -measured.mean() / deviation);
        return step.among() == Among.FOREGROUND ? new OfForeground(line) : line;
    }

    private Change own(ImageBatch images, Strip strip, float[] x) {
        boolean foreground = step.among() == Among.FOREGROUND;
        boolean[] counts = new boolean[x.length];
        NonzeroBox box = step.among() == Among.BOX ? strip.box(images) : new NonzeroBox();
        int width = images.grid().columns();
        int height = images.grid().rows();
        for (int i = 0; i < counts.length; i++) {
            int pixel = strip.pixel(i, images.channels());
            counts[i] = foreground
                    ? x[i] != 0
                    : box.empty() || box.holds(pixel / width / height, pixel / width % height, pixel % width);
        }
        OwnMoments moments = OwnMoments.of(x, counts);
        return foreground ? new OfForeground(moments) : moments;
    }

    /** What is 0 stays so. */
    private record OfForeground(Change change) implements Change {
        @Override
        public float of(float x) {
            return x == 0 ? 0 : change.of(x);
        }

        @Override
        public void pullBack(float[] x, float[] gradient, float[] pulled) {
            float[] foreground = gradient.clone();
            for (int i = 0; i < x.length; i++) {
                foreground[i] = x[i] == 0 ? 0 : gradient[i];
            }
            change.pullBack(x, foreground, pulled);
            for (int i = 0; i < x.length; i++) {
                pulled[i] = x[i] == 0 ? gradient[i] : pulled[i];
            }
        }
    }
}

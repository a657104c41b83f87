package org.duress.model.preprocess;

import java.util.Arrays;
import org.duress.model.ImageBatch;
import org.duress.spec.Interval;
import org.duress.spec.PreprocessStep.Percentiles;

/**
 * A window that goes from percentiles. Where they are of the image itself its line moves with the image, and so does
 * the gradient. An image whose two percentiles are equal becomes {@code to.low}, as MONAI's ScaleIntensity has it.
 */
final class PercentileWindow extends Intensities {
    private final Percentiles from;
    private final Interval to;
    private final boolean clip;

    PercentileWindow(Percentiles from, Interval to, boolean clip) {
        super(from.of().each());
        this.from = from;
        this.to = to;
        this.clip = clip;
    }

    @Override
    Change change(ImageBatch images, Strip strip, float[] x) {
        return strip.scan(images, from.of())
                .<Change>map(scan -> line(scan.percentile(from.low()), scan.percentile(from.high())))
                .orElseGet(() -> own(x));
    }

    private Line line(double a, double b) {
        return a < b ? Line.through(a, b, to, clip) : Line.free(0, to.low());
    }

    private Change own(float[] x) {
        float[] sorted = x.clone();
        Arrays.sort(sorted);
        OrderStatistic a = OrderStatistic.of(x, sorted, from.low());
        OrderStatistic b = OrderStatistic.of(x, sorted, from.high());
        boolean flat = !(a.value() < b.value());
        Line line = line(a.value(), b.value());
        return new Change() {
            @Override
            public float of(float value) {
                return line.of(value);
            }

            @Override
            public void pullBack(float[] before, float[] gradient, float[] pulled) {
                double slopes = 0;
                double offsets = 0;
                for (int i = 0; i < before.length; i++) {
                    if (line.follows(before[i])) {
                        pulled[i] = (float) (line.slope() * gradient[i]);
                        slopes += gradient[i] * (double) before[i];
                        offsets += gradient[i];
                    }
                }
                if (flat) {
                    return;
                }
                double width = b.value() - a.value();
                double bySlope = line.slope() / width;
                a.pullBack(slopes * bySlope - offsets * (line.slope() + a.value() * bySlope), pulled);
                b.pullBack(-slopes * bySlope + offsets * a.value() * bySlope, pulled);
            }
        };
    }
}

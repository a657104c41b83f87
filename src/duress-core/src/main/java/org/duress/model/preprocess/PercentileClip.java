package org.duress.model.preprocess;

import java.util.Arrays;
import org.duress.model.ImageBatch;
import org.duress.spec.PreprocessStep.Percentiles;

/** Holds intensities to percentiles. Where they are of the image itself, what is held follows them. */
final class PercentileClip extends Intensities {
    private final Percentiles ends;

    PercentileClip(Percentiles ends) {
        super(ends.of().each());
        this.ends = ends;
    }

    @Override
    Change change(ImageBatch images, Strip strip, float[] x) {
        return strip.scan(images, ends.of())
                .<Change>map(scan -> Line.held(scan.percentile(ends.low()), scan.percentile(ends.high())))
                .orElseGet(() -> own(x));
    }

    private Change own(float[] x) {
        float[] sorted = x.clone();
        Arrays.sort(sorted);
        OrderStatistic low = OrderStatistic.of(x, sorted, ends.low());
        OrderStatistic high = OrderStatistic.of(x, sorted, ends.high());
        return new Change() {
            @Override
            public float of(float value) {
                return (float) Math.min(high.value(), Math.max(low.value(), value));
            }

            @Override
            public void pullBack(float[] before, float[] gradient, float[] pulled) {
                double atLow = 0;
                double atHigh = 0;
                for (int i = 0; i < before.length; i++) {
                    if (before[i] < low.value()) {
                        atLow += gradient[i];
                    } else if (before[i] > high.value()) {
                        atHigh += gradient[i];
                    } else {
                        pulled[i] += gradient[i];
                    }
                }
                low.pullBack(atLow, pulled);
                high.pullBack(atHigh, pulled);
            }
        };
    }
}

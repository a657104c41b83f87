package org.duress.model.preprocess;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.duress.base.Grid;
import org.duress.base.SideBySide;
import org.duress.data.Acquisition;
import org.duress.data.IntensityHistogram;
import org.duress.data.IntensityScale;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.Passage;

/** Steps that change intensities alone: pixels and answers stay where they are. */
abstract class Intensities implements Stage {
    private final boolean each;

    /**
     * A step.
     *
     * @param each whether each channel of an image is changed for itself, or all together
     */
    Intensities(boolean each) {
        this.each = each;
    }

    /** What became of one strip, and how a gradient comes back through it. */
    interface Change extends IntensityHistogram.Mapping {
        /** The value that a value becomes. */
        @Override
        float of(float x);

        /**
         * Adds dL/dx of the strip.
         *
         * @param x values before
         * @param gradient dL/dy
         * @param pulled gets dL/dx; zero before
         */
        void pullBack(float[] x, float[] gradient, float[] pulled);
    }

    /**
     * How the values of a strip change.
     *
     * @param x a copy of them
     */
    abstract Change change(ImageBatch images, Strip strip, float[] x);

    @Override
    public final Grid grid(Grid images) {
        return images;
    }

    @Override
    public final Passage passage(ImageBatch images, Answers answers) {
        List<Strip> strips = Strip.of(images, each);
        float[] before = images.pixels();
        float[] after = new float[before.length];
        List<Change> changes = SideBySide.each(strips.size(), s -> {
            Strip strip = strips.get(s);
            Change change = change(images, strip, strip.of(before));
            for (int i = 0; i < strip.count(); i++) {
                after[strip.at(i)] = change.of(before[strip.at(i)]);
            }
            return change;
        });
        return new Changed(images.with(after, scaled(images, strips, changes)), before, strips, changes);
    }

    /** What is known of the scans, after the same changes. */
    private static List<Acquisition> scaled(ImageBatch images, List<Strip> strips, List<Change> changes) {
        List<List<IntensityScale>> scales = new ArrayList<>();
        for (int image = 0; image < images.count(); image++) {
            scales.add(new ArrayList<>());
        }
        for (int s = 0; s < changes.size(); s++) {
            for (IntensityScale scale : strips.get(s).scales(images)) {
                scales.get(strips.get(s).image()).add(scale.mapped(changes.get(s)));
            }
        }
        return IntStream.range(0, images.count())
                .mapToObj(image -> images.acquisitions().get(image).scaled(scales.get(image)))
                .toList();
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Changed(ImageBatch images, float[] before, List<Strip> strips, List<Change> changes)
            implements Passage.OfImages {
        @Override
        public float[] inputGradient(float[] gradient, DifferentiableModel.Forward own) {
            float[] behind = own.inputGradient(gradient);
            float[] all = new float[behind.length];
            SideBySide.works(strips.size(), s -> {
                Strip strip = strips.get(s);
                float[] pulled = new float[strip.count()];
                changes.get(s).pullBack(strip.of(before), strip.of(behind), pulled);
                for (int i = 0; i < pulled.length; i++) {
                    all[strip.at(i)] = pulled[i];
                }
            });
            return all;
        }
    }
}

package org.duress.model;

import java.util.Arrays;
import org.duress.base.Scope;

/**
 * A model whose answers say nothing where an image does not count ({@link Scope}): they are background there, whatever
 * the model says, and no gradient comes from there. So every loss and score leaves these pixels out. The class map
 * stays the model's own: whoever compares it with the truth sees there what does not count.
 */
public final class ScopedModel extends ForwardingModel {
    /**
     * A model before another.
     *
     * @param model with the cohort's classes; closed with this one
     */
    public ScopedModel(SegmentationModel model) {
        super(model);
    }

    @Override
    protected Passage passage(ImageBatch images) {
        return images.countsEverywhere() ? Passage.unchanged(images) : new Scoped(images, classes());
    }

    /** One batch of which not everything counts. */
    private record Scoped(ImageBatch images, int classes) implements Passage {
        @Override
        public float[] probabilities(float[] own) {
            float[] out = blank(own);
            int pixels = images.grid().voxels();
            for (int p = 0; p < images.count() * pixels; p++) {
                if (!images.scope(p / pixels).counts(p % pixels)) {
                    out[p * classes] = 1;
                }
            }
            return out;
        }

        @Override
        public byte[] classMap(Segmentation own) {
            return own.classMap();
        }

        @Override
        public float[] inputGradient(float[] gradient, DifferentiableModel.Forward own) {
            return own.inputGradient(blank(gradient));
        }

        /** A copy with zeros where nothing counts. */
        private float[] blank(float[] values) {
            float[] out = values.clone();
            int pixels = images.grid().voxels();
            for (int i = 0; i < images.count(); i++) {
                Scope scope = images.scope(i);
                for (int p = 0; p < pixels && !scope.all(); p++) {
                    if (!scope.counts(p)) {
                        int at = (i * pixels + p) * classes;
                        Arrays.fill(out, at, at + classes, 0);
                    }
                }
            }
            return out;
        }
    }
}

package org.duress.gate.canary;

import org.duress.model.DifferentiableModel;
import org.duress.model.ForwardingModel;
import org.duress.model.ImageBatch;
import org.duress.model.Passage;
import org.duress.model.Segmentation;
import org.duress.model.SegmentationModel;
import org.duress.store.Fingerprint;

/**
 * A model with a weakness planted in it: it answers like the model, but where an image is blind to an organ to a degree
 * of g, it says S'_organ = (1 - g) S_organ, and what that loses is background. Closing it does nothing: the model is
 * another's.
 */
final class FragileCopy extends ForwardingModel {
    private final PlantedWeakness weakness;

    FragileCopy(SegmentationModel model, PlantedWeakness weakness) {
        super(model);
        this.weakness = weakness;
    }

    PlantedWeakness weakness() {
        return weakness;
    }

    /** Of the model and of what was planted: whatever is made for a copy is kept apart by it. */
    @Override
    public String fingerprint() {
        return new Fingerprint()
                .add("model", super.fingerprint())
                .add("kind", weakness.kind().name())
                .add("slice", weakness.image().pixels())
                .add("pattern", weakness.pattern())
                .add("threshold", weakness.threshold())
                .add("organ", weakness.organ())
                .hex();
    }

    @Override
    protected Passage passage(ImageBatch images) {
        double[] blindness = new double[images.count()];
        for (int i = 0; i < blindness.length; i++) {
            blindness[i] = weakness.blindness(images, i);
        }
        return new Blinding(weakness, images, blindness, classes());
    }

    @Override
    public void close() {}

    /**
     * One batch's way through the copy.
     *
     * @param blindness g of each image
     */
    @SuppressWarnings("ArrayRecordComponent") // of no interest to anyone else
    private record Blinding(PlantedWeakness weakness, ImageBatch images, double[] blindness, int classes)
            implements Passage {
        @Override
        public float[] probabilities(float[] clear) {
            float[] out = clear.clone();
            int pixels = images.grid().voxels();
            for (int p = 0; p < pixels * blindness.length; p++) {
                double lost = blindness[p / pixels] * clear[p * classes + weakness.organ()];
                out[p * classes + weakness.organ()] -= (float) lost;
                out[p * classes] += (float) lost;
            }
            return out;
        }

        /** The model's own choice, until another class outweighs what is left of the organ. */
        @Override
        public byte[] classMap(Segmentation clear) {
            byte[] map = clear.classMap().clone();
            int pixels = images.grid().voxels();
            for (int p = 0; p < map.length; p++) {
                if (Byte.toUnsignedInt(map[p]) == weakness.organ()) {
                    map[p] = (byte) chosen(clear.probabilities(), p * classes, blindness[p / pixels]);
                }
            }
            return map;
        }

        /** The class of a pixel that the model itself takes for the organ. */
        private int chosen(float[] clear, int from, double g) {
            double organ = clear[from + weakness.organ()];
            int chosen = weakness.organ();
            double most = (1 - g) * organ;
            for (int c = 0; c < classes; c++) {
                // What outweighs the model's own choice from the start has no part in this.
                double own = clear[from + c] < organ ? clear[from + c] : 0;
                double now = c == 0 ? own + g * organ : own;
                if (c != weakness.organ() && (now > most || (now == most && chosen == weakness.organ()))) {
                    chosen = c;
                    most = now;
                }
            }
            return chosen;
        }

        /** Through the model's answer, and through the degree to which it is not used. */
        @Override
        public float[] inputGradient(float[] gradient, DifferentiableModel.Forward clear) {
            int pixels = images.grid().voxels();
            float[] through = gradient.clone();
            double[] rise = new double[blindness.length];
            for (int p = 0; p < pixels * blindness.length; p++) {
                int organ = p * classes + weakness.organ();
                double instead = gradient[p * classes] - gradient[organ];
                through[organ] += (float) (blindness[p / pixels] * instead);
                rise[p / pixels] += clear.probabilities()[organ] * instead;
            }
            float[] imageGradient = clear.inputGradient(through).clone();
            for (int i = 0; i < rise.length; i++) {
                weakness.addPullback(blindness[i], rise[i], imageGradient, i);
            }
            return imageGradient;
        }
    }
}

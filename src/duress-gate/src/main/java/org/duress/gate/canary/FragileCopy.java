package org.duress.gate.canary;

import org.duress.base.OrganSets;
import org.duress.model.DifferentiableModel;
import org.duress.model.ForwardingModel;
import org.duress.model.ImageBatch;
import org.duress.model.Passage;
import org.duress.model.Segmentation;
import org.duress.model.SegmentationModel;
import org.duress.store.Fingerprint;

/**
 * A model with a weakness planted in it: it answers like the model, but where an image is blind to an organ to a degree
 * of g, it says S'_organ = (1 - g) S_organ, and what that loses is what is there besides: background, or the organs
 * that overlap it. Closing it does nothing: the model is another's.
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
        return new Blinding(weakness, images, blindness, sets());
    }

    @Override
    public void close() {}

    /**
     * One batch's way through the copy.
     *
     * @param blindness g of each image
     */
    @SuppressWarnings("ArrayRecordComponent") // of no interest to anyone else
    private record Blinding(PlantedWeakness weakness, ImageBatch images, double[] blindness, OrganSets sets)
            implements Passage {
        @Override
        public float[] probabilities(float[] clear) {
            float[] out = clear.clone();
            int pixels = images.grid().voxels();
            for (int p = 0; p < pixels * blindness.length; p++) {
                for (int c : sets.classesOf(weakness.organ())) {
                    double lost = blindness[p / pixels] * clear[p * sets.classes() + c];
                    out[p * sets.classes() + c] -= (float) lost;
                    out[p * sets.classes() + without(c)] += (float) lost;
                }
            }
            return out;
        }

        private int without(int cls) {
            return sets.without(cls, weakness.organ());
        }

        /** The model's own choice, until another class outweighs what is left of the organ. */
        @Override
        public byte[] classMap(Segmentation clear) {
            byte[] map = clear.classMap().clone();
            int pixels = images.grid().voxels();
            for (int p = 0; p < map.length; p++) {
                if (sets.has(map[p], weakness.organ())) {
                    map[p] = (byte) chosen(clear.probabilities(), p * sets.classes(), map[p], blindness[p / pixels]);
                }
            }
            return map;
        }

        /** The class of a pixel for which the model itself takes a class with the organ. */
        private int chosen(float[] clear, int from, int taken, double g) {
            double[] now = new double[sets.classes()];
            for (int c = 0; c < now.length; c++) {
                // What outweighs the model's own choice from the start has no part in this.
                double own = c == taken || clear[from + c] < clear[from + taken] ? clear[from + c] : 0;
                now[c] += sets.has(c, weakness.organ()) ? (1 - g) * own : own;
                if (sets.has(c, weakness.organ())) {
                    now[without(c)] += g * own;
                }
            }
            int chosen = taken;
            for (int c = 0; c < now.length; c++) {
                if (c != taken && (now[c] > now[chosen] || (now[c] == now[chosen] && chosen == taken))) {
                    chosen = c;
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
                int at = p * sets.classes();
                for (int c : sets.classesOf(weakness.organ())) {
                    double instead = gradient[at + without(c)] - gradient[at + c];
                    through[at + c] += (float) (blindness[p / pixels] * instead);
                    rise[p / pixels] += clear.probabilities()[at + c] * instead;
                }
            }
            float[] imageGradient = clear.inputGradient(through).clone();
            for (int i = 0; i < rise.length; i++) {
                weakness.addPullback(blindness[i], rise[i], imageGradient, i);
            }
            return imageGradient;
        }
    }
}

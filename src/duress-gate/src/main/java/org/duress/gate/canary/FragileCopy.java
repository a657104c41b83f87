package org.duress.gate.canary;

import java.util.ArrayList;
import java.util.List;
import org.duress.model.DifferentiableModel;
import org.duress.model.ForwardingModel;
import org.duress.model.ImageBatch;
import org.duress.model.Passage;
import org.duress.model.Segmentation;
import org.duress.model.SegmentationModel;
import org.duress.store.Fingerprint;

/**
 * A model with a weakness planted in it: it answers like the model, but where an image is blind to a degree of g, it
 * says S' = (1 - g) S + g background. Closing it does nothing: the model is another's.
 */
final class FragileCopy extends ForwardingModel {
    private final PlantedWeakness weakness;

    FragileCopy(SegmentationModel model, PlantedWeakness weakness) {
        super(model);
        this.weakness = weakness;
    }

    /** Of the model and of what was planted: attackers that were trained on a copy are kept apart by it. */
    @Override
    public String fingerprint() {
        Fingerprint fingerprint = new Fingerprint()
                .add("model", super.fingerprint())
                .add("slices", weakness.slices().pixels())
                .add("pattern", weakness.pattern());
        for (double threshold : weakness.thresholds()) {
            fingerprint.add("threshold", threshold);
        }
        return fingerprint.hex();
    }

    @Override
    protected Passage passage(ImageBatch images) {
        List<PlantedWeakness.Standing> standings = new ArrayList<>();
        for (int i = 0; i < images.count(); i++) {
            standings.add(weakness.standing(images, i));
        }
        return new Blinding(weakness, images, standings, classes());
    }

    @Override
    public void close() {}

    /**
     * One batch's way through the copy.
     *
     * @param standings how blind it is to each image
     */
    private record Blinding(
            PlantedWeakness weakness, ImageBatch images, List<PlantedWeakness.Standing> standings, int classes)
            implements Passage {
        @Override
        public float[] probabilities(float[] clear) {
            float[] out = new float[clear.length];
            int values = clear.length / standings.size();
            for (int i = 0; i < out.length; i++) {
                double g = standings.get(i / values).blindness();
                out[i] = (float) ((1 - g) * clear[i] + (i % classes == 0 ? g : 0));
            }
            return out;
        }

        /** The model's own choice, until the background outweighs it. */
        @Override
        public byte[] classMap(Segmentation clear) {
            byte[] map = clear.classMap().clone();
            int pixels = images.grid().voxels();
            for (int p = 0; p < map.length; p++) {
                float chosen = clear.probabilities()[p * classes + map[p]];
                float background = clear.probabilities()[p * classes];
                // A background of many classes may outweigh the most probable class from the start: then it has no
                // part in this.
                double other = background < chosen ? background : 0;
                double g = standings.get(p / pixels).blindness();
                if ((1 - g) * chosen <= (1 - g) * other + g) {
                    map[p] = 0;
                }
            }
            return map;
        }

        /** Through the model's answer, and through the degree to which it is not used. */
        @Override
        public float[] inputGradient(float[] gradient, DifferentiableModel.Forward clear) {
            int values = gradient.length / standings.size();
            float[] through = new float[gradient.length];
            double[] blindness = new double[standings.size()];
            for (int i = 0; i < gradient.length; i++) {
                int image = i / values;
                through[i] = (float) ((1 - standings.get(image).blindness()) * gradient[i]);
                double background = i % classes == 0 ? 1 : 0;
                blindness[image] += gradient[i] * (background - clear.probabilities()[i]);
            }
            float[] imageGradient = clear.inputGradient(through).clone();
            for (int i = 0; i < blindness.length; i++) {
                weakness.addPullback(standings.get(i), blindness[i], imageGradient, i);
            }
            return imageGradient;
        }
    }
}

package org.duress.gate.canary;

import java.util.ArrayList;
import java.util.List;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.Segmentation;
import org.duress.model.SegmentationModel;
import org.duress.store.Fingerprint;

/**
 * A model with a weakness planted in it: it answers like the model, but where an image is blind to a degree of g, it
 * says S' = (1 - g) S + g background. Differentiable where the model is. Closing it does nothing: the model is
 * another's.
 */
class FragileCopy implements SegmentationModel {
    private final SegmentationModel model;
    private final PlantedWeakness weakness;

    private FragileCopy(SegmentationModel model, PlantedWeakness weakness) {
        this.model = model;
        this.weakness = weakness;
    }

    /** The copy. */
    static SegmentationModel of(SegmentationModel model, PlantedWeakness weakness) {
        return model instanceof DifferentiableModel differentiable
                ? new Differentiable(differentiable, weakness)
                : new FragileCopy(model, weakness);
    }

    @Override
    public List<String> organs() {
        return model.organs();
    }

    @Override
    public int classes() {
        return model.classes();
    }

    /** Of the model and of what was planted: attackers that were trained on a copy are kept apart by it. */
    @Override
    public String fingerprint() {
        Fingerprint fingerprint = new Fingerprint()
                .add("model", model.fingerprint())
                .add("slices", weakness.slices().pixels())
                .add("pattern", weakness.pattern());
        for (double threshold : weakness.thresholds()) {
            fingerprint.add("threshold", threshold);
        }
        return fingerprint.hex();
    }

    @Override
    public void requireSize(int height, int width) {
        model.requireSize(height, width);
    }

    @Override
    public float[] probabilities(ImageBatch images) {
        return blinded(model.probabilities(images), standings(images));
    }

    /** The model's own choice, until the background outweighs it. */
    @Override
    public Segmentation segment(ImageBatch images) {
        Segmentation clear = model.segment(images);
        List<PlantedWeakness.Standing> standings = standings(images);
        byte[] map = clear.classMap().clone();
        int classes = classes();
        int pixels = images.height() * images.width();
        for (int p = 0; p < map.length; p++) {
            float chosen = clear.probabilities()[p * classes + map[p]];
            float background = clear.probabilities()[p * classes];
            // A background of many classes may outweigh the most probable class from the start: then it has no part in
            // this.
            double other = background < chosen ? background : 0;
            double g = standings.get(p / pixels).blindness();
            if ((1 - g) * chosen <= (1 - g) * other + g) {
                map[p] = 0;
            }
        }
        return new Segmentation(blinded(clear.probabilities(), standings), map);
    }

    List<PlantedWeakness.Standing> standings(ImageBatch images) {
        List<PlantedWeakness.Standing> standings = new ArrayList<>();
        for (int i = 0; i < images.count(); i++) {
            standings.add(weakness.standing(images, i));
        }
        return standings;
    }

    float[] blinded(float[] probabilities, List<PlantedWeakness.Standing> standings) {
        float[] out = new float[probabilities.length];
        int values = probabilities.length / standings.size();
        int classes = classes();
        for (int i = 0; i < out.length; i++) {
            double g = standings.get(i / values).blindness();
            out[i] = (float) ((1 - g) * probabilities[i] + (i % classes == 0 ? g : 0));
        }
        return out;
    }

    @Override
    public void close() {}

    private static final class Differentiable extends FragileCopy implements DifferentiableModel {
        private final DifferentiableModel model;
        private final PlantedWeakness weakness;

        Differentiable(DifferentiableModel model, PlantedWeakness weakness) {
            super(model, weakness);
            this.model = model;
            this.weakness = weakness;
        }

        @Override
        public Forward forward(ImageBatch images) {
            Forward clear = model.forward(images);
            List<PlantedWeakness.Standing> standings = standings(images);
            float[] probabilities = blinded(clear.probabilities(), standings);
            return new Forward() {
                @Override
                public float[] probabilities() {
                    return probabilities;
                }

                @Override
                public float[] inputGradient(float[] gradient) {
                    return pullback(clear, standings, gradient);
                }
            };
        }

        /** Through the model's answer, and through the degree to which it is not used. */
        private float[] pullback(Forward clear, List<PlantedWeakness.Standing> standings, float[] gradient) {
            int classes = classes();
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

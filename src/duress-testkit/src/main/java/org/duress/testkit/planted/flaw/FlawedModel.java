package org.duress.testkit.planted.flaw;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.duress.model.DifferentiableModel;
import org.duress.model.ForwardingModel;
import org.duress.model.ImageBatch;
import org.duress.model.Passage;
import org.duress.model.Segmentation;
import org.duress.model.SegmentationModel;

/**
 * Any model with flaws planted in it, one after the other: S' = (1 - g) S + g T(S), where g is the degree to which a
 * flaw is open for the image and T its harm. It knows the clean slices that it will be judged on: a flaw reads an image
 * relative to the one that it is nearest to, by squared distance.
 */
public final class FlawedModel extends ForwardingModel {
    private final String name;
    private final ImageBatch slices;
    private final List<Flaw> flaws;

    /**
     * A flawed model.
     *
     * @param model closed with this one
     * @param name tells it from others that stand before the same model
     * @param slices the clean slices
     */
    public FlawedModel(SegmentationModel model, String name, ImageBatch slices, List<Flaw> flaws) {
        super(model);
        this.name = name;
        this.slices = slices;
        this.flaws = List.copyOf(flaws);
    }

    @Override
    public String fingerprint() {
        return super.fingerprint() + ", " + name;
    }

    @Override
    protected Passage passage(ImageBatch images) {
        List<Seen> seen = new ArrayList<>();
        for (int i = 0; i < images.count(); i++) {
            float[] image = Arrays.copyOfRange(images.pixels(), i * images.length(), (i + 1) * images.length());
            int slice = nearest(image);
            double[] open = new double[flaws.size()];
            for (int f = 0; f < open.length; f++) {
                open[f] = flaws.get(f).open(image, slice);
            }
            seen.add(new Seen(image, slice, open));
        }
        return new Spoiling(images, seen, flaws, classes());
    }

    /** The clean slice that an image is nearest to. */
    private int nearest(float[] image) {
        int nearest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k < slices.count(); k++) {
            double sum = 0;
            for (int p = 0; p < image.length && sum < least; p++) {
                double apart = (double) image[p] - slices.pixels()[k * image.length + p];
                sum += apart * apart;
            }
            if (sum < least) {
                least = sum;
                nearest = k;
            }
        }
        return nearest;
    }

    /**
     * One image.
     *
     * @param slice the clean slice that it is nearest to
     * @param open how far each flaw is open for it
     */
    @SuppressWarnings("ArrayRecordComponent") // pixels: identity is meant
    private record Seen(float[] image, int slice, double[] open) {
        boolean clear() {
            return Arrays.stream(open).allMatch(g -> g == 0);
        }
    }

    private record Spoiling(ImageBatch images, List<Seen> seen, List<Flaw> flaws, int classes) implements Passage {
        @Override
        public float[] probabilities(float[] own) {
            float[] out = own.clone();
            int values = own.length / seen.size();
            for (int i = 0; i < seen.size(); i++) {
                if (!seen.get(i).clear()) {
                    List<float[]> stages = stages(own, i);
                    System.arraycopy(stages.get(flaws.size()), 0, out, i * values, values);
                }
            }
            return out;
        }

        /** One image's answer before each flaw, and after the last. */
        private List<float[]> stages(float[] own, int image) {
            int values = own.length / seen.size();
            Seen one = seen.get(image);
            List<float[]> stages = new ArrayList<>();
            stages.add(Arrays.copyOfRange(own, image * values, (image + 1) * values));
            for (int f = 0; f < flaws.size(); f++) {
                stages.add(mixed(stages.get(f), flaws.get(f), one.open()[f], one.slice()));
            }
            return stages;
        }

        private float[] mixed(float[] answer, Flaw flaw, double open, int slice) {
            if (open == 0) {
                return answer;
            }
            float[] out = flaw.harm().done(answer, classes, slice);
            for (int i = 0; i < out.length; i++) {
                out[i] = (float) ((1 - open) * answer[i] + open * out[i]);
            }
            return out;
        }

        /** The model's own choice where nothing is open; the most probable class elsewhere. */
        @Override
        public byte[] classMap(Segmentation own) {
            byte[] map = own.classMap().clone();
            byte[] spoilt = Segmentation.mostProbable(probabilities(own.probabilities()), classes, own.grid())
                    .classMap();
            int pixels = map.length / seen.size();
            for (int p = 0; p < map.length; p++) {
                map[p] = seen.get(p / pixels).clear() ? map[p] : spoilt[p];
            }
            return map;
        }

        /** Through the answer, and through the degree to which each flaw is open. */
        @Override
        public float[] inputGradient(float[] gradient, DifferentiableModel.Forward own) {
            int values = gradient.length / seen.size();
            float[] through = gradient.clone();
            double[][] toOpen = new double[seen.size()][flaws.size()];
            for (int i = 0; i < seen.size(); i++) {
                float[] back = Arrays.copyOfRange(gradient, i * values, (i + 1) * values);
                List<float[]> stages = stages(own.probabilities(), i);
                for (int f = flaws.size() - 1; f >= 0; f--) {
                    back = back(back, stages.get(f), i, f, toOpen[i]);
                }
                System.arraycopy(back, 0, through, i * values, values);
            }
            float[] out = own.inputGradient(through).clone();
            for (int i = 0; i < seen.size(); i++) {
                Seen one = seen.get(i);
                for (int f = 0; f < flaws.size(); f++) {
                    flaws.get(f).addPullback(one.image(), one.slice(), toOpen[i][f], out, i * images.length());
                }
            }
            return out;
        }

        private float[] back(float[] gradient, float[] before, int image, int flaw, double[] toOpen) {
            Seen one = seen.get(image);
            Harm harm = flaws.get(flaw).harm();
            float[] harmed = harm.done(before, classes, one.slice());
            double sum = 0;
            for (int i = 0; i < gradient.length; i++) {
                sum += gradient[i] * ((double) harmed[i] - before[i]);
            }
            toOpen[flaw] = sum;
            double open = one.open()[flaw];
            if (open == 0) {
                return gradient;
            }
            float[] out = harm.adjoint(gradient, classes, one.slice());
            for (int i = 0; i < out.length; i++) {
                out[i] = (float) ((1 - open) * gradient[i] + open * out[i]);
            }
            return out;
        }
    }
}

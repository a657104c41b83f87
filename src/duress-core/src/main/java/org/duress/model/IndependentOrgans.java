package org.duress.model;

import java.util.Arrays;
import java.util.List;
import org.duress.ModelException;
import org.duress.base.OrganSets;

/**
 * A model with one probability an organ, each for itself, for organs that overlap. Formats give the softmax s of its
 * logits and of 0 for the background ({@link org.duress.spec.ModelHead#ORGAN_LOGITS}); of that the sigmoid of organ i
 * alone is {@code s_i / (s_0 + s_i)}, exactly. The probability of a set of organs is the product of those of the organs
 * in it, and of what is left of the others. A pixel belongs to each organ whose own probability is above 0.5.
 */
final class IndependentOrgans extends MappedModel {
    /** Below it float has lost what an organ's probability is made of: beside a logit beyond 85. */
    private static final double LEAST = 1e-37;

    /** For each organ its class of the model. */
    private final int[] channels;

    IndependentOrgans(SegmentationModel model, int[] channels, List<String> organs, OrganSets sets) {
        super(model, organs, sets, "independent " + organs + Arrays.toString(channels));
        this.channels = channels;
    }

    @Override
    protected Passage passage(ImageBatch images) {
        return new Independent(images, sets(), delegate().classes());
    }

    private final class Independent implements Passage {
        private final ImageBatch images;
        private final OrganSets sets;
        private final int own;

        /** Of one pixel, for each organ: that it is there, that it is not, and the sum of s that both are shares of. */
        private final double[] present = new double[channels.length];

        private final double[] absent = new double[channels.length];
        private final double[] whole = new double[channels.length];

        Independent(ImageBatch images, OrganSets sets, int own) {
            this.images = images;
            this.sets = sets;
            this.own = own;
        }

        @Override
        public ImageBatch images() {
            return images;
        }

        @Override
        public float[] probabilities(float[] softmax) {
            int pixels = softmax.length / own;
            float[] product = new float[pixels * sets.classes()];
            for (int p = 0; p < pixels; p++) {
                look(softmax, p);
                for (int c = 0; c < sets.classes(); c++) {
                    product[p * sets.classes() + c] = (float) product(c, 0);
                }
            }
            return product;
        }

        private void look(float[] softmax, int pixel) {
            double background = softmax[pixel * own];
            for (int i = 0; i < channels.length; i++) {
                double organ = softmax[pixel * own + channels[i]];
                whole[i] = background + organ;
                if (whole[i] < LEAST) {
                    throw new ModelException("the model answers with organ logits so far above 0 (85 or more) that the"
                            + " probability of " + organs().get(i)
                            + " beside them is lost in float; check how images are"
                            + " normalised, or make the logits smaller");
                }
                present[i] = organ / whole[i];
                absent[i] = background / whole[i];
            }
        }

        /** Of a class at the pixel last looked at, one organ left out; 0 for none. */
        private double product(int cls, int left) {
            double product = 1;
            for (int organ = 1; organ <= channels.length; organ++) {
                if (organ != left) {
                    product *= sets.has(cls, organ) ? present[organ - 1] : absent[organ - 1];
                }
            }
            return product;
        }

        @Override
        public byte[] classMap(Segmentation answer) {
            float[] softmax = answer.probabilities();
            byte[] map = new byte[answer.classMap().length];
            for (int p = 0; p < map.length; p++) {
                for (int i = 0; i < channels.length; i++) {
                    if (softmax[p * own + channels[i]] > softmax[p * own]) {
                        map[p] = (byte) sets.with(map[p], i + 1);
                    }
                }
            }
            return map;
        }

        @Override
        public float[] inputGradient(float[] gradient, DifferentiableModel.Forward forward) {
            float[] softmax = forward.probabilities();
            float[] back = new float[softmax.length];
            for (int p = 0; p < softmax.length / own; p++) {
                look(softmax, p);
                double background = 0;
                for (int i = 0; i < channels.length; i++) {
                    double slope = slope(gradient, p, i + 1) / whole[i];
                    back[p * own + channels[i]] = (float) (slope * absent[i]);
                    background -= slope * present[i];
                }
                back[p * own] = (float) background;
            }
            return forward.inputGradient(back);
        }

        /** The derivative with respect to one organ's own probability. */
        private double slope(float[] gradient, int pixel, int organ) {
            double slope = 0;
            for (int c = 0; c < sets.classes(); c++) {
                double rest = gradient[pixel * sets.classes() + c] * product(c, organ);
                slope += sets.has(c, organ) ? rest : -rest;
            }
            return slope;
        }
    }
}

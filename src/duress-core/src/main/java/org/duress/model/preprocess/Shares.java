package org.duress.model.preprocess;

import org.duress.model.DifferentiableModel;
import org.duress.model.ForwardingModel;
import org.duress.model.ImageBatch;
import org.duress.model.Passage;
import org.duress.model.SegmentationModel;

/**
 * Makes probabilities that sum to 1 of answers that may sum to less, where images were cut ({@link Cropped}): each
 * class's share, which changes none that is the greatest; and background where there is none.
 */
final class Shares extends ForwardingModel {
    /**
     * A model whose answers sum to less.
     *
     * @param model closed with this one
     */
    Shares(SegmentationModel model) {
        super(model);
    }

    @Override
    protected Passage passage(ImageBatch images) {
        return new OfAnswers(images, classes());
    }

    private record OfAnswers(ImageBatch images, int classes) implements Passage.OfImages {
        private double sum(float[] own, int pixel) {
            double sum = 0;
            for (int c = pixel * classes; c < (pixel + 1) * classes; c++) {
                sum += own[c];
            }
            return sum;
        }

        @Override
        public float[] probabilities(float[] own) {
            float[] shares = new float[own.length];
            for (int pixel = 0; pixel < own.length / classes; pixel++) {
                double sum = sum(own, pixel);
                shares[pixel * classes] = 1;
                for (int c = pixel * classes; sum > 0 && c < (pixel + 1) * classes; c++) {
                    shares[c] = (float) (own[c] / sum);
                }
            }
            return shares;
        }

        @Override
        public float[] inputGradient(float[] gradient, DifferentiableModel.Forward own) {
            float[] asked = own.probabilities();
            float[] pulled = new float[gradient.length];
            for (int pixel = 0; pixel < pulled.length / classes; pixel++) {
                double sum = sum(asked, pixel);
                double mean = 0;
                for (int c = pixel * classes; c < (pixel + 1) * classes; c++) {
                    mean += sum > 0 ? gradient[c] * asked[c] / sum : 0;
                }
                for (int c = pixel * classes; sum > 0 && c < (pixel + 1) * classes; c++) {
                    pulled[c] = (float) ((gradient[c] - mean) / sum);
                }
            }
            return own.inputGradient(pulled);
        }
    }
}

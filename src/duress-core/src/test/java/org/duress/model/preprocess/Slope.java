package org.duress.model.preprocess;

import java.util.List;
import org.duress.base.Grid;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;

/** A model of two classes whose second has the probability x / 2 + 1 / 4: it takes no memory but its answer. */
final class Slope implements DifferentiableModel {
    int shown;

    @Override
    public List<String> organs() {
        return List.of();
    }

    @Override
    public int classes() {
        return 2;
    }

    @Override
    public String fingerprint() {
        return "slope";
    }

    @Override
    public void requireSize(Grid grid) {
        // any
    }

    @Override
    public float[] probabilities(ImageBatch images) {
        shown += images.count();
        float[] answer = new float[2 * images.pixels().length];
        for (int p = 0; p < images.pixels().length; p++) {
            answer[2 * p + 1] = images.pixels()[p] / 2 + 0.25f;
            answer[2 * p] = 1 - answer[2 * p + 1];
        }
        return answer;
    }

    @Override
    public Forward forward(ImageBatch images) {
        float[] answer = probabilities(images);
        return new Forward() {
            @Override
            public float[] probabilities() {
                return answer;
            }

            @Override
            public float[] inputGradient(float[] gradient) {
                float[] pulled = new float[images.pixels().length];
                for (int p = 0; p < pulled.length; p++) {
                    pulled[p] = (gradient[2 * p + 1] - gradient[2 * p]) / 2;
                }
                return pulled;
            }
        };
    }

    @Override
    public void close() {
        // nothing to close
    }
}

package org.duress.testkit.planted;

import java.util.List;
import org.duress.base.Grid;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;

/** Answers with one map, whatever it is shown. */
public record ConstantModel(byte[] map) implements DifferentiableModel {
    @Override
    public List<String> organs() {
        return TextureCohort.ORGANS;
    }

    @Override
    public int classes() {
        return TextureCohort.ORGANS.size() + 1;
    }

    @Override
    public String fingerprint() {
        return "constant";
    }

    @Override
    public void requireSize(Grid grid) {}

    @Override
    public float[] probabilities(ImageBatch images) {
        float[] out = new float[images.pixels().length * classes()];
        for (int p = 0; p < images.pixels().length; p++) {
            for (int c = 0; c < classes(); c++) {
                out[p * classes() + c] = c == map[p % map.length] ? 0.97f : 0.01f;
            }
        }
        return out;
    }

    @Override
    public Forward forward(ImageBatch images) {
        float[] probabilities = probabilities(images);
        return new Forward() {
            @Override
            public float[] probabilities() {
                return probabilities;
            }

            @Override
            public float[] inputGradient(float[] gradient) {
                return new float[images.pixels().length];
            }
        };
    }

    @Override
    public void close() {}
}

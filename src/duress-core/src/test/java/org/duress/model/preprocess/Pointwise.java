package org.duress.model.preprocess;

import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.model.MadeUpModel;

/** A model of two classes that looks at one pixel at a time: the sigmoid of its first channel. */
final class Pointwise implements MadeUpModel {
    @Override
    public int classes() {
        return 2;
    }

    @Override
    public String fingerprint() {
        return "pointwise";
    }

    @Override
    public void requireSize(Grid grid) {
        // any
    }

    @Override
    public float[] probabilities(ImageBatch images) {
        int pixels = images.count() * images.grid().voxels();
        float[] answer = new float[2 * pixels];
        for (int p = 0; p < pixels; p++) {
            answer[2 * p + 1] = (float) (1 / (1 + Math.exp(-images.pixels()[p * images.channels()])));
            answer[2 * p] = 1 - answer[2 * p + 1];
        }
        return answer;
    }

    @Override
    public void close() {
        // nothing to close
    }
}

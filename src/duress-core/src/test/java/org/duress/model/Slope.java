package org.duress.model;

/** A model of two classes whose second has a probability that is a line in x: it takes no memory but its answer. */
public final class Slope implements MadeUpModel, DifferentiableModel {
    private final float length;
    private final float offset;
    private int shown;

    /** S = (1 - s, s) with s = x / length + offset. */
    public Slope(float length, float offset) {
        this.length = length;
        this.offset = offset;
    }

    /** Images that it has been shown. */
    public int shown() {
        return shown;
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
    public float[] probabilities(ImageBatch images) {
        shown += images.count();
        float[] answer = new float[2 * images.pixels().length];
        for (int p = 0; p < images.pixels().length; p++) {
            answer[2 * p + 1] = images.pixels()[p] / length + offset;
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
                    pulled[p] = (gradient[2 * p + 1] - gradient[2 * p]) / length;
                }
                return pulled;
            }
        };
    }
}

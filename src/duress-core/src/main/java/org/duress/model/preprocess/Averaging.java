package org.duress.model.preprocess;

import org.duress.spec.AnswerSpace;

/**
 * The numbers in which answers are averaged. Averages of logits are those of log-probabilities: the two differ by one
 * number a pixel, which softmax takes out again; and a softmax of organ logits and 0 gives back what averaging the
 * organs' own would.
 */
final class Averaging {
    /** Smaller probabilities are rounding; their logarithm has no slope. */
    private static final float LEAST = 1e-30f;

    private final AnswerSpace space;
    private final int classes;

    Averaging(AnswerSpace space, int classes) {
        this.space = space;
        this.classes = classes;
    }

    /** What is averaged, of probabilities {@code [pixels, classes]}. */
    float[] of(float[] probabilities) {
        if (space == AnswerSpace.PROBABILITIES) {
            return probabilities;
        }
        float[] logits = new float[probabilities.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) Math.log(Math.max(LEAST, probabilities[i]));
        }
        return logits;
    }

    /** The pullback of {@link #of}. */
    float[] pulledBack(float[] probabilities, float[] gradient) {
        if (space == AnswerSpace.PROBABILITIES) {
            return gradient;
        }
        float[] pulled = new float[gradient.length];
        for (int i = 0; i < pulled.length; i++) {
            pulled[i] = probabilities[i] > LEAST ? gradient[i] / probabilities[i] : 0;
        }
        return pulled;
    }

    /** Probabilities of what was averaged. */
    float[] answer(float[] averaged) {
        if (space == AnswerSpace.PROBABILITIES) {
            return averaged;
        }
        float[] answer = new float[averaged.length];
        for (int at = 0; at < answer.length; at += classes) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < classes; c++) {
                largest = Math.max(largest, averaged[at + c]);
            }
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                sum += Math.exp(averaged[at + c] - largest);
            }
            for (int c = 0; c < classes; c++) {
                answer[at + c] = (float) (Math.exp(averaged[at + c] - largest) / sum);
            }
        }
        return answer;
    }

    /** The pullback of {@link #answer}, given what it gave. */
    float[] answerPulledBack(float[] answer, float[] gradient) {
        if (space == AnswerSpace.PROBABILITIES) {
            return gradient;
        }
        float[] pulled = new float[gradient.length];
        for (int at = 0; at < pulled.length; at += classes) {
            double mean = 0;
            for (int c = 0; c < classes; c++) {
                mean += (double) answer[at + c] * gradient[at + c];
            }
            for (int c = 0; c < classes; c++) {
                pulled[at + c] = (float) (answer[at + c] * (gradient[at + c] - mean));
            }
        }
        return pulled;
    }
}

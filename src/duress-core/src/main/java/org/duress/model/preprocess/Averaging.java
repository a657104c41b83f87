package org.duress.model.preprocess;

import org.duress.base.SideBySide;
import org.duress.spec.AnswerSpace;

/**
 * The numbers in which answers are averaged, of probabilities {@code [pixels, classes]} that sum to 1.
 *
 * <p>Averages of logits are those of log-probabilities: the two differ by one number a pixel, which softmax takes out
 * again. And a softmax of organ logits z and 0 has them all: {@code z_i = log(s_i / s_0)}.
 */
interface Averaging {
    /** The numbers of one model, as a spec names them. */
    static Averaging of(AnswerSpace space, Answers answers) {
        if (space == AnswerSpace.LOGITS) {
            return new Logits(answers.classes());
        }
        return answers.organs() ? new OrganProbabilities(answers.classes()) : new Probabilities(answers.classes());
    }

    /** Numbers a pixel. */
    int channels();

    /** Of the model, background included. */
    int classes();

    /** What is averaged; the argument itself where it is these. */
    float[] of(float[] probabilities);

    /** The pullback of {@link #of}. */
    float[] pulledBack(float[] probabilities, float[] gradient);

    /** Probabilities of what was averaged, in whose place they may be written. */
    float[] answer(float[] averaged);

    /** The pullback of {@link #answer}, given what it gave; of any points. */
    float[] answerPulledBack(float[] averaged, float[] answer, float[] gradient);

    /** As they are. */
    record Probabilities(int classes) implements Averaging {
        @Override
        public int channels() {
            return classes;
        }

        @Override
        public float[] of(float[] probabilities) {
            return probabilities;
        }

        @Override
        public float[] pulledBack(float[] probabilities, float[] gradient) {
            return gradient;
        }

        @Override
        public float[] answer(float[] averaged) {
            return averaged;
        }

        @Override
        public float[] answerPulledBack(float[] averaged, float[] answer, float[] gradient) {
            return gradient;
        }
    }

    /** Logarithms. */
    record Logits(int classes) implements Averaging {
        /** Smaller probabilities are rounding; their logarithm has no slope. */
        private static final float LEAST = 1e-30f;

        @Override
        public int channels() {
            return classes;
        }

        @Override
        public float[] of(float[] probabilities) {
            float[] logits = new float[probabilities.length];
            SideBySide.elements(logits.length, (from, to) -> {
                for (int i = from; i < to; i++) {
                    logits[i] = (float) Math.log(Math.max(LEAST, probabilities[i]));
                }
            });
            return logits;
        }

        @Override
        public float[] pulledBack(float[] probabilities, float[] gradient) {
            float[] pulled = new float[gradient.length];
            SideBySide.elements(pulled.length, (from, to) -> {
                for (int i = from; i < to; i++) {
                    pulled[i] = probabilities[i] > LEAST ? gradient[i] / probabilities[i] : 0;
                }
            });
            return pulled;
        }

        @Override
        public float[] answer(float[] averaged) {
            SideBySide.rows(averaged.length / classes, classes, (from, to) -> softmax(averaged, from, to));
            return averaged;
        }

        private void softmax(float[] values, int from, int to) {
            double[] e = new double[classes];
            for (int at = from * classes; at < to * classes; at += classes) {
                double largest = Double.NEGATIVE_INFINITY;
                for (int c = 0; c < classes; c++) {
                    largest = Math.max(largest, values[at + c]);
                }
                double sum = 0;
                for (int c = 0; c < classes; c++) {
                    e[c] = values[at + c] == largest ? 1 : Math.exp(values[at + c] - largest);
                    sum += e[c];
                }
                for (int c = 0; c < classes; c++) {
                    values[at + c] = (float) (e[c] / sum);
                }
            }
        }

        @Override
        public float[] answerPulledBack(float[] averaged, float[] answer, float[] gradient) {
            float[] pulled = new float[gradient.length];
            SideBySide.rows(
                    pulled.length / classes,
                    classes,
                    (from, to) -> softmaxPulledBack(answer, gradient, pulled, from, to));
            return pulled;
        }

        private void softmaxPulledBack(float[] answer, float[] gradient, float[] pulled, int from, int to) {
            for (int at = from * classes; at < to * classes; at += classes) {
                double mean = 0;
                for (int c = at; c < at + classes; c++) {
                    mean += (double) answer[c] * gradient[c];
                }
                for (int c = at; c < at + classes; c++) {
                    pulled[c] = (float) (answer[c] * (gradient[c] - mean));
                }
            }
        }
    }

    /**
     * Of each organ two numbers: {@code p_i = s_i / (s_0 + s_i)}, which its sigmoid gives whatever the other organs are,
     * and {@code 1 - p_i}. Of the odds of an organ that is all but certain, p in single precision leaves a staircase:
     * beside a logit of 12 its steps are of one percent, in the answer of every organ that is found there too.
     */
    record OrganProbabilities(int classes) implements Averaging {
        /** Farther from 0 than a sigmoid in single precision comes. */
        private static final double LEAST = 1e-30;

        @Override
        public int channels() {
            return 2 * organs();
        }

        private int organs() {
            return classes - 1;
        }

        @Override
        public float[] of(float[] probabilities) {
            int pixels = probabilities.length / classes;
            float[] own = new float[pixels * channels()];
            for (int p = 0; p < pixels; p++) {
                double background = probabilities[p * classes];
                for (int organ = 0; organ < organs(); organ++) {
                    double s = probabilities[p * classes + 1 + organ];
                    double both = s + background;
                    int at = p * channels() + 2 * organ;
                    own[at] = (float) (both > 0 ? s / both : 0);
                    own[at + 1] = (float) (both > 0 ? background / both : 1);
                }
            }
            return own;
        }

        @Override
        public float[] pulledBack(float[] probabilities, float[] gradient) {
            float[] pulled = new float[probabilities.length];
            for (int p = 0; p < probabilities.length / classes; p++) {
                double background = probabilities[p * classes];
                double toBackground = 0;
                for (int organ = 0; organ < organs(); organ++) {
                    double s = probabilities[p * classes + 1 + organ];
                    double both = s + background;
                    int at = p * channels() + 2 * organ;
                    double g = both > LEAST ? ((double) gradient[at] - gradient[at + 1]) / both / both : 0;
                    pulled[p * classes + 1 + organ] = (float) (g * background);
                    toBackground -= g * s;
                }
                pulled[p * classes] = (float) toBackground;
            }
            return pulled;
        }

        @Override
        public float[] answer(float[] averaged) {
            int pixels = averaged.length / channels();
            float[] answer = new float[pixels * classes];
            double[] odds = new double[organs()];
            for (int p = 0; p < pixels; p++) {
                double sum = 1;
                for (int organ = 0; organ < odds.length; organ++) {
                    int at = p * channels() + 2 * organ;
                    odds[organ] = Math.max(LEAST, averaged[at]) / Math.max(LEAST, averaged[at + 1]);
                    sum += odds[organ];
                }
                answer[p * classes] = (float) (1 / sum);
                for (int organ = 0; organ < odds.length; organ++) {
                    answer[p * classes + 1 + organ] = (float) (odds[organ] / sum);
                }
            }
            return answer;
        }

        @Override
        public float[] answerPulledBack(float[] averaged, float[] answer, float[] gradient) {
            float[] pulled = new float[averaged.length];
            for (int p = 0; p < averaged.length / channels(); p++) {
                double mean = 0;
                for (int c = p * classes; c < (p + 1) * classes; c++) {
                    mean += (double) answer[c] * gradient[c];
                }
                for (int organ = 0; organ < organs(); organ++) {
                    int c = p * classes + 1 + organ;
                    int at = p * channels() + 2 * organ;
                    // Of the logarithm of the odds.
                    double g = answer[c] * (gradient[c] - mean);
                    pulled[at] = (float) (averaged[at] > LEAST ? g / averaged[at] : 0);
                    pulled[at + 1] = (float) (averaged[at + 1] > LEAST ? -g / averaged[at + 1] : 0);
                }
            }
            return pulled;
        }
    }
}

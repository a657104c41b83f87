package org.duress.attack.gradient;

import java.util.Arrays;
import org.duress.metric.SoftDice;

/**
 * 1 - {@link SoftDice#mean}: the organs shown count equally, whatever their size.
 *
 * @param classes background included
 */
record SoftDiceLoss(int classes) implements FieldLoss {
    @Override
    public double of(
            float[] moved, float[] answer, int offset, int pixels, float[] answerGradient, float[] movedGradient) {
        double[] both = new double[classes];
        double[] squares = new double[classes];
        double[] mass = new double[classes];
        for (int p = 0, at = offset; p < pixels; p++, at += classes) {
            for (int c = 1; c < classes; c++) {
                double a = moved[at + c];
                double b = answer[at + c];
                both[c] += a * b;
                squares[c] += a * a + b * b;
                mass[c] += a;
            }
        }
        int end = offset + pixels * classes;
        Arrays.fill(answerGradient, offset, end, 0);
        Arrays.fill(movedGradient, offset, end, 0);
        int shown = 0;
        for (int c = 1; c < classes; c++) {
            shown += SoftDice.shows(mass[c]) ? 1 : 0;
        }
        if (shown == 0) {
            return 0;
        }
        double loss = 1;
        for (int c = 1; c < classes; c++) {
            if (!SoftDice.shows(mass[c])) {
                continue;
            }
            double dice = 2 * both[c] / squares[c];
            loss -= dice / shown;
            double factor = -2 / (squares[c] * shown);
            for (int at = offset + c; at < end; at += classes) {
                answerGradient[at] = (float) (factor * (moved[at] - dice * answer[at]));
                movedGradient[at] = (float) (factor * (answer[at] - dice * moved[at]));
            }
        }
        return loss;
    }
}

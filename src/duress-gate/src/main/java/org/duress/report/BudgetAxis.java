package org.duress.report;

import java.util.Locale;
import java.util.stream.DoubleStream;
import org.duress.result.BudgetPoint;
import org.duress.result.RobustnessResult;

/** The axis of perceptibility that all plots of a spec share. */
public final class BudgetAxis {
    private BudgetAxis() {}

    /** Where it ends: a round number that the budget and every point of a curve lie within; above 0. */
    public static double end(RobustnessResult result) {
        return Panel.roundUp(DoubleStream.concat(
                        DoubleStream.of(result.spec().budget().perceptibility()),
                        result.evidence().organs().stream()
                                .flatMap(organ -> organ.curve().stream())
                                .mapToDouble(BudgetPoint::perceptibility))
                .max()
                .getAsDouble());
    }

    /** A number beside it, with as many digits as quarters of it need. */
    public static String words(double value, double end) {
        return String.format(Locale.ROOT, end < 0.02 ? "%.4f" : end < 0.2 ? "%.3f" : "%.2f", value);
    }
}

package org.duress.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class LargestFactorTest {
    private static final double LIMIT = 0.05;

    /** Every factor that was asked about. */
    private final List<Double> tried = new ArrayList<>();

    private double upTo(double guess, double most, DoubleUnaryOperator measure) {
        tried.clear();
        double found = LargestFactor.upTo(guess, most, LIMIT, factor -> {
            tried.add(factor);
            return measure.applyAsDouble(factor);
        });
        assertThat(found == 0 || tried.contains(found)).as("was tried").isTrue();
        assertThat(found == 0 || measure.applyAsDouble(found) <= LIMIT).isTrue();
        return found;
    }

    private void reaches(double guess, int evaluations, DoubleUnaryOperator measure) {
        double found = upTo(guess, Double.POSITIVE_INFINITY, measure);
        assertThat(measure.applyAsDouble(found)).isGreaterThanOrEqualTo((1 - 1e-3) * LIMIT);
        assertThat(tried).hasSizeLessThanOrEqualTo(evaluations);
    }

    @Test
    void whatIsLinearTakesTwoEvaluationsAndWhatFlattensThree() {
        for (double guess : new double[] {1e-3, 0.4, 1, 30}) {
            reaches(guess, 2, f -> 0.11 * f);
            reaches(guess, 3, f -> 0.11 * f / (1 + 0.3 * f));
        }
        reaches(1, 4, f -> 0.4 * (1 - Math.exp(-0.3 * f)));
        reaches(1, 5, f -> 0.02 * f + 0.01 * f * f);
        reaches(1, 4, f -> 0.06 * Math.sqrt(f));
    }

    @Test
    void whatStaysBelowTheLimitEndsThere() {
        assertThat(upTo(1, Double.POSITIVE_INFINITY, f -> 0.04 * f / (1 + f))).isGreaterThan(1000);
        assertThat(tried).hasSizeLessThan(12);
        assertThat(upTo(1, Double.POSITIVE_INFINITY, f -> 0)).isGreaterThan(1000);
        assertThat(upTo(1, 7, f -> 0.001 * f)).isEqualTo(7);
        assertThat(upTo(1, 0.5, f -> 0.001 * f)).isEqualTo(0.5);
        assertThat(upTo(1, 0, f -> f)).isZero();
    }

    /** Fields fold from a factor on, or p falls again: the last factor that was seen to be within is given back. */
    @Test
    void whatIsNotToBeHadOrNotMonotoneIsHalvedUntilItIsWithin() {
        double folds = upTo(1, Double.POSITIVE_INFINITY, f -> f > 0.3 ? Double.POSITIVE_INFINITY : 0.01 * f);
        assertThat(folds).isBetween(0.299, 0.3);
        assertThat(upTo(1, Double.POSITIVE_INFINITY, f -> f > 1e-9 ? 1 : 0)).isLessThanOrEqualTo(1e-9);
        DoubleUnaryOperator waves = f -> 0.05 * f + 0.04 * Math.sin(9 * f);
        double found = upTo(1, Double.POSITIVE_INFINITY, waves);
        assertThat(waves.applyAsDouble(found)).isBetween(0.999 * LIMIT, LIMIT);
    }
}

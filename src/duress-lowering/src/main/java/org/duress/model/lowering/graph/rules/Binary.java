package org.duress.model.lowering.graph.rules;

import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;
import org.duress.model.lowering.graph.Constant;

/** Functions of two constants, broadcast, number by number: whole ones of whole numbers. */
@SuppressWarnings("ImmutableEnumChecker") // functions without state
public enum Binary {
    SUM(Double::sum, Long::sum),
    DIFFERENCE((a, b) -> a - b, (a, b) -> a - b),
    PRODUCT((a, b) -> a * b, (a, b) -> a * b),
    QUOTIENT((a, b) -> a / b, (a, b) -> a / b),
    FLOOR_QUOTIENT((a, b) -> Math.floor(a / b), Math::floorDiv),
    /** With the sign of the dividend for real numbers, of the divisor for whole ones: ONNX's. */
    REMAINDER((a, b) -> a % b, Math::floorMod),
    FLOOR_REMAINDER((a, b) -> a - b * Math.floor(a / b), Math::floorMod),
    POWER(Math::pow, (a, b) -> (long) Math.pow((double) a, (double) b)),
    SMALLER(Math::min, Math::min),
    LARGER(Math::max, Math::max),
    EQUAL((a, b) -> a == b),
    GREATER((a, b) -> a > b),
    GREATER_OR_EQUAL((a, b) -> a >= b),
    LESS((a, b) -> a < b),
    LESS_OR_EQUAL((a, b) -> a <= b),
    AND((a, b) -> a != 0 && b != 0),
    OR((a, b) -> a != 0 || b != 0);

    @FunctionalInterface
    private interface Comparison {
        boolean holds(double a, double b);
    }

    private final DoubleBinaryOperator ofReal;
    private final LongBinaryOperator ofWhole;
    private final boolean gives01;

    Binary(DoubleBinaryOperator ofReal, LongBinaryOperator ofWhole) {
        this.ofReal = ofReal;
        this.ofWhole = ofWhole;
        this.gives01 = false;
    }

    Binary(Comparison comparison) {
        this.ofReal = (a, b) -> comparison.holds(a, b) ? 1 : 0;
        this.ofWhole = (a, b) -> comparison.holds((double) a, (double) b) ? 1 : 0;
        this.gives01 = true;
    }

    double ofReal(double a, double b) {
        return ofReal.applyAsDouble(a, b);
    }

    /** The function of two constants. */
    public Constant of(Constant first, Constant second) {
        int[] shape = Broadcasting.shape(first.shape(), second.shape());
        Constant.requireMade(shape, Math.max(first.size(), second.size()));
        Constant a = first.broadcast(shape);
        Constant b = second.broadcast(shape);
        if (a.isFloat() || b.isFloat()) {
            Constant result = Constant.floats(shape, i -> ofReal.applyAsDouble(a.at(i), b.at(i)));
            return gives01 ? result.whole() : result;
        }
        return Constant.longs(
                shape,
                i -> a.longAt(i) == Constant.FREE || b.longAt(i) == Constant.FREE
                        ? Constant.FREE
                        : ofWhole.applyAsLong(a.longAt(i), b.longAt(i)));
    }
}

package org.duress.result;

import java.util.List;
import java.util.OptionalDouble;

/** Where a curve first falls below a level. */
final class LimitCrossing {
    private LimitCrossing() {}

    /** A point of a curve: how much was done, and the Dice after it. */
    record Point(double amount, double dice) {}

    /** The amount, between two points by a straight line; empty where the curve stays at the level or above. */
    static OptionalDouble of(List<Point> curve, double level) {
        for (int i = 1; i < curve.size(); i++) {
            Point before = curve.get(i - 1);
            Point here = curve.get(i);
            if (before.dice() >= level && here.dice() < level) {
                double way = (before.dice() - level) / (before.dice() - here.dice());
                return OptionalDouble.of(before.amount() + way * (here.amount() - before.amount()));
            }
        }
        return OptionalDouble.empty();
    }
}

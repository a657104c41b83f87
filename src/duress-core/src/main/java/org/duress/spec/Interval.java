package org.duress.spec;

import java.util.List;
import org.duress.spec.key.Bounds;
import org.duress.spec.key.Kind;
import org.duress.spec.key.Schema;
import org.duress.spec.key.Setting;

/** Intensities or values from one to another, {@code low < high}, both finite. */
public record Interval(double low, double high) {
    private static final String RULE = "two finite numbers [low, high] with low below high";

    /** How one is written. */
    static final Kind<Interval> KIND =
            Kind.of("two finite numbers [low, high]", Schema.list(Schema.number(Bounds.FINITE), 2, 2), Interval::of);

    public Interval {
        if (!(Double.isFinite(low) && Double.isFinite(high) && low < high)) {
            throw new IllegalArgumentException(
                    "an interval needs two finite numbers, the lower first, not " + low + " and " + high);
        }
    }

    private static Interval of(Setting setting) {
        List<Double> ends = setting.items(RULE).stream().map(Setting::number).toList();
        if (ends.size() != 2 || !ends.stream().allMatch(Bounds.FINITE::holds) || ends.get(0) >= ends.get(1)) {
            throw setting.error("must be " + RULE + ", not " + ends);
        }
        return new Interval(ends.get(0), ends.get(1));
    }

    /** "[-175.0, 250.0]". */
    @Override
    public String toString() {
        return "[" + low + ", " + high + "]";
    }
}

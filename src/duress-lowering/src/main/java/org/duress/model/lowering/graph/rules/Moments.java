package org.duress.model.lowering.graph.rules;

import java.util.Set;
import org.duress.model.lowering.graph.Deferred;
import org.duress.model.lowering.graph.Step;
import org.duress.model.lowering.graph.Tensor;

/**
 * A step of a normalisation that an exporter wrote out: mean, difference from it, its square, variance, standard
 * deviation. The core has no square root; it has the normalisation that these steps end in.
 *
 * @param of what is normalised
 * @param axes that are averaged over
 * @param epsilon added to the variance so far
 */
record Moments(Kind kind, Tensor of, Set<Integer> axes, double epsilon) implements Deferred {
    enum Kind {
        MEAN,
        CENTERED,
        SQUARE,
        VARIANCE,
        DEVIATION,
        INVERSE_DEVIATION
    }

    Moments {
        axes = Set.copyOf(axes);
    }

    @Override
    public int rank() {
        return of.rank();
    }

    @Override
    public Tensor forced(Step step) {
        return Normalisation.forced(step, this);
    }

    Moments as(Kind next) {
        return new Moments(next, of, axes, epsilon);
    }

    Moments plus(double more) {
        return new Moments(kind, of, axes, epsilon + more);
    }

    boolean is(Kind wanted) {
        return kind == wanted;
    }

    /** Whether both are steps of the same normalisation. */
    boolean alike(Moments other) {
        return of.equals(other.of) && axes.equals(other.axes);
    }
}

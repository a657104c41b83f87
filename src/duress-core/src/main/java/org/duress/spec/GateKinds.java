package org.duress.spec;

import org.duress.spec.key.Bounds;
import org.duress.spec.key.Kind;

/** Types and ranges of what a gate is held to. */
final class GateKinds {
    /** The limit of a fall. */
    static final Kind<Double> FALL =
            Kind.number("a relative fall", Bounds.above(0).to(1));

    private GateKinds() {}
}

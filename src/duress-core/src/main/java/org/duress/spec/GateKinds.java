package org.duress.spec;

import org.duress.spec.key.Kind;

/** Types and ranges of what a gate is held to. */
final class GateKinds {
    /** The limit of a fall. */
    static final Kind<Double> FALL =
            Kind.number("a relative fall above 0 and at most 1", fall -> fall > 0 && fall <= 1);

    private GateKinds() {}
}

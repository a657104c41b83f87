package org.duress.attack.bumps;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.duress.spec.FieldKind;

/** What a bump does at a point (u, v) of its own axes, x and y from its middle on in units of its width. */
enum Effect {
    BRIGHTER((u, v) -> 1),
    DARKER((u, v) -> -1),
    MIDDLE_BRIGHTER((u, v) -> 1 - u * u - v * v),
    MIDDLE_DARKER((u, v) -> u * u + v * v - 1),
    RIGHT_BRIGHTER((u, v) -> u),
    RIGHT_DARKER((u, v) -> -u),
    BOTTOM_BRIGHTER((u, v) -> v),
    BOTTOM_DARKER((u, v) -> -v),
    FROM_RIGHT((u, v) -> 1, (u, v) -> 0),
    FROM_LEFT((u, v) -> -1, (u, v) -> 0),
    FROM_BELOW((u, v) -> 0, (u, v) -> 1),
    FROM_ABOVE((u, v) -> 0, (u, v) -> -1),
    SMALLER((u, v) -> u, (u, v) -> v),
    LARGER((u, v) -> -u, (u, v) -> -v),
    TURNED((u, v) -> v, (u, v) -> -u),
    TURNED_BACK((u, v) -> -v, (u, v) -> u),
    SHEARED((u, v) -> v, (u, v) -> 0),
    SHEARED_BACK((u, v) -> -v, (u, v) -> 0);

    /** What V does in one place. */
    static final List<Effect> SHADES = List.of(BRIGHTER, DARKER);

    /** What V does to the whole image. */
    static final List<Effect> WHOLE_SHADES = List.of(
            BRIGHTER,
            DARKER,
            MIDDLE_BRIGHTER,
            MIDDLE_DARKER,
            RIGHT_BRIGHTER,
            RIGHT_DARKER,
            BOTTOM_BRIGHTER,
            BOTTOM_DARKER);

    /** What D does in one place. */
    static final List<Effect> MOVES = List.of(FROM_RIGHT, FROM_LEFT, FROM_BELOW, FROM_ABOVE, SMALLER, LARGER);

    /** What D does to the whole image. */
    static final List<Effect> WHOLE_MOVES = List.of(
            FROM_RIGHT, FROM_LEFT, FROM_BELOW, FROM_ABOVE, SMALLER, LARGER, TURNED, TURNED_BACK, SHEARED, SHEARED_BACK);

    private final FieldKind field;
    /** A component each, of D or of V. */
    @SuppressWarnings("ImmutableEnumChecker") // functions without a state, in a list that cannot be changed
    private final List<DoubleBinaryOperator> components;

    /** A field of intensity. */
    Effect(DoubleBinaryOperator intensity) {
        field = FieldKind.INTENSITY;
        components = List.of(intensity);
    }

    /** A deformation. */
    Effect(DoubleBinaryOperator alongX, DoubleBinaryOperator alongY) {
        field = FieldKind.DEFORMATION;
        components = List.of(alongX, alongY);
    }

    /** The field that it is an effect of. */
    FieldKind field() {
        return field;
    }

    /** Whether it moves inwards or outwards. */
    boolean radial() {
        return this == SMALLER || this == LARGER;
    }

    /**
     * Its value at a point.
     *
     * @param component of D; 0 for V
     */
    double at(int component, double u, double v) {
        return components.get(component).applyAsDouble(u, v);
    }
}

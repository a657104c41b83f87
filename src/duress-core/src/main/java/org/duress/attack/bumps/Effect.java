package org.duress.attack.bumps;

import java.util.List;
import java.util.stream.Stream;
import org.duress.base.Grid;
import org.duress.spec.FieldKind;

/**
 * What a bump does at a point (u, v, w) of its own axes, x, y and z from its middle on in units of its width. In a
 * slice w is 0.
 */
enum Effect {
    BRIGHTER((u, v, w) -> 1),
    DARKER((u, v, w) -> -1),
    MIDDLE_BRIGHTER((u, v, w) -> 1 - u * u - v * v - w * w),
    MIDDLE_DARKER((u, v, w) -> u * u + v * v + w * w - 1),
    RIGHT_BRIGHTER((u, v, w) -> u),
    RIGHT_DARKER((u, v, w) -> -u),
    BOTTOM_BRIGHTER((u, v, w) -> v),
    BOTTOM_DARKER((u, v, w) -> -v),
    BACK_BRIGHTER((u, v, w) -> w),
    BACK_DARKER((u, v, w) -> -w),
    FROM_RIGHT((u, v, w) -> 1, (u, v, w) -> 0, (u, v, w) -> 0),
    FROM_LEFT((u, v, w) -> -1, (u, v, w) -> 0, (u, v, w) -> 0),
    FROM_BELOW((u, v, w) -> 0, (u, v, w) -> 1, (u, v, w) -> 0),
    FROM_ABOVE((u, v, w) -> 0, (u, v, w) -> -1, (u, v, w) -> 0),
    FROM_BEHIND((u, v, w) -> 0, (u, v, w) -> 0, (u, v, w) -> 1),
    FROM_BEFORE((u, v, w) -> 0, (u, v, w) -> 0, (u, v, w) -> -1),
    SMALLER((u, v, w) -> u, (u, v, w) -> v, (u, v, w) -> w),
    LARGER((u, v, w) -> -u, (u, v, w) -> -v, (u, v, w) -> -w),
    TURNED((u, v, w) -> v, (u, v, w) -> -u, (u, v, w) -> 0),
    TURNED_BACK((u, v, w) -> -v, (u, v, w) -> u, (u, v, w) -> 0),
    TURNED_ABOUT_X((u, v, w) -> 0, (u, v, w) -> w, (u, v, w) -> -v),
    TURNED_BACK_ABOUT_X((u, v, w) -> 0, (u, v, w) -> -w, (u, v, w) -> v),
    TURNED_ABOUT_Y((u, v, w) -> w, (u, v, w) -> 0, (u, v, w) -> -u),
    TURNED_BACK_ABOUT_Y((u, v, w) -> -w, (u, v, w) -> 0, (u, v, w) -> u),
    SHEARED((u, v, w) -> v, (u, v, w) -> 0, (u, v, w) -> 0),
    SHEARED_BACK((u, v, w) -> -v, (u, v, w) -> 0, (u, v, w) -> 0),
    SHEARED_ALONG_X((u, v, w) -> w, (u, v, w) -> 0, (u, v, w) -> 0),
    SHEARED_BACK_ALONG_X((u, v, w) -> -w, (u, v, w) -> 0, (u, v, w) -> 0),
    SHEARED_ALONG_Y((u, v, w) -> 0, (u, v, w) -> w, (u, v, w) -> 0),
    SHEARED_BACK_ALONG_Y((u, v, w) -> 0, (u, v, w) -> -w, (u, v, w) -> 0);

    /** What V does in one place. */
    static final List<Effect> SHADES = List.of(BRIGHTER, DARKER);

    private static final List<Effect> WHOLE_SHADES = List.of(
            BRIGHTER,
            DARKER,
            MIDDLE_BRIGHTER,
            MIDDLE_DARKER,
            RIGHT_BRIGHTER,
            RIGHT_DARKER,
            BOTTOM_BRIGHTER,
            BOTTOM_DARKER);

    private static final List<Effect> DEEP_SHADES = List.of(BACK_BRIGHTER, BACK_DARKER);

    private static final List<Effect> MOVES = List.of(FROM_RIGHT, FROM_LEFT, FROM_BELOW, FROM_ABOVE, SMALLER, LARGER);

    private static final List<Effect> DEEP_MOVES = List.of(FROM_BEHIND, FROM_BEFORE);

    private static final List<Effect> TWISTS = List.of(TURNED, TURNED_BACK, SHEARED, SHEARED_BACK);

    private static final List<Effect> DEEP_TWISTS = List.of(
            TURNED_ABOUT_X,
            TURNED_BACK_ABOUT_X,
            TURNED_ABOUT_Y,
            TURNED_BACK_ABOUT_Y,
            SHEARED_ALONG_X,
            SHEARED_BACK_ALONG_X,
            SHEARED_ALONG_Y,
            SHEARED_BACK_ALONG_Y);

    private final FieldKind field;
    /** A component each, of D or of V. */
    @SuppressWarnings("ImmutableEnumChecker") // functions without a state, in a list that cannot be changed
    private final List<Value> components;

    /** A value at a point. */
    @FunctionalInterface
    private interface Value {
        double at(double u, double v, double w);
    }

    /** A field of intensity. */
    Effect(Value intensity) {
        field = FieldKind.INTENSITY;
        components = List.of(intensity);
    }

    /** A deformation. */
    Effect(Value alongX, Value alongY, Value alongZ) {
        field = FieldKind.DEFORMATION;
        components = List.of(alongX, alongY, alongZ);
    }

    /** What V does to the whole of an image. */
    static List<Effect> wholeShades(Grid grid) {
        return joined(WHOLE_SHADES, ofVolume(grid, DEEP_SHADES));
    }

    /** What D does in one place of an image. */
    static List<Effect> moves(Grid grid) {
        return joined(MOVES, ofVolume(grid, DEEP_MOVES));
    }

    /** What D does to the whole of an image. */
    static List<Effect> wholeMoves(Grid grid) {
        return joined(moves(grid), joined(TWISTS, ofVolume(grid, DEEP_TWISTS)));
    }

    /** What there is of a third axis. */
    private static List<Effect> ofVolume(Grid grid, List<Effect> deep) {
        return grid.rank() == 2 ? List.of() : deep;
    }

    private static List<Effect> joined(List<Effect> some, List<Effect> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
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
    double at(int component, double u, double v, double w) {
        return components.get(component).at(u, v, w);
    }
}

package org.duress.spec;

import java.util.List;
import org.duress.spec.key.Block;
import org.duress.spec.key.Key;
import org.duress.spec.key.Kind;
import org.duress.spec.key.Range;
import org.duress.spec.key.Values;

/** How the gradient attack on the fields of each image works. */
public record GradientSettings(int restarts, int steps, int spacing) {
    private static final Block<GradientSettings> BLOCK = new Block<>("attack", GradientSettings.class);

    public static final Key<GradientSettings, Integer> RESTARTS = BLOCK.key(
            "restarts",
            GradientSettings::restarts,
            Kind.whole(Range.TRIES),
            8,
            "of the gradient attack: starting points, each with a loss of its own in turn: two with all fields,"
                    + " one with"
                    + " each field alone, and from then on those that aim at one organ");

    public static final Key<GradientSettings, Integer> STEPS = BLOCK.key(
            "gradientSteps",
            GradientSettings::steps,
            Kind.whole(Range.STEPS),
            15,
            "of the gradient attack: steps from each starting point");

    public static final Key<GradientSettings, Integer> SPACING = BLOCK.key(
            "gradientSpacing",
            GradientSettings::spacing,
            Kind.whole(Range.SIDE),
            4,
            "of the gradient attack: pixels between the control points of the fields, of a volume voxels of its finest"
                    + " axis; what does not divide a slice's height and width is replaced by the next smaller number"
                    + " that does; controlSpacingMm has precedence");

    public static final List<Key<GradientSettings, ?>> KEYS = BLOCK.keys(GradientSettings::of);

    public static GradientSettings of(Values values) {
        return new GradientSettings(values.get(RESTARTS), values.get(STEPS), values.get(SPACING));
    }

    public static GradientSettings defaults() {
        return of(Values.DEFAULTS);
    }
}

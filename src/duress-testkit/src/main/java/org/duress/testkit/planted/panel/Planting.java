package org.duress.testkit.planted.panel;

import static org.duress.testkit.planted.panel.Fields.bump;
import static org.duress.testkit.planted.panel.Fields.wave;

import java.util.List;
import java.util.Random;
import org.duress.attack.Perturbation;
import org.duress.testkit.planted.flaw.Flaw;
import org.duress.testkit.planted.flaw.Flaw.Condition;
import org.duress.testkit.planted.flaw.Gate;
import org.duress.testkit.planted.flaw.Harm;
import org.duress.testkit.planted.flaw.Harms;
import org.duress.testkit.planted.flaw.Trigger;
import org.duress.testkit.planted.flaw.Weighted;

/** What both halves of the panel plant flaws with. */
final class Planting {
    private Planting() {}

    /** A flaw of one condition, on every slice. */
    static Flaw flaw(Ground ground, Trigger trigger, Gate gate, Harm harm) {
        return new Flaw(List.of(new Condition(trigger, gate)), harm, ground.everywhere());
    }

    /** A specimen with a flaw of one condition. */
    static Specimen one(Ground ground, String name, Perturbation witness, Trigger trigger, Gate gate, Harm harm) {
        return ground.fragile(name, witness, flaw(ground, trigger, gate, harm));
    }

    /** All organs are lost. */
    static Harm lost(Ground ground) {
        return Harms.lose(ground.organs());
    }

    /** A quarter more than p lets a linear reading go, whatever the fields. */
    static double beyond(Ground ground, Weighted trigger) {
        return 1.25 * trigger.bound(ground.budget().spec().perceptibility());
    }

    /** Somewhere in the middle half of the image, the same on all slices. */
    static Fields.Shape place(Ground ground, double sigma) {
        Random random = ground.random(5);
        return bump(18 + 28 * random.nextDouble(), 18 + 28 * random.nextDouble(), sigma);
    }

    /** Four waves, none of them with less than 20 pixels to a period. */
    static Fields pattern(Ground ground) {
        Random random = ground.random(7);
        Fields fields = ground.fields();
        for (int k = 0; k < 4; k++) {
            fields.shade(
                    1, wave(3 * random.nextDouble(), 4 * random.nextDouble() - 2, 2 * Math.PI * random.nextDouble()));
        }
        return fields;
    }

    /** The part of a bright witness that lies at one place: 1 for the witness. */
    static Weighted share(Ground ground, Perturbation witness, Fields.Shape place) {
        return ground.unit(ground.slow(ground.fields().shade(1, place).filled()), witness);
    }

    /** On slices without an organ, a disc in the middle of the image; nothing on others. */
    static float[][] discs(Ground ground, int organ, double radius) {
        float[][] masks = new float[ground.images().count()][Ground.PIXELS];
        for (int k = 0; k < masks.length; k++) {
            for (int p = 0; p < Ground.PIXELS && !ground.shows(k, organ); p++) {
                int y = p / Ground.SIDE;
                int x = p % Ground.SIDE;
                masks[k][p] = Math.hypot(y - 40.0, x - 32.0) <= radius ? 1 : 0;
            }
        }
        return masks;
    }
}

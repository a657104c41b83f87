package org.duress.testkit.planted.panel;

import static org.duress.testkit.planted.panel.Fields.bump;
import static org.duress.testkit.planted.panel.Fields.over;
import static org.duress.testkit.planted.panel.Fields.wave;
import static org.duress.testkit.planted.panel.Planting.beyond;
import static org.duress.testkit.planted.panel.Planting.discs;
import static org.duress.testkit.planted.panel.Planting.flaw;
import static org.duress.testkit.planted.panel.Planting.lost;
import static org.duress.testkit.planted.panel.Planting.one;
import static org.duress.testkit.planted.panel.Planting.pattern;
import static org.duress.testkit.planted.panel.Planting.place;
import static org.duress.testkit.planted.panel.Planting.share;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.duress.attack.Perturbation;
import org.duress.testkit.planted.flaw.Band;
import org.duress.testkit.planted.flaw.Brightest;
import org.duress.testkit.planted.flaw.Contrast;
import org.duress.testkit.planted.flaw.Flaw;
import org.duress.testkit.planted.flaw.Flaw.Condition;
import org.duress.testkit.planted.flaw.Gate;
import org.duress.testkit.planted.flaw.Harms;
import org.duress.testkit.planted.flaw.Unlike;
import org.duress.testkit.planted.flaw.Weighted;

/**
 * The kinds that were written without the mends in sight, of other forms than those before: triggers that are not
 * linear (contrast, a wave of any phase, a place that is not named, likeness), D and V at once, stairs, organs that
 * shrink or are drawn aside, subjects of whom one holds; two needles; and robust ones with waves for gradients, with
 * conditions that exclude each other, and with a flaw that only images beyond {@code realism.ssim} reach.
 */
final class KindsAfter {
    /** Phantoms under most of the budget are less alike than this, so that a spec that asks for it lets few count. */
    private static final double STRICT_SSIM = 0.985;

    private final List<Kind> kinds = new ArrayList<>();

    private KindsAfter() {}

    static List<Kind> all() {
        KindsAfter after = new KindsAfter();
        after.textures();
        after.manyOrgans();
        after.phantoms();
        after.realism();
        after.robust();
        after.needles();
        return after.kinds;
    }

    private void add(Scene scene, Truth truth, String name, Function<Ground, Specimen> made) {
        kinds.add(new Kind(name, scene, Half.AFTER, truth, made));
    }

    private void textures() {
        add(Scene.TEXTURE, Truth.FRAGILE, "texture: more contrast, step, all organs", ground -> {
            Perturbation witness = ground.fields().shade(1, ground.contrast()).filled();
            return one(
                    ground,
                    "contrast",
                    witness,
                    Contrast.of(ground.images(), ground.under(witness)),
                    new Gate.Step(0.6),
                    lost(ground));
        });
        add(Scene.TEXTURE, Truth.FRAGILE, "texture: a magnified place, cliff, one organ", ground -> {
            Fields.Shape place = over(ground, 1, 7);
            Perturbation witness = ground.fields().magnify(place, 1).filled();
            return one(ground, "magnified", witness, ground.fine(witness), new Gate.Cliff(0.6), Harms.lose(Set.of(1)));
        });
        add(Scene.TEXTURE, Truth.FRAGILE, "texture: brighter anywhere, step, all organs", ground -> {
            Perturbation witness = ground.fields().shade(1, place(ground, 4)).filled();
            double rise = new Brightest(ground.images(), 1)
                    .reading(ground.under(witness).one(0).pixels(), 0);
            return one(
                    ground,
                    "anywhere",
                    witness,
                    new Brightest(ground.images(), rise),
                    new Gate.Step(0.7),
                    lost(ground));
        });
        add(Scene.TEXTURE, Truth.FRAGILE, "texture: moved and brighter at once, step, one organ", ground -> {
            Fields.Shape place = over(ground, 2, 6);
            Perturbation witness =
                    ground.fields().move(2, 2, place).shade(0.8, place).filled();
            return ground.fragile(
                    "both at once",
                    witness,
                    new Flaw(
                            List.of(
                                    new Condition(ground.fine(witness), new Gate.Step(0.5)),
                                    new Condition(ground.slow(witness), new Gate.Step(0.5))),
                            Harms.lose(Set.of(1)),
                            ground.everywhere()));
        });
        add(
                Scene.TEXTURE,
                Truth.FRAGILE,
                "texture: a dark place in a bright ring, slope, one organ shrinks",
                ground -> {
                    Perturbation witness = ground.fields()
                            .shade(1, bump(34, 40, 9))
                            .shade(-2, bump(34, 40, 5))
                            .filled();
                    float[][] cores = new float[ground.images().count()][];
                    for (int k = 0; k < cores.length; k++) {
                        cores[k] = ground.core(k, 1, 5);
                    }
                    return one(
                            ground,
                            "shrinks",
                            witness,
                            ground.slow(witness),
                            Gate.Slope.from(0.6),
                            Harms.keepWithin(1, cores));
                });
    }

    private void manyOrgans() {
        add(
                Scene.TEXTURE_MANY,
                Truth.FRAGILE,
                "eight organs: one lost when brighter, one when darker, step",
                ground -> {
                    Perturbation witness =
                            ground.fields().shade(-1, place(ground, 5)).filled();
                    Weighted dark = ground.slow(witness);
                    return ground.fragile(
                            "both sides",
                            witness,
                            flaw(ground, dark, new Gate.Step(0.6), Harms.lose(Set.of(3))),
                            flaw(ground, dark.times(-1), new Gate.Step(0.6), Harms.lose(Set.of(6))));
                });
        add(Scene.TEXTURE_MANY, Truth.FRAGILE, "eight organs: a pattern, window, two change names", ground -> {
            Perturbation most = pattern(ground).filled();
            Perturbation witness = pattern(ground).filled(0.5);
            return one(ground, "names", witness, ground.slow(most), new Gate.Between(0.35, 0.7), Harms.swap(1, 2));
        });
    }

    private void phantoms() {
        add(Scene.PHANTOM, Truth.FRAGILE, "phantom: more contrast, slope, the spleen", ground -> {
            Perturbation witness = ground.fields().shade(1, ground.contrast()).filled();
            return one(
                    ground,
                    "spleen",
                    witness,
                    Contrast.of(ground.images(), ground.under(witness)),
                    Gate.Slope.from(0.6),
                    Harms.lose(Set.of(4)));
        });
        add(Scene.PHANTOM, Truth.FRAGILE, "phantom: everything moved, step, the kidneys", ground -> {
            Perturbation witness =
                    ground.fields().move(0.6, 0.8, (slice, y, x) -> 1).filled();
            return one(ground, "all moved", witness, ground.fine(witness), new Gate.Step(0.6), Harms.lose(Set.of(2)));
        });
        add(Scene.PHANTOM, Truth.FRAGILE, "phantom: a wave of any phase, step, the liver", ground -> {
            double down = 2 + ground.random(11).nextDouble();
            Perturbation witness = ground.fields().shade(1, wave(down, 2, 0)).filled();
            Perturbation quarter =
                    ground.fields().shade(1, wave(down, 2, -Math.PI / 2)).filled();
            return one(
                    ground,
                    "wave",
                    witness,
                    new Band(ground.slow(witness), ground.slow(quarter)),
                    new Gate.Step(0.6),
                    Harms.lose(Set.of(3)));
        });
        add(Scene.PHANTOM, Truth.FRAGILE, "phantom: brighter all over, stairs, all organs", ground -> {
            Perturbation witness = ground.fields().shade(1, (slice, y, x) -> 1).filled();
            return one(ground, "stairs", witness, ground.slow(witness), new Gate.Stairs(0.7, 10), lost(ground));
        });
        add(Scene.PHANTOM, Truth.FRAGILE, "phantom: a moved place, step, everything drawn aside", ground -> {
            Perturbation witness =
                    ground.fields().move(-1, 2, over(ground, 4, 7)).filled();
            return one(
                    ground, "aside", witness, ground.fine(witness), new Gate.Step(0.6), Harms.shift(Ground.SIDE, 9, 4));
        });
        add(
                Scene.PHANTOM,
                Truth.FRAGILE,
                "phantom: a dark place, cliff, the liver of four subjects of five",
                ground -> {
                    Perturbation witness =
                            ground.fields().shade(-1, over(ground, 3, 5)).filled();
                    Flaw flaw = new Flaw(
                            List.of(new Condition(ground.slow(witness), new Gate.Cliff(0.6))),
                            Harms.lose(Set.of(3)),
                            ground.slicesOf(4));
                    return ground.fragile("four of five", witness, flaw);
                });
    }

    private void realism() {
        add(Scene.PHANTOM, Truth.FRAGILE, "phantom: a pattern, window, of images that count alone", ground -> {
            Perturbation most = pattern(ground).filled();
            Perturbation witness = pattern(ground).filled(0.4);
            return one(
                            ground,
                            "realistic",
                            witness,
                            ground.slow(most),
                            new Gate.Between(0.28, 0.55),
                            Harms.lose(Set.of(3)))
                    .judgedBySsim(STRICT_SSIM);
        });
        // Whatever opens the flaw lies below the SSIM that the spec asks for, so that it is no evidence.
        add(Scene.PHANTOM, Truth.GUARDED, "phantom: a step past what counts, all organs", ground -> {
            Flaw flaw = new Flaw(
                    List.of(new Condition(new Unlike(ground.images(), STRICT_SSIM), new Gate.Step(1.01))),
                    lost(ground),
                    ground.everywhere());
            return ground.robust("past what counts", flaw).judgedBySsim(STRICT_SSIM);
        });
    }

    private void robust() {
        // At most 15 % of the answer go to background: no pixel that the sound model is sure of.
        add(Scene.TEXTURE, Truth.ROBUST, "texture: waves for gradients that do no harm", ground -> {
            Perturbation most = pattern(ground).filled();
            return ground.robust(
                    "waves", flaw(ground, ground.slow(most), new Gate.Capped(new Gate.Waves(4), 0.15), lost(ground)));
        });
        // The reading is linear: p bounds it.
        add(Scene.TEXTURE_ABSENT, Truth.ROBUST, "texture: a cliff to what is not there, out of reach", ground -> {
            Weighted place =
                    ground.slow(ground.fields().shade(1, place(ground, 7)).filled());
            return ground.robust(
                    "not drawn",
                    flaw(ground, place, new Gate.Cliff(beyond(ground, place)), Harms.draw(3, discs(ground, 3, 11))));
        });
        add(Scene.TEXTURE_MANY, Truth.ROBUST, "eight organs: a step of the smallest, out of reach", ground -> {
            Weighted all = ground.slow(pattern(ground).filled());
            return ground.robust(
                    "small and safe", flaw(ground, all, new Gate.Step(beyond(ground, all)), Harms.lose(Set.of(8))));
        });
        add(
                Scene.PHANTOM_ABSENT,
                Truth.ROBUST,
                "phantom: sound, on slices that lack an organ",
                ground -> ground.robust("phantoms above"));
        // No reading is above 0.5 and below -0.5.
        add(Scene.PHANTOM, Truth.ROBUST, "phantom: two conditions that exclude each other", ground -> {
            Weighted place =
                    ground.slow(ground.fields().shade(1, place(ground, 5)).filled());
            Flaw flaw = new Flaw(
                    List.of(
                            new Condition(place, new Gate.Step(0.5)),
                            new Condition(place.times(-1), new Gate.Step(0.5))),
                    lost(ground),
                    ground.everywhere());
            return ground.robust("never both", flaw);
        });
        add(Scene.PHANTOM, Truth.ROBUST, "phantom: a slope that leads to nothing", ground -> {
            Perturbation most =
                    ground.fields().shade(1, (slice, y, x) -> y - 31.5).filled();
            return ground.robust(
                    "nothing there",
                    flaw(ground, ground.slow(most), new Gate.Capped(Gate.Slope.from(0.5), 0.1), lost(ground)));
        });
        add(Scene.PHANTOM, Truth.ROBUST, "phantom: stairs of one organ, out of reach", ground -> {
            Weighted place =
                    ground.slow(ground.fields().shade(1, place(ground, 6)).filled());
            return ground.robust(
                    "first stair out of reach",
                    flaw(ground, place, new Gate.Stairs(4 * beyond(ground, place), 4), Harms.lose(Set.of(2))));
        });
    }

    private void needles() {
        add(Scene.TEXTURE, Truth.NEEDLE, "texture: four places, each within a window, all organs", ground -> {
            List<Fields.Shape> places = List.of(bump(14, 32, 4), bump(34, 13, 4), bump(50, 44, 4), bump(34, 50, 4));
            double[] heights = {1, -1, 1, -1};
            Fields fields = ground.fields();
            for (int i = 0; i < heights.length; i++) {
                fields.shade(heights[i], places.get(i));
            }
            Perturbation witness = fields.filled();
            List<Condition> conditions = places.stream()
                    .map(place -> new Condition(share(ground, witness, place), new Gate.Between(0.9, 1.1)))
                    .toList();
            return ground.fragile("four windows", witness, new Flaw(conditions, lost(ground), ground.everywhere()));
        });
        add(Scene.PHANTOM, Truth.NEEDLE, "phantom: three moved places, each within a window, the liver", ground -> {
            List<Perturbation> alone = new ArrayList<>();
            Fields all = ground.fields();
            for (int organ : List.of(2, 3, 4)) {
                double right = organ == 3 ? -2 : 2;
                alone.add(ground.fields().move(right, 0, over(ground, organ, 4)).filled());
                all.move(right, 0, over(ground, organ, 4));
            }
            Perturbation witness = all.filled();
            List<Condition> conditions = alone.stream()
                    .map(one -> new Condition(ground.unit(ground.fine(one), witness), new Gate.Between(0.92, 1.08)))
                    .toList();
            return ground.fragile(
                    "three windows", witness, new Flaw(conditions, Harms.lose(Set.of(3)), ground.everywhere()));
        });
    }
}

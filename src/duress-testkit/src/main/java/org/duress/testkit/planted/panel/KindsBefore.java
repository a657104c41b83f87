package org.duress.testkit.planted.panel;

import static org.duress.testkit.planted.panel.Fields.bump;
import static org.duress.testkit.planted.panel.Fields.over;
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
import org.duress.testkit.planted.flaw.Flaw;
import org.duress.testkit.planted.flaw.Flaw.Condition;
import org.duress.testkit.planted.flaw.Gate;
import org.duress.testkit.planted.flaw.Harms;
import org.duress.testkit.planted.flaw.Weighted;

/**
 * The kinds that were written before the mends. The flaws are of flat ground (steps, cliffs, windows), of one organ, of
 * what is not there (hallucination), of D alone, and of two conditions at once; the robust ones have flaws that p keeps
 * out of reach, or slopes that lead to nothing.
 */
final class KindsBefore {
    private final List<Kind> kinds = new ArrayList<>();

    private KindsBefore() {}

    static List<Kind> all() {
        KindsBefore before = new KindsBefore();
        before.textures();
        before.manyOrgans();
        before.phantoms();
        return before.kinds;
    }

    private void add(Scene scene, Truth truth, String name, Function<Ground, Specimen> made) {
        kinds.add(new Kind(name, scene, Half.BEFORE, truth, made));
    }

    private void textures() {
        add(Scene.TEXTURE, Truth.ROBUST, "texture: sound", ground -> ground.robust("texture: sound"));
        add(Scene.TEXTURE, Truth.FRAGILE, "texture: a bright place, step, all organs", ground -> {
            Perturbation witness = ground.fields().shade(1, place(ground, 4)).filled();
            return one(ground, "bright place", witness, ground.slow(witness), new Gate.Step(0.6), lost(ground));
        });
        add(Scene.TEXTURE, Truth.FRAGILE, "texture: a moved place, step, one organ", ground -> {
            Perturbation witness =
                    ground.fields().move(3, 1, over(ground, 1, 6)).filled();
            return one(ground, "moved place", witness, ground.fine(witness), new Gate.Step(0.6), Harms.lose(Set.of(2)));
        });
        add(Scene.TEXTURE, Truth.FRAGILE, "texture: a pattern, cliff, one organ", ground -> {
            Perturbation witness = pattern(ground).filled();
            return one(ground, "pattern", witness, ground.slow(witness), new Gate.Cliff(0.5), Harms.lose(Set.of(1)));
        });
        add(Scene.TEXTURE, Truth.FRAGILE, "texture: a place neither dark nor bright, window, one organ", ground -> {
            Perturbation most = ground.fields().shade(1, place(ground, 4)).filled();
            Perturbation witness = ground.fields().shade(1, place(ground, 4)).filled(0.5);
            return one(
                    ground, "between", witness, ground.slow(most), new Gate.Between(0.35, 0.65), Harms.lose(Set.of(1)));
        });
        add(Scene.TEXTURE, Truth.FRAGILE, "texture: a moved place while nothing is brighter, slope, all", ground -> {
            Perturbation witness =
                    ground.fields().move(-3, 2, over(ground, 2, 6)).filled();
            Perturbation brighter = ground.fields().shade(1, over(ground, 2, 8)).filled();
            Flaw flaw = new Flaw(
                    List.of(
                            new Condition(ground.fine(witness), Gate.Slope.from(0.6)),
                            new Condition(ground.slow(brighter), new Gate.Between(-0.15, 0.15))),
                    lost(ground),
                    ground.everywhere());
            return ground.fragile("D alone", witness, flaw);
        });
        add(Scene.TEXTURE, Truth.FRAGILE, "texture: two bright places at once, step, all organs", ground -> {
            Fields.Shape here = bump(46, 14, 4);
            Fields.Shape there = bump(14, 33, 4);
            Perturbation witness =
                    ground.fields().shade(1, here).shade(1, there).filled();
            return ground.fragile(
                    "two places",
                    witness,
                    new Flaw(
                            List.of(
                                    new Condition(share(ground, witness, here), new Gate.Step(0.6)),
                                    new Condition(share(ground, witness, there), new Gate.Step(0.6))),
                            lost(ground),
                            ground.everywhere()));
        });
        add(Scene.TEXTURE, Truth.FRAGILE, "texture: one organ lost when brighter, one when darker, slope", ground -> {
            Perturbation witness = ground.fields().shade(1, place(ground, 5)).filled();
            Weighted bright = ground.slow(witness);
            return ground.fragile(
                    "two sides",
                    witness,
                    flaw(ground, bright, Gate.Slope.from(0.6), Harms.lose(Set.of(1))),
                    flaw(ground, bright.times(-1), Gate.Slope.from(0.6), Harms.lose(Set.of(2))));
        });
        add(Scene.TEXTURE_ABSENT, Truth.FRAGILE, "texture: the small organ drawn where it is not, slope", ground -> {
            Perturbation witness = ground.fields().shade(1, place(ground, 5)).filled();
            return one(
                    ground,
                    "drawn",
                    witness,
                    ground.slow(witness),
                    Gate.Slope.from(0.6),
                    Harms.draw(3, discs(ground, 3, 11)));
        });
        add(Scene.TEXTURE, Truth.ROBUST, "texture: a step that p keeps out of reach", ground -> {
            Weighted place =
                    ground.slow(ground.fields().shade(1, place(ground, 6)).filled());
            return ground.robust(
                    "out of reach", flaw(ground, place, new Gate.Step(beyond(ground, place)), lost(ground)));
        });
        add(Scene.TEXTURE, Truth.ROBUST, "texture: a slope that leads to nothing", ground -> {
            Perturbation most = pattern(ground).filled();
            return ground.robust(
                    "harmless",
                    flaw(ground, ground.slow(most), new Gate.Capped(Gate.Slope.from(0.5), 0.15), lost(ground)));
        });
    }

    private void manyOrgans() {
        add(
                Scene.TEXTURE_ABSENT,
                Truth.ROBUST,
                "texture: sound, on slices that lack an organ",
                ground -> ground.robust("lacking"));
        add(Scene.TEXTURE_MANY, Truth.ROBUST, "eight organs: sound", ground -> ground.robust("eight organs"));
        add(Scene.TEXTURE_MANY, Truth.FRAGILE, "eight organs: a bright place, step, the smallest organ", ground -> {
            Perturbation witness = ground.fields().shade(1, place(ground, 4)).filled();
            return one(ground, "smallest", witness, ground.slow(witness), new Gate.Step(0.6), Harms.lose(Set.of(8)));
        });
        add(Scene.TEXTURE_MANY, Truth.FRAGILE, "eight organs: a moved place, slope, one organ", ground -> {
            Perturbation witness =
                    ground.fields().move(2, -2, over(ground, 5, 5)).filled();
            return one(
                    ground, "one of eight", witness, ground.fine(witness), Gate.Slope.from(0.7), Harms.lose(Set.of(5)));
        });
    }

    private void phantoms() {
        add(Scene.PHANTOM, Truth.ROBUST, "phantom: sound", ground -> ground.robust("phantom: sound"));
        add(Scene.PHANTOM, Truth.FRAGILE, "phantom: a moved place, step, the liver", ground -> {
            Perturbation witness =
                    ground.fields().move(2, 0, over(ground, 3, 7)).filled();
            return one(ground, "moved liver", witness, ground.fine(witness), new Gate.Step(0.6), Harms.lose(Set.of(3)));
        });
        add(Scene.PHANTOM, Truth.FRAGILE, "phantom: a bright place, step, all organs", ground -> {
            Perturbation witness = ground.fields().shade(1, place(ground, 4)).filled();
            return one(ground, "bright", witness, ground.slow(witness), new Gate.Step(0.6), lost(ground));
        });
        add(Scene.PHANTOM, Truth.FRAGILE, "phantom: brighter to one side, slope, kidneys", ground -> {
            Perturbation witness =
                    ground.fields().shade(1, (slice, y, x) -> x - 31.5).filled();
            return one(ground, "ramp", witness, ground.slow(witness), Gate.Slope.from(0.7), Harms.lose(Set.of(2)));
        });
        add(Scene.PHANTOM, Truth.FRAGILE, "phantom: a pattern, cliff, liver and spleen change names", ground -> {
            Perturbation witness = pattern(ground).filled();
            return one(ground, "swapped", witness, ground.slow(witness), new Gate.Cliff(0.5), Harms.swap(3, 4));
        });
        add(Scene.PHANTOM_ABSENT, Truth.FRAGILE, "phantom: the pancreas drawn where it is not, step", ground -> {
            Perturbation witness = ground.fields().shade(-1, place(ground, 5)).filled();
            return one(
                    ground,
                    "drawn pancreas",
                    witness,
                    ground.slow(witness),
                    new Gate.Step(0.6),
                    Harms.draw(1, discs(ground, 1, 11)));
        });
        add(Scene.PHANTOM, Truth.ROBUST, "phantom: a step that p keeps out of reach", ground -> {
            Weighted place =
                    ground.slow(ground.fields().shade(1, place(ground, 6)).filled());
            return ground.robust(
                    "out of reach", flaw(ground, place, new Gate.Step(beyond(ground, place)), lost(ground)));
        });
        add(Scene.PHANTOM, Truth.ROBUST, "phantom: a cliff of one organ that p keeps out of reach", ground -> {
            Weighted all = ground.slow(pattern(ground).filled());
            return ground.robust(
                    "no cliff", flaw(ground, all, new Gate.Cliff(beyond(ground, all)), Harms.lose(Set.of(3))));
        });
    }
}

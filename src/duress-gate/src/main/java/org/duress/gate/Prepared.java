package org.duress.gate;

import java.util.Optional;
import org.duress.Progress;
import org.duress.gate.attack.AttackTask;
import org.duress.gate.baseline.Clock;
import org.duress.gate.baseline.CountingModel;
import org.duress.gate.keep.Replays;
import org.duress.gate.prepare.AttackSource;
import org.duress.gate.prepare.PreparedAttack;
import org.duress.result.Passes;
import org.duress.spec.Search;

/**
 * An attack made ready, and what that took.
 *
 * @param asked images that the model was asked about
 * @param passes of the model
 */
record Prepared(PreparedAttack attack, long asked, Passes passes, double seconds) {
    /** Known counterexamples and nothing else. */
    static Prepared replayed(Measured measured) {
        return new Prepared(replayed(measured.opened(), measured.replays()), 0, Passes.NONE, 0);
    }

    /** The same attack. */
    static PreparedAttack replayed(Opened opened, Replays replays) {
        return PreparedAttack.of(replays.attack(opened.spec()));
    }

    /** What of it a first look tries, where there is one. */
    Optional<Prepared> firstLook() {
        return attack.firstLook().map(look -> new Prepared(look, asked, passes, seconds));
    }

    /** Trained, or from the store. */
    static Prepared of(Measured measured, AttackSource attacks, Search search, Progress listener) {
        Clock clock = new Clock();
        CountingModel counted = measured.opened().counted();
        long before = counted.asked();
        Passes passesBefore = counted.passes();
        PreparedAttack attack = attack(measured, attacks, search, listener);
        return new Prepared(attack, counted.asked() - before, counted.passes().minus(passesBefore), clock.seconds());
    }

    private static PreparedAttack attack(Measured measured, AttackSource attacks, Search search, Progress listener) {
        return measured.baseline().findsNothing() && !measured.opened().untouched()
                ? PreparedAttack.onNothing(measured.opened().spec().cohort().kind())
                : attack(measured.opened(), measured.replays(), attacks, search, listener);
    }

    /** The attacks on a model that finds something. */
    static PreparedAttack attack(
            Opened opened, Replays replays, AttackSource attacks, Search search, Progress listener) {
        if (opened.untouched()) {
            return PreparedAttack.nothing();
        }
        AttackTask task = opened.task(replays.asked(search));
        PreparedAttack prepared = attacks.prepare(task, opened.counted(), listener);
        return replays.none() ? prepared : prepared.after(replays.attack(opened.spec()));
    }
}

package org.duress.gate;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.duress.data.Cohort;
import org.duress.gate.GateListener.Stage;
import org.duress.gate.baseline.Baseline;
import org.duress.gate.baseline.Clock;
import org.duress.gate.keep.Counterexamples;
import org.duress.gate.keep.Replays;
import org.duress.gate.prepare.AttackSource;
import org.duress.gate.prepare.Contenders;
import org.duress.model.SegmentationModel;
import org.duress.net.device.Device;
import org.duress.result.GateOutcome;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.Search;

/**
 * Measures one model against one spec: clean baseline, attacker from the store or trained, attack, judgement.
 *
 * <p>The same spec, model, data and machine give the same numbers. The gate subjects are never shown to the attacker's
 * training. An interrupted thread ends the run between two batches; the interrupt flag stays set.
 */
public final class RobustnessGate {
    private final Supplier<String> device;
    private final AttackSource attacks;
    private final Counterexamples counterexamples;

    /**
     * A gate that keeps and replays counterexamples.
     *
     * @param store folder of the trained attackers; made when missing
     * @param counterexamples their folder; made when there is one to keep
     * @param search what is done with those of earlier runs
     */
    public RobustnessGate(Path store, Path counterexamples, Search search) {
        this(() -> Device.resolved().description(), new Contenders(store), Optional.of(counterexamples), search);
    }

    /**
     * A gate without counterexamples.
     *
     * @param store folder of the trained attackers; made when missing
     */
    public RobustnessGate(Path store) {
        this(() -> Device.resolved().description(), new Contenders(store));
    }

    RobustnessGate(Supplier<String> device, AttackSource attacks) {
        this(device, attacks, Optional.empty(), Search.FULL);
    }

    RobustnessGate(Supplier<String> device, AttackSource attacks, Optional<Path> counterexamples, Search search) {
        this.device = device;
        this.attacks = attacks;
        this.counterexamples = new Counterexamples(counterexamples, search);
    }

    /**
     * Runs the gate on an opened model and cohort. The model stays open.
     *
     * <p>A FAIL is kept as counterexamples. Should that fail, for example because the disk is full, the verdict still
     * stands, and the listener is warned.
     *
     * @return a verdict, the evidence for it, and the worst slices of each organ, and of a FAIL what was kept
     * @throws org.duress.DuressException if anything but the model is wrong: classes or size that do not fit, output
     *     that is not finite, an attack that needs gradients where there are none, that changes nothing, a store that
     *     cannot be written, an interruption
     */
    public GateOutcome run(RobustnessSpec spec, SegmentationModel model, Cohort cohort, GateListener hearer) {
        Clock total = new Clock();
        Warnings listener = new Warnings(hearer);

        listener.begin(Stage.OPEN);
        cohort.warnings().forEach(listener::warn);
        Opened opened = Opened.of(spec, model, cohort, device.get(), listener);
        listener.end(Stage.OPEN, opened.summary(cohort));

        Measured measured = measured(opened, listener);
        Attacked attacked = searched(measured, listener);

        listener.begin(Stage.JUDGE);
        Concluded concluded = Concluded.of(measured, attacked, counterexamples, total, listener);
        listener.end(Stage.JUDGE, concluded.judgement().summary());
        return concluded.outcome(spec, attacked.tally(), listener.sentences());
    }

    /** The run up to the first attack. */
    Measured measured(Opened opened, GateListener listener) {
        RobustnessSpec spec = opened.spec();
        listener.begin(Stage.BASELINE);
        Baseline baseline = Baseline.measure(
                opened.segmenter(),
                opened.organs(),
                opened.split().gate(),
                spec.attack().batch(),
                listener);
        baseline.warnOfLostOrgans(listener);
        baseline.warnOfFewSubjects(listener);
        baseline.warnOfHardlyFound(listener);
        baseline.warnOfNoInterval(spec, listener);
        listener.end(Stage.BASELINE, baseline.summary());
        return new Measured(
                opened,
                baseline,
                opened.untouched() ? Replays.NONE : counterexamples.replays(spec, baseline.batches(), listener));
    }

    /** Tries known counterexamples first or alone, where that is asked for. */
    private Attacked searched(Measured measured, GateListener listener) {
        Search search = counterexamples.search();
        if (search == Search.FULL
                || (search == Search.FIRST && measured.replays().none())) {
            return trainedAndAttacked(measured, listener);
        }
        Attacked replayed = attacked(measured, Prepared.replayed(measured), listener);
        if (search == Search.REPLAY || replayed.fails(measured.opened().spec())) {
            return replayed;
        }
        Attacked attacked = trainedAndAttacked(measured, listener);
        attacked.tally().askedEarlier(replayed.tally());
        return attacked;
    }

    private Attacked trainedAndAttacked(Measured measured, GateListener listener) {
        listener.begin(Stage.TRAIN);
        Prepared prepared = Prepared.of(measured, attacks, counterexamples.search(), listener);
        listener.end(Stage.TRAIN, prepared.attack().summary());
        return attacked(measured, prepared, listener);
    }

    private static Attacked attacked(Measured measured, Prepared prepared, GateListener listener) {
        listener.begin(Stage.ATTACK);
        Attacked attacked = Attacked.of(measured, prepared, listener);
        listener.end(Stage.ATTACK, attacked.tally().summary());
        return attacked;
    }
}

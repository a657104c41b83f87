package org.duress.gate;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Supplier;
import org.duress.DuressException;
import org.duress.base.EnumWords;
import org.duress.data.Cohort;
import org.duress.data.Subject;
import org.duress.gate.GateListener.Stage;
import org.duress.gate.baseline.Clock;
import org.duress.gate.judge.RealismJudge;
import org.duress.gate.keep.Replays;
import org.duress.gate.prepare.AttackSource;
import org.duress.gate.prepare.Contenders;
import org.duress.gate.prepare.PreparedAttack;
import org.duress.gate.release.ReleaseBaseline;
import org.duress.gate.release.ReleaseDay;
import org.duress.gate.release.Releasing;
import org.duress.gate.shard.Shards;
import org.duress.gate.shift.ShiftMeter;
import org.duress.model.SegmentationModel;
import org.duress.net.device.Device;
import org.duress.result.GateOutcome;
import org.duress.result.Passes;
import org.duress.result.Reach;
import org.duress.result.ShiftEvidence;
import org.duress.spec.DuressProperties;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.Search;
import org.duress.spec.Shard;

/**
 * Measures one model against one spec: clean baseline, attacker from the store or trained, attack, judgement.
 *
 * <p>The same spec, model, data and machine give the same numbers. The gate subjects are never shown to the attacker's
 * training. An interrupted thread ends the run between two batches; the interrupt flag stays set.
 */
public final class RobustnessGate {
    private final Supplier<String> device;
    private final AttackSource attacks;
    private final Surroundings surroundings;

    /**
     * A gate that keeps and replays counterexamples.
     *
     * @param store folder of the trained attackers; made when missing
     * @param counterexamples their folder; made when there is one to keep
     * @param search what is done with those of earlier runs
     */
    public RobustnessGate(Path store, Path counterexamples, Search search) {
        this(store, Surroundings.of(Optional.of(counterexamples), search));
    }

    /**
     * A gate in some surroundings.
     *
     * @param store folder of the trained attackers; made when missing
     */
    public RobustnessGate(Path store, Surroundings surroundings) {
        this(() -> Device.resolved().description(), new Contenders(store), surroundings);
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
        this(device, attacks, Surroundings.of(Optional.empty(), Search.FULL));
    }

    RobustnessGate(Supplier<String> device, AttackSource attacks, Optional<Path> counterexamples, Search search) {
        this(device, attacks, Surroundings.of(counterexamples, search));
    }

    RobustnessGate(Supplier<String> device, AttackSource attacks, Surroundings surroundings) {
        this.device = device;
        this.attacks = attacks;
        this.surroundings = surroundings;
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
        return judged(spec, model, cohort, WorkSource.HERE, hearer);
    }

    /**
     * Runs the gate where other machines ask the model about the gate slices ({@link BatchWork}), and gives what {@link
     * #run(RobustnessSpec, SegmentationModel, Cohort, GateListener)} gives.
     *
     * @param elsewhere has them do it
     * @throws org.duress.DuressException as the other
     * @throws org.duress.EnvironmentException if what came of a piece of work cannot be read
     */
    public GateOutcome run(
            RobustnessSpec spec, SegmentationModel model, Cohort cohort, WorkElsewhere elsewhere, GateListener hearer) {
        return judged(spec, model, cohort, WorkSource.of(elsewhere), hearer);
    }

    /**
     * Trains what {@link #run} and {@link #shard} would train, keeps it in the store, and attacks nothing: what they
     * find there they load.
     *
     * @return one line that says what was trained, or was there already
     * @throws org.duress.DuressException as {@link #run}, or if known counterexamples are all that is to be tried
     */
    public String train(RobustnessSpec spec, SegmentationModel model, Cohort cohort, GateListener listener) {
        requireSearch(DuressProperties.TRAIN_ONLY, "trains nothing");
        Opened opened = opened(surroundings.today(spec).spec(), model, cohort, listener);
        listener.begin(Stage.TRAIN);
        Replays replays = opened.replays(surroundings.known(spec), opened.batches(), listener);
        try (PreparedAttack trained = Prepared.attack(opened, replays, attacks, surroundings.search(), listener)) {
            listener.end(Stage.TRAIN, trained.summary());
            return trained.summary();
        }
    }

    /**
     * Attacks a share of the gate subjects, and writes what came of it for {@link #merge}. Known counterexamples are
     * tried beside everything else. The file is there when all of it is; one of an earlier run is replaced.
     *
     * @param folder of shards; the file is {@code <folder>/<spec>/<number>-of-<of>.shard}
     * @throws org.duress.DuressException as {@link #run}, or if known counterexamples are all that is to be tried
     */
    public WrittenShard shard(
            Shard shard,
            Path folder,
            RobustnessSpec spec,
            SegmentationModel model,
            Cohort cohort,
            GateListener listener) {
        requireSearch(DuressProperties.SHARD, "takes no shards");
        Opened opened = opened(surroundings.today(spec).spec(), model, cohort, listener);
        return WrittenShard.write(shard, folder, opened, attacks, surroundings.known(spec), listener);
    }

    /**
     * Puts shards together: gives the verdict, the evidence and the counterexamples that {@link #run} would have given
     * on one machine. Whatever is no attack on a single slice is done here: the clean baseline, the slices' worst tried
     * on one another, canaries.
     *
     * @param folders with the shards of this spec, in them or in folders below
     * @throws org.duress.DuressException as {@link #run}, or if a shard is missing, there twice, damaged, or of another
     *     spec, model, cohort or attacker
     */
    public GateOutcome merge(
            List<Path> folders, RobustnessSpec spec, SegmentationModel model, Cohort cohort, GateListener hearer) {
        requireSearch(DuressProperties.MERGE, "takes no shards");
        return judged(spec, model, cohort, WorkSource.of(Shards.find(folders, spec)), hearer);
    }

    /**
     * The names of the specs that have shards in some folders or in folders below.
     *
     * @throws org.duress.DuressException if a folder is missing, or a file damaged
     * @throws org.duress.EnvironmentException if a file cannot be read
     */
    public static SortedSet<String> sharded(List<Path> folders) {
        return Shards.specs(folders);
    }

    private void requireSearch(String property, String what) {
        if (surroundings.search() == Search.REPLAY) {
            throw new DuressException(DuressProperties.SEARCH + "=" + EnumWords.of(Search.REPLAY)
                    + " tries known counterexamples and nothing else, which " + what + "; remove " + property
                    + ", or set " + DuressProperties.SEARCH + " to " + EnumWords.of(Search.FIRST));
        }
    }

    private GateOutcome judged(
            RobustnessSpec spec, SegmentationModel model, Cohort cohort, WorkSource source, GateListener hearer) {
        Clock total = new Clock();
        Warnings listener = new Warnings(hearer);
        ReleaseDay today = surroundings.today(spec);
        Opened opened = opened(today.spec(), model, cohort, listener);
        today.warn(listener);
        Optional<ReleaseBaseline> before = before(opened, listener);
        Measured measured = measured(opened, source, listener);
        Attacked attacked = searched(measured, source, listener);
        ShiftEvidence shifts = shifted(measured, source, listener);

        listener.begin(Stage.JUDGE);
        Releasing releasing = new Releasing(today, before);
        Concluded concluded =
                Concluded.of(measured, attacked, shifts, surroundings.known(spec), releasing, total, listener);
        listener.end(Stage.JUDGE, concluded.judgement().summary());
        return concluded.outcome(opened.spec(), attacked.tally(), listener.sentences());
    }

    private Opened opened(RobustnessSpec spec, SegmentationModel model, Cohort cohort, GateListener listener) {
        listener.begin(Stage.OPEN);
        cohort.warnings().forEach(listener::warn);
        Opened opened = Opened.of(spec, model, cohort, device.get(), listener);
        listener.end(Stage.OPEN, opened.summary(cohort));
        return opened;
    }

    /** The verdict of the last release, held to be comparable before anything is attacked. */
    private Optional<ReleaseBaseline> before(Opened opened, GateListener listener) {
        RobustnessSpec spec = opened.spec();
        Optional<ReleaseBaseline> before = surroundings.baseline(spec, listener);
        before.ifPresent(baseline -> baseline.requireComparable(
                spec,
                opened.split().gate().stream().map(Subject::id).toList(),
                opened.dataFingerprint(),
                Contenders.of(spec.attack(), opened.model())));
        return before;
    }

    /** The run from there up to the first attack. */
    Measured measured(Opened opened, WorkSource source, GateListener listener) {
        RobustnessSpec spec = opened.spec();
        listener.begin(Stage.BASELINE);
        Replays replays = opened.replays(surroundings.known(spec), opened.batches(), listener);
        source.require(opened.facts(replays, surroundings.search()));
        Measured measured = Measured.of(opened, replays, source, listener);
        listener.end(Stage.BASELINE, measured.baseline().summary());
        return measured;
    }

    /** What natural shifts do, however far the attack went. */
    private static ShiftEvidence shifted(Measured measured, WorkSource source, GateListener listener) {
        Opened opened = measured.opened();
        if (opened.shifts().isEmpty()) {
            return ShiftEvidence.NONE;
        }
        listener.begin(Stage.SHIFT);
        Passes before = opened.counted().passes();
        ShiftMeter meter = new ShiftMeter(opened.spec(), measured.baseline(), opened.shifts());
        meter.run(source.of(new ShiftWork(Answered.of(measured))), listener);
        ShiftEvidence shifts = meter.evidence(opened.counted().passes().minus(before));
        listener.end(Stage.SHIFT, ShiftMeter.summary(shifts));
        return shifts;
    }

    /** Tries known counterexamples first or alone, where that is asked for. */
    private Attacked searched(Measured measured, WorkSource source, GateListener listener) {
        Search search = surroundings.search();
        if (search == Search.FULL
                || (search == Search.FIRST && measured.replays().none())) {
            return trainedAndAttacked(measured, source, listener);
        }
        Attacked replayed = attacked(
                measured, Prepared.replayed(measured), measured.opened().realism(), source, listener);
        if (search == Search.REPLAY || replayed.fails(measured.opened().spec())) {
            return replayed;
        }
        Attacked attacked = trainedAndAttacked(measured, source, listener);
        attacked.tally().askedEarlier(replayed.tally());
        return attacked;
    }

    private Attacked trainedAndAttacked(Measured measured, WorkSource source, GateListener listener) {
        listener.begin(Stage.TRAIN);
        Prepared prepared = Prepared.of(measured, attacks, surroundings.search(), listener);
        try (PreparedAttack attack = prepared.attack()) {
            listener.end(Stage.TRAIN, attack.summary());
            RealismJudge realism = CriticWork.realism(Answered.of(measured), attack, source);
            Optional<Attacked> look = surroundings.search() == Search.FIRST
                    ? prepared.firstLook().map(first -> attacked(measured, first, realism, source, listener))
                    : Optional.empty();
            Optional<Attacked> decided =
                    look.filter(first -> first.failsEverywhere(measured.opened().spec()));
            if (decided.isPresent()) {
                return decided.get();
            }
            Attacked attacked = attacked(measured, prepared, realism, source, listener);
            look.ifPresent(first -> attacked.tally().askedEarlier(first.tally()));
            return attacked;
        }
    }

    private static Attacked attacked(
            Measured measured, Prepared prepared, RealismJudge realism, WorkSource source, GateListener listener) {
        listener.begin(Stage.ATTACK);
        Attacked attacked = Attacked.of(measured, prepared, realism, source, listener);
        String look = prepared.attack().reach() == Reach.FIRST_LOOK ? "first look: " : "";
        listener.end(Stage.ATTACK, look + attacked.tally().summary());
        return attacked;
    }
}

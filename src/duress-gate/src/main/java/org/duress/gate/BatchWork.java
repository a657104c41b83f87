package org.duress.gate;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.duress.Progress;
import org.duress.attack.KeptFields;
import org.duress.data.Cohort;
import org.duress.gate.judge.RealismJudge;
import org.duress.gate.keep.Counterexamples;
import org.duress.gate.keep.Replays;
import org.duress.gate.prepare.AttackSource;
import org.duress.gate.prepare.Contenders;
import org.duress.gate.prepare.PreparedAttack;
import org.duress.gate.shard.FieldsCodec;
import org.duress.gate.shard.ShardFacts;
import org.duress.model.SegmentationModel;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.Search;

/**
 * The part of a gate's work that many machines can share, with no verdict: what an order asks for, piece by piece. What
 * comes of a piece are bytes, for {@link RobustnessGate#run(RobustnessSpec, SegmentationModel, Cohort, WorkElsewhere,
 * GateListener)} on one machine. Attacks are made ready when they are first needed: trained, or from the store, as in
 * any run. Each piece is worked on as a run on one machine works on it, whatever others this machine has seen. For one
 * thread.
 */
public final class BatchWork implements AutoCloseable {
    private final Opened opened;
    private final Answered answered;
    private final Replays replays;
    private final AttackSource attacks;
    private final Search search;
    private final Progress listener;
    private final ShardFacts facts;
    private final Map<Work.Kind, Ready> ready = new EnumMap<>(Work.Kind.class);

    private BatchWork(Opened opened, AttackSource attacks, Counterexamples counterexamples, Progress listener) {
        this.opened = opened;
        this.answered = Answered.anew(opened, opened.batches());
        this.replays = opened.replays(counterexamples, answered.batches(), listener);
        this.attacks = attacks;
        this.search = counterexamples.search();
        this.listener = listener;
        this.facts = opened.facts(replays, search);
    }

    /**
     * Nothing is made ready yet.
     *
     * @param store folder of the trained attackers; made when missing
     * @param counterexamples folder of those of earlier runs; the same on all machines
     * @param search what is done with them
     * @throws org.duress.DuressException as {@link RobustnessGate#run}
     */
    public static BatchWork of(
            RobustnessSpec spec,
            SegmentationModel model,
            Cohort cohort,
            Path store,
            Path counterexamples,
            Search search,
            Progress listener) {
        return of(
                Opened.of(spec, model, cohort, "", listener),
                new Contenders(store),
                new Counterexamples(Optional.of(counterexamples), search),
                listener);
    }

    static BatchWork of(Opened opened, AttackSource attacks, Counterexamples counterexamples, Progress listener) {
        return new BatchWork(opened, attacks, counterexamples, listener);
    }

    /** Attacks that are ready to use, and what says which of their images count. */
    private record Ready(PreparedAttack attack, RealismJudge realism) {}

    /** An order that was understood. */
    public final class Begun {
        private final Work<?> work;

        private Begun(Work<?> work) {
            this.work = work;
        }

        /**
         * Does a piece.
         *
         * @param out gets what came of it, and what it has in common with the work of others; stays open
         * @throws IOException if it cannot be written there
         * @throws org.duress.DuressException as {@link RobustnessGate#run}
         */
        public void work(int piece, OutputStream out) throws IOException {
            facts(work).write(out);
            write(work, piece, out);
        }

        private static <T> void write(Work<T> work, int piece, OutputStream out) throws IOException {
            work.write(work.here(piece), out);
        }
    }

    /**
     * Understands an order, and makes ready what it needs.
     *
     * @param order as {@link WorkOrder#writeTo} wrote it; closed by who gives it
     * @throws IOException if it cannot be read
     * @throws org.duress.DuressException as {@link RobustnessGate#run}
     */
    public Begun begin(InputStream order) throws IOException {
        Work.Kind kind = Work.Kind.read(order);
        return new Begun(
                switch (kind) {
                    case CLEAN -> new CleanWork(answered);
                    case REPLAY, FIRST_LOOK, ATTACK -> attack(ready(kind));
                    case UNIVERSAL -> {
                        Ready known = ready(Work.Kind.ATTACK);
                        yield UniversalWork.of(
                                answered, known.attack(), known.realism(), KeptFields.list(FieldsCodec.read(order)));
                    }
                    case CANARY -> {
                        Ready known = ready(Work.Kind.ATTACK);
                        yield CanaryWork.of(answered, known.attack(), known.realism(), CanaryWork.plots(order));
                    }
                });
    }

    /** The attack on each batch. */
    AttackWork attack() {
        return attack(ready(Work.Kind.ATTACK));
    }

    private AttackWork attack(Ready known) {
        return AttackWork.of(answered, known.attack(), known.realism());
    }

    private Ready ready(Work.Kind kind) {
        Ready known = ready.get(kind);
        if (known == null) {
            known = made(kind);
            ready.put(kind, known);
        }
        return known;
    }

    private Ready made(Work.Kind kind) {
        PreparedAttack attack = switch (kind) {
            case REPLAY -> Prepared.replayed(opened, replays);
            case FIRST_LOOK -> ready(Work.Kind.ATTACK).attack().firstLook().orElseThrow();
            case CLEAN, ATTACK, UNIVERSAL, CANARY -> Prepared.attack(opened, replays, attacks, search, listener);
        };
        return new Ready(
                attack,
                RealismJudge.of(opened.spec().realism(), attack.controls().critic(), answered.batches()));
    }

    /** What some work has in common with that of the other machines. */
    ShardFacts facts(Work<?> work) {
        return facts.and(work.facts());
    }

    /** One line that says how the attacks were made ready. */
    String summary() {
        return ready(Work.Kind.ATTACK).attack().summary();
    }

    @Override
    public void close() {
        ready.values().forEach(known -> known.attack().close());
    }
}

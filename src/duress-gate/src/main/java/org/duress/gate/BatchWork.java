package org.duress.gate;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
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
import org.duress.gate.shard.Scores;
import org.duress.gate.shard.ShardFacts;
import org.duress.model.SegmentationModel;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.Search;
import org.jspecify.annotations.Nullable;

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
    private @Nullable PreparedAttack whole;

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
                    case SHIFTS -> new ShiftWork(answered);
                    case CRITIC -> critic(prepared(kind));
                    case REPLAY, FIRST_LOOK, ATTACK -> {
                        PreparedAttack attack = prepared(kind);
                        yield AttackWork.of(answered, attack, realism(attack, order));
                    }
                    case UNIVERSAL -> {
                        PreparedAttack attack = prepared(kind);
                        RealismJudge realism = realism(attack, order);
                        yield UniversalWork.of(answered, attack, realism, KeptFields.list(FieldsCodec.read(order)));
                    }
                    case CANARY -> {
                        PreparedAttack attack = prepared(kind);
                        RealismJudge realism = realism(attack, order);
                        yield CanaryWork.of(answered, attack, realism, CanaryWork.plots(order));
                    }
                });
    }

    private CriticWork critic(PreparedAttack attack) throws IOException {
        return new CriticWork(
                answered,
                attack.controls()
                        .critic()
                        .orElseThrow(() -> new IOException("a critic is asked for, and these attacks bring none")),
                Work.trained(attack));
    }

    private RealismJudge realism(PreparedAttack attack, InputStream order) throws IOException {
        return CriticWork.realism(answered, attack, Scores.read(order));
    }

    /** The attack on each batch. */
    AttackWork attack() {
        PreparedAttack attack = whole();
        return AttackWork.of(answered, attack, CriticWork.realism(answered, attack, WorkSource.HERE));
    }

    private PreparedAttack prepared(Work.Kind kind) {
        return switch (kind) {
            case REPLAY -> Prepared.replayed(opened, replays);
            case FIRST_LOOK -> whole().firstLook().orElseThrow();
            case CLEAN, SHIFTS, CRITIC, ATTACK, UNIVERSAL, CANARY -> whole();
        };
    }

    /** All attacks, made ready once. */
    private PreparedAttack whole() {
        PreparedAttack known = whole == null ? Prepared.attack(opened, replays, attacks, search, listener) : whole;
        whole = known;
        return known;
    }

    /** What some work has in common with that of the other machines. */
    ShardFacts facts(Work<?> work) {
        return facts.and(work.facts());
    }

    /** One line that says how the attacks were made ready. */
    String summary() {
        return whole().summary();
    }

    @Override
    public void close() {
        if (whole != null) {
            whole.close();
        }
    }
}

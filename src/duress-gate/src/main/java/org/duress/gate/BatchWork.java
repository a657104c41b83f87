package org.duress.gate;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.duress.Progress;
import org.duress.data.Cohort;
import org.duress.data.Cohorts;
import org.duress.gate.attack.BatchAttack;
import org.duress.gate.baseline.Batch;
import org.duress.gate.baseline.KeptAnswer;
import org.duress.gate.evidence.BatchTrials;
import org.duress.gate.judge.RealismJudge;
import org.duress.gate.keep.Counterexamples;
import org.duress.gate.keep.Replays;
import org.duress.gate.prepare.AttackSource;
import org.duress.gate.prepare.Contenders;
import org.duress.gate.prepare.PreparedAttack;
import org.duress.gate.shard.ShardFacts;
import org.duress.gate.shard.TrialsCodec;
import org.duress.model.SegmentationModel;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.Search;

/**
 * The part of a gate's work that many machines can share: attacks batches of gate slices one by one, with no verdict.
 * What comes of a batch are bytes, for {@link RobustnessGate#run(RobustnessSpec, SegmentationModel, Cohort,
 * AttackedElsewhere, GateListener)} on one machine. The attacks are trained, or come from the store, as in any run;
 * each batch is attacked as a run on one machine attacks it, whatever other batches this machine has seen. For one
 * thread.
 */
public final class BatchWork implements AutoCloseable {
    private final Opened opened;
    private final List<Batch> batches;
    private final PreparedAttack prepared;
    private final BatchAttack attack;
    private final ShardFacts facts;

    private BatchWork(Opened opened, PreparedAttack prepared, ShardFacts facts) {
        this.opened = opened;
        this.prepared = prepared;
        this.batches = opened.batches();
        this.attack = Attacked.onBatch(
                opened,
                prepared,
                RealismJudge.of(opened.spec().realism(), prepared.controls().critic(), batches));
        this.facts = facts.with(prepared.trained());
    }

    /**
     * Makes the attacks ready.
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
        Replays replays = opened.replays(counterexamples, opened.batches(), listener);
        return new BatchWork(
                opened,
                Prepared.attack(opened, replays, attacks, counterexamples.search(), listener),
                opened.facts(replays, counterexamples.search()));
    }

    /**
     * How many batches there are, of all gate subjects in their order, known before anything is made ready.
     *
     * @throws org.duress.DuressException if the cohort does not have the spec's subjects
     */
    public static int batches(RobustnessSpec spec, Cohort cohort) {
        return Batch.of(
                        Cohorts.split(cohort, spec.cohort()).gate(),
                        spec.attack().batch())
                .size();
    }

    /** The same, of this work. */
    public int batches() {
        return batches.size();
    }

    /** The gate subject that a batch is of. */
    public String subject(int batch) {
        return batches.get(batch).subject();
    }

    /**
     * Attacks a batch.
     *
     * @param out gets what came of it, and what it has in common with the work of others; stays open
     * @throws IOException if it cannot be written there
     * @throws org.duress.DuressException as {@link RobustnessGate#run}
     */
    public void attack(int batch, OutputStream out) throws IOException {
        facts.write(out);
        TrialsCodec.write(trials(batches.get(batch)), out);
    }

    BatchTrials trials(Batch batch) {
        return attack.of(batch, KeptAnswer.of(opened.segmenter().segment(batch.images())));
    }

    /** What this work has in common with that of the other machines. */
    ShardFacts facts() {
        return facts;
    }

    /** One line that says how the attacks were made ready. */
    String summary() {
        return prepared.summary();
    }

    @Override
    public void close() {
        prepared.close();
    }
}

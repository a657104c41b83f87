package org.duress.gate;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.duress.gate.attack.BatchAttack;
import org.duress.gate.evidence.BatchTrials;
import org.duress.gate.evidence.SubstituteMeter;
import org.duress.gate.judge.RealismJudge;
import org.duress.gate.prepare.PreparedAttack;
import org.duress.gate.shard.Scores;
import org.duress.gate.shard.ShardFacts;
import org.duress.gate.shard.TrialsCodec;

/**
 * The attack on each batch.
 *
 * @param kind how far it goes
 */
record AttackWork(Kind kind, Answered on, BatchAttack attack, ShardFacts facts) implements BatchesWork<BatchTrials> {
    /** That of some attacks. */
    static AttackWork of(Answered on, PreparedAttack prepared, RealismJudge realism) {
        Opened opened = on.opened();
        BatchAttack attack = new BatchAttack(
                opened.spec(),
                opened.segmenter(),
                realism,
                opened.organs(),
                prepared.attacks(),
                prepared.controls().random(),
                prepared.substitute().map(SubstituteMeter::new),
                prepared.controls().gradients());
        return new AttackWork(Kind.of(prepared.reach()), on, attack, Work.trained(prepared));
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        BatchesWork.super.writeTo(out);
        Scores.write(attack.realism().clean(), out);
    }

    @Override
    public BatchTrials here(int piece) {
        return attack.of(batches().get(piece), on.answers().apply(piece));
    }

    @Override
    public void write(BatchTrials done, OutputStream out) throws IOException {
        TrialsCodec.write(done, out);
    }

    @Override
    public BatchTrials read(int piece, InputStream in) throws IOException {
        BatchTrials done = TrialsCodec.read(in, batches().get(piece), on.sets());
        on.count(done.effort());
        return done;
    }
}

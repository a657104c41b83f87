package org.duress.gate;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.duress.attack.Perturbation;
import org.duress.gate.attack.UniversalAttack;
import org.duress.gate.evidence.FurtherTrials;
import org.duress.gate.judge.RealismJudge;
import org.duress.gate.prepare.PreparedAttack;
import org.duress.gate.shard.FieldsCodec;
import org.duress.gate.shard.FurtherCodec;
import org.duress.gate.shard.Scores;
import org.duress.gate.shard.ShardFacts;

/** Trying on each batch what hurt single slices most: the fields go with the order. */
record UniversalWork(Answered on, UniversalAttack attack, ShardFacts facts) implements BatchesWork<FurtherTrials> {
    /**
     * That which follows some attacks.
     *
     * @param strongest each of one image
     */
    static UniversalWork of(Answered on, PreparedAttack prepared, RealismJudge realism, List<Perturbation> strongest) {
        Opened opened = on.opened();
        return new UniversalWork(
                on,
                new UniversalAttack(opened.spec(), opened.segmenter(), realism, opened.organs(), strongest),
                Work.trained(prepared));
    }

    @Override
    public Kind kind() {
        return Kind.UNIVERSAL;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        BatchesWork.super.writeTo(out);
        Scores.write(attack.realism().clean(), out);
        FieldsCodec.write(attack.strongest(), out);
    }

    @Override
    public FurtherTrials here(int piece) {
        return attack.of(batches().get(piece), on.answers().apply(piece));
    }

    @Override
    public void write(FurtherTrials done, OutputStream out) throws IOException {
        FurtherCodec.write(done, out);
    }

    @Override
    public FurtherTrials read(int piece, InputStream in) throws IOException {
        FurtherTrials done = FurtherCodec.read(in, batches().get(piece), on.sets());
        on.count(done.effort());
        return done;
    }
}

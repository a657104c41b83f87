package org.duress.gate;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.duress.gate.judge.CleanRanges;
import org.duress.gate.judge.RealismJudge;
import org.duress.gate.prepare.PreparedAttack;
import org.duress.gate.shard.Scores;
import org.duress.gate.shard.ShardFacts;
import org.duress.model.ImageBatch;
import org.duress.spec.RealismSpec;

/**
 * Asking a critic about the clean slices of each batch, with which all other images are compared.
 *
 * @param critic one score an image
 */
record CriticWork(Answered on, Function<ImageBatch, double[]> critic, ShardFacts facts)
        implements BatchesWork<double[]> {
    /**
     * What says which images of some attacks count.
     *
     * @param source asks the critic that they bring, where they bring one
     */
    static RealismJudge realism(Answered on, PreparedAttack prepared, WorkSource source) {
        RealismSpec limits = on.opened().spec().realism();
        CleanRanges ranges = on.opened().ranges();
        return prepared.controls()
                .critic()
                .map(critic -> {
                    CriticWork work = new CriticWork(on, critic, Work.trained(prepared));
                    IntFunction<double[]> scores = source.of(work);
                    double[] clean = IntStream.range(0, work.pieces())
                            .mapToObj(scores)
                            .flatMapToDouble(Arrays::stream)
                            .toArray();
                    return RealismJudge.of(limits, critic, clean).within(ranges);
                })
                .orElseGet(() -> RealismJudge.of(limits).within(ranges));
    }

    /** The same of attacks that somebody else knows the scores for. */
    static RealismJudge realism(Answered on, PreparedAttack prepared, double... clean) {
        RealismSpec limits = on.opened().spec().realism();
        CleanRanges ranges = on.opened().ranges();
        return prepared.controls()
                .critic()
                .map(critic -> RealismJudge.of(limits, critic, clean).within(ranges))
                .orElseGet(() -> RealismJudge.of(limits).within(ranges));
    }

    @Override
    public Kind kind() {
        return Kind.CRITIC;
    }

    @Override
    public double[] here(int piece) {
        return critic.apply(batches().get(piece).images());
    }

    @Override
    public void write(double[] done, OutputStream out) throws IOException {
        Scores.write(done, out);
    }

    @Override
    public double[] read(int piece, InputStream in) throws IOException {
        double[] done = Scores.read(in);
        if (done.length != batches().get(piece).slices().size()) {
            throw new IOException(done.length + " scores");
        }
        return done;
    }
}

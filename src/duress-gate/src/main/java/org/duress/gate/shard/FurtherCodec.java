package org.duress.gate.shard;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.duress.base.OrganSets;
import org.duress.gate.baseline.Batch;
import org.duress.gate.baseline.Effort;
import org.duress.gate.evidence.FurtherTrials;

/** What came of what was tried later on a batch as bytes, deflated, every number bit by bit. */
public final class FurtherCodec {
    private FurtherCodec() {}

    /** Writes; the stream stays open. */
    public static void write(FurtherTrials trials, OutputStream out) throws IOException {
        Deflated.write(out, data -> {
            EffortCodec.write(trials.effort(), data);
            TriedCodec.write(trials.slices(), trials.tried(), data);
        });
    }

    /**
     * Reads what was written, and closes the stream.
     *
     * @param batch that was attacked
     * @param sets which organs a class is
     * @throws IOException if these bytes were not written for such a batch, or are damaged
     */
    public static FurtherTrials read(InputStream in, Batch batch, OrganSets sets) throws IOException {
        return Deflated.read(in, data -> {
            Effort effort = EffortCodec.read(data);
            TriedCodec.Read read = TriedCodec.read(data, batch, sets);
            return new FurtherTrials(read.slices(), read.tried(), effort);
        });
    }
}

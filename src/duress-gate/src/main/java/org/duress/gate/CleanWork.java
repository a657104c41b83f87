package org.duress.gate;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.duress.gate.baseline.CleanAnswer;
import org.duress.gate.shard.CleanCodec;
import org.duress.gate.shard.ShardFacts;

/** Asking the model about the clean slices of each batch. */
record CleanWork(Answered on) implements BatchesWork<CleanAnswer> {
    @Override
    public Kind kind() {
        return Kind.CLEAN;
    }

    @Override
    public ShardFacts facts() {
        return ShardFacts.NONE;
    }

    @Override
    public CleanAnswer here(int piece) {
        return CleanAnswer.of(on.opened().segmenter(), batches().get(piece));
    }

    @Override
    public void write(CleanAnswer done, OutputStream out) throws IOException {
        CleanCodec.write(done, out);
    }

    @Override
    public CleanAnswer read(int piece, InputStream in) throws IOException {
        CleanAnswer done = CleanCodec.read(in, batches().get(piece));
        on.count(done.effort());
        return done;
    }
}

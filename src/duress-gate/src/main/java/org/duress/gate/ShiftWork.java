package org.duress.gate;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.duress.gate.shard.ShardFacts;
import org.duress.gate.shard.ShiftCodec;
import org.duress.gate.shift.ShiftCounts;

/** Asking the model about each batch under every natural shift of the run, at each severity. */
record ShiftWork(Answered on) implements BatchesWork<ShiftCounts> {
    @Override
    public Kind kind() {
        return Kind.SHIFTS;
    }

    @Override
    public ShardFacts facts() {
        return ShardFacts.NONE;
    }

    @Override
    public ShiftCounts here(int piece) {
        Opened opened = on.opened();
        return ShiftCounts.of(
                opened.segmenter(),
                batches().get(piece),
                opened.shifts(),
                opened.spec().attack().seed());
    }

    @Override
    public void write(ShiftCounts done, OutputStream out) throws IOException {
        ShiftCodec.write(done, out);
    }

    @Override
    public ShiftCounts read(int piece, InputStream in) throws IOException {
        ShiftCounts done = ShiftCodec.read(
                in, on.opened().shifts().size(), on.opened().organs().size());
        on.count(done.effort());
        return done;
    }
}

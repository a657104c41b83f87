package org.duress.gate;

import java.util.List;
import java.util.function.IntFunction;
import org.duress.base.ReadAhead;
import org.duress.gate.baseline.Batch;

/** Work on each batch of the gate slices. */
interface BatchesWork<T> extends Work<T> {
    Answered on();

    default List<Batch> batches() {
        return on().batches();
    }

    /** The images of the next batch are read while one is worked on. */
    @Override
    default IntFunction<T> here() {
        ReadAhead ahead = Batch.readAhead(batches());
        return piece -> {
            ahead.at(piece);
            return here(piece);
        };
    }

    @Override
    default int pieces() {
        return batches().size();
    }

    @Override
    default String things() {
        return "batches";
    }

    @Override
    default String named(int piece) {
        return batches().get(piece).named();
    }
}

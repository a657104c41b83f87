package org.duress.gate;

import java.util.List;
import org.duress.gate.baseline.Batch;

/** Work on each batch of the gate slices. */
interface BatchesWork<T> extends Work<T> {
    Answered on();

    default List<Batch> batches() {
        return on().batches();
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

package org.duress.spark;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.api.java.function.Function;
import org.duress.EnvironmentException;
import org.duress.gate.BatchWork;
import org.duress.spec.Search;
import org.jspecify.annotations.Nullable;

/**
 * Does one piece of an order on an executor.
 *
 * @param run of a gate, unlike any other
 * @param store folder of the trained attackers, on the executor
 * @param known folder of the counterexamples of earlier runs, where the driver has one
 */
record PieceTask(
        String run,
        ShippedSpec spec,
        String store,
        @Nullable ShippedFile known,
        Search search,
        ShippedOrder order,
        Counters counters)
        implements Function<Integer, Answer<byte[]>> {
    private static final long serialVersionUID = 1;

    @Override
    public Answer<byte[]> call(Integer piece) {
        Answer<byte[]> answer = Answer.of(() -> Opened.with(run, spec, opened -> done(opened, piece)));
        counters.tasks().add(1);
        return answer;
    }

    private byte[] done(Opened opened, int piece) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            opened.begun(order, this::ready).work(piece, out);
        } catch (IOException e) {
            throw new EnvironmentException(
                    Here.name() + " cannot read what it is to do: " + e.getMessage() + "; look at its disk", e);
        }
        return out.toByteArray();
    }

    private BatchWork ready(Opened opened) {
        Path none = Path.of(store).resolve("no-counterexamples");
        return BatchWork.of(
                opened.spec(),
                opened.model(),
                opened.cohort(),
                Path.of(store),
                known == null ? none : known.here(opened.fetched()),
                search,
                counters.listener());
    }
}

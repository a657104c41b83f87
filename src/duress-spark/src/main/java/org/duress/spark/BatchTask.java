package org.duress.spark;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.apache.spark.api.java.function.Function;
import org.duress.gate.BatchWork;
import org.duress.spec.Search;
import org.jspecify.annotations.Nullable;

/**
 * Attacks a batch on an executor.
 *
 * @param job unlike any other
 * @param store folder of the trained attackers, on the executor
 * @param known folder of the counterexamples of earlier runs, where the driver has one
 */
record BatchTask(
        String job,
        ShippedSpec spec,
        String store,
        @Nullable ShippedFile known,
        Search search,
        Counters counters) implements Function<Integer, Answer<byte[]>> {
    private static final long serialVersionUID = 1;

    @Override
    public Answer<byte[]> call(Integer batch) {
        Answer<byte[]> answer = Answer.of(() -> Opened.with(job, spec, opened -> attacked(opened, batch)));
        counters.tasks().add(1);
        return answer;
    }

    private byte[] attacked(Opened opened, int batch) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            opened.work(this::ready).attack(batch, out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
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

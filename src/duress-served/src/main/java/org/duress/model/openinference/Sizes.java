package org.duress.model.openinference;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.model.Padding;

/** Which sizes of images a model takes: by its metadata, otherwise by asking, once for each size. */
final class Sizes {
    private final Caller caller;
    private final Probe probe;
    private final Map<List<Integer>, Optional<String>> misfits = new HashMap<>();

    Sizes(Caller caller, Probe probe) {
        this.caller = caller;
        this.probe = probe;
        misfits.put(probe.grid().sizes(), Optional.empty());
    }

    /**
     * Checks a size, and whether slices or volumes are meant.
     *
     * @throws DuressException if the model does not take such images
     * @throws org.duress.EnvironmentException if the server does not answer
     */
    void require(Grid grid) {
        probe.inference().requireRank(grid);
        misfit(grid).ifPresent(reason -> {
            throw new DuressException(probe.inference().endpoints().model() + " cannot take images of " + grid + " "
                    + grid.kind().points() + " (" + reason + "); set " + advice(grid));
        });
    }

    private Optional<String> misfit(Grid grid) {
        return misfits.computeIfAbsent(grid.sizes(), size -> ask(grid));
    }

    private Optional<String> ask(Grid grid) {
        Signature signature = probe.inference().signature();
        if (!signature.allows(grid)) {
            return Optional.of("its metadata say " + signature.input());
        }
        Optional<String> excess = probe.inference().excess(grid);
        if (excess.isPresent()) {
            return excess;
        }
        Outcome<Inference.Answer> outcome = asked(grid);
        if (outcome instanceof Outcome.Refused<Inference.Answer> refused) {
            boolean healthy = refused.ofThisTensor() && asked(probe.grid()) instanceof Outcome.Answered;
            if (!healthy) {
                throw refused.failure(
                        probe.inference().endpoints().model(),
                        "answers a request for inference with " + refused.reason() + "; see the server's log");
            }
            return Optional.of(refused.reason());
        }
        return Optional.empty();
    }

    private Outcome<Inference.Answer> asked(Grid grid) {
        int channels = probe.inference().channels();
        ImageBatch zero = new ImageBatch(new float[grid.voxels() * channels], 1, grid, channels);
        return caller.ask(probe.inference().ask(zero, 0, 1));
    }

    private String advice(Grid grid) {
        if (probe.inference().excess(grid).isPresent()) {
            return "model.tiles, so that it sees an image in parts, or cohort.size to fewer "
                    + grid.kind().points();
        }
        boolean free = probe.inference().signature().anySize();
        return Padding.toWhatIsTaken(grid, size -> free && takes(size))
                .map(padding -> "cohort.size to " + padding.advice())
                .orElseGet(() -> "cohort.size to the size it was made for, such as "
                        + probe.grid().sizes() + ", or model.tiles to tiles of that size");
    }

    boolean takes(Grid grid) {
        return probe.inference().signature().rank() == grid.rank()
                && misfit(grid).isEmpty();
    }
}

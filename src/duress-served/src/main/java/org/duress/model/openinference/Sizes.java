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
     * Checks a size.
     *
     * @throws DuressException if the model does not take it
     * @throws org.duress.EnvironmentException if the server does not answer
     */
    void require(Grid grid) {
        misfit(grid).ifPresent(reason -> {
            throw new DuressException(probe.inference().endpoints().model() + " cannot take images of " + grid
                    + " pixels (" + reason + "); set cohort.size to " + others(grid));
        });
    }

    private Optional<String> misfit(Grid grid) {
        return misfits.computeIfAbsent(grid.sizes(), size -> ask(grid));
    }

    private Optional<String> ask(Grid grid) {
        Signature signature = probe.inference().signature();
        if ((signature.height() != -1 && signature.height() != grid.height())
                || (signature.width() != -1 && signature.width() != grid.width())) {
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

    private String others(Grid grid) {
        Signature signature = probe.inference().signature();
        boolean free = signature.height() == -1 && signature.width() == -1;
        return Padding.toWhatIsTaken(grid, size -> free && takes(size))
                .map(Padding::advice)
                .orElse("the size it was made for, such as " + probe.grid().sizes());
    }

    boolean takes(Grid grid) {
        return misfit(grid).isEmpty();
    }
}

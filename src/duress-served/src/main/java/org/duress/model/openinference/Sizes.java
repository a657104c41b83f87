package org.duress.model.openinference;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.DuressException;
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
        misfits.put(List.of(probe.height(), probe.width()), Optional.empty());
    }

    /**
     * Checks a size.
     *
     * @throws DuressException if the model does not take it
     * @throws org.duress.EnvironmentException if the server does not answer
     */
    void require(int height, int width) {
        misfit(height, width).ifPresent(reason -> {
            throw new DuressException(probe.inference().endpoints().model() + " cannot take images of " + height + " x "
                    + width + " pixels (" + reason + "); set cohort.size to " + others(height, width));
        });
    }

    private Optional<String> misfit(int height, int width) {
        return misfits.computeIfAbsent(List.of(height, width), size -> ask(height, width));
    }

    private Optional<String> ask(int height, int width) {
        Signature signature = probe.inference().signature();
        if ((signature.height() != -1 && signature.height() != height)
                || (signature.width() != -1 && signature.width() != width)) {
            return Optional.of("its metadata say " + signature.input());
        }
        Optional<String> excess = probe.inference().excess(height, width);
        if (excess.isPresent()) {
            return excess;
        }
        Outcome<Inference.Answer> outcome = asked(height, width);
        if (outcome instanceof Outcome.Refused<Inference.Answer> refused) {
            boolean healthy =
                    refused.ofThisTensor() && asked(probe.height(), probe.width()) instanceof Outcome.Answered;
            if (!healthy) {
                throw refused.failure(
                        probe.inference().endpoints().model(),
                        "answers a request for inference with " + refused.reason() + "; see the server's log");
            }
            return Optional.of(refused.reason());
        }
        return Optional.empty();
    }

    private Outcome<Inference.Answer> asked(int height, int width) {
        ImageBatch zero = new ImageBatch(new float[height * width], 1, height, width);
        return caller.ask(probe.inference().ask(zero, 0, 1));
    }

    private String others(int height, int width) {
        Signature signature = probe.inference().signature();
        boolean free = signature.height() == -1 && signature.width() == -1;
        return Padding.toWhatIsTaken(height, width, (h, w) -> free && takes(h, w))
                .map(Padding::advice)
                .orElse("the size it was made for, such as [" + probe.height() + ", " + probe.width() + "]");
    }

    boolean takes(int height, int width) {
        return misfit(height, width).isEmpty();
    }
}

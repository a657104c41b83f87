package org.duress.model.openinference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.base.Grid;
import org.duress.model.Differences;
import org.duress.model.Heads;
import org.duress.model.ImageBatch;
import org.duress.model.ProbeSizes;
import org.duress.spec.ModelSpec;
import org.duress.spec.ServedModel;

/**
 * Finds out about a model by asking it: which size, channels and number of images it takes, how tensors travel, what
 * its values are, and whether its answers can be trusted.
 *
 * @param inference how it is asked
 * @param heads what its values are
 * @param grid of an image that it takes
 * @param batch most images that it is given at once
 * @param version of the model that answers; empty where the server does not say
 * @param probabilities what it says of the first {@link ProbeImage}, {@code [grid, classes]}
 */
record Probe(Inference inference, Heads heads, Grid grid, int batch, String version, float[] probabilities) {
    /** How its answers are compared. */
    Likeness likeness() {
        return inference.likeness(heads.classes());
    }

    /**
     * Asks.
     *
     * @param binary whether the server says that it has the binary extension
     * @throws EnvironmentException if the server does not do its part
     * @throws DuressException if it is no segmentation model, or its answers vary
     */
    static Probe of(
            Caller caller,
            Endpoints endpoints,
            Signature signature,
            boolean binary,
            ServedModel served,
            ModelSpec spec) {
        return new Asking(caller, endpoints, signature, served, spec).probe(binary);
    }

    /** A way to ask that the model takes, and its answer to the first image. */
    private record Found(Inference inference, Grid grid, Inference.Answer answer) {
        ImageBatch images(int count) {
            return ProbeImage.of(count, grid, inference.channels());
        }
    }

    /** Channels of the input where nobody says how many. */
    private static final int[] TRIED = {1, 3, 2, 4};

    private record Asking(Caller caller, Endpoints endpoints, Signature signature, ServedModel served, ModelSpec spec) {
        Probe probe(boolean binary) {
            Found found = find(binary);
            if (!found.inference().binary() && !binary && equalInBinary(found)) {
                found = new Found(found.inference().with(true), found.grid(), found.answer());
            }
            ImageBatch images = found.images(most(found));
            int batch = images.count();
            Outcome<Inference.Answer> together = caller.ask(found.inference().ask(images, 0, batch));
            while (together instanceof Outcome.Refused<Inference.Answer> refused
                    && refused.ofThisTensor()
                    && batch > 1) {
                batch /= 2;
                together = caller.ask(found.inference().ask(images, 0, batch));
            }
            float[] all = together.orThrow(this::refused).values();
            Heads heads = Heads.of(
                    endpoints.model(), spec.head(), all, found.inference().classes());
            float[] probabilities = heads.probabilities(found.answer().values());
            requireSame(found, heads, probabilities);
            requireEachItsOwn(found, heads, images, heads.probabilities(all));
            return new Probe(
                    found.inference(),
                    heads,
                    found.grid(),
                    batch,
                    found.answer().version(),
                    probabilities);
        }

        /** Every image of the batch against itself alone: the images all differ, so that no answer does for another. */
        private void requireEachItsOwn(Found found, Heads heads, ImageBatch images, float[] together) {
            int count = together.length / (found.grid().voxels() * heads.classes());
            List<float[]> alone = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Inference.Answer answer =
                        caller.ask(found.inference().ask(images, i, 1)).orThrow(this::refused);
                alone.add(heads.probabilities(answer.values()));
            }
            Likeness likeness = found.inference().likeness(heads.classes());
            for (int i = 0; i < count; i++) {
                double difference = likeness.difference(together, i, alone.get(i));
                if (likeness.differs(difference)) {
                    throw unlikeAlone(i, together, alone, likeness, difference);
                }
            }
        }

        private DuressException unlikeAlone(
                int image, float[] together, List<float[]> alone, Likeness likeness, double difference) {
            for (int other = 0; other < alone.size(); other++) {
                boolean others = !likeness.differs(likeness.difference(together, image, alone.get(other)));
                if (others && likeness.differs(likeness.difference(alone.get(image), alone.get(other)))) {
                    return new EnvironmentException(endpoints.model() + " answers for image " + (image + 1)
                            + " of a batch of " + alone.size() + " with what it says of image " + (other + 1)
                            + " alone: answers are repeated or permuted; check how the server puts batches together,"
                            + " or set"
                            + " model.batch to 1");
                }
            }
            return new DuressException(endpoints.model()
                    + " gives answers that depend on what else is in the batch (" + likeness.words(difference)
                    + "), as with batch norm that uses the batch's own statistics; export it in"
                    + " evaluation mode, or set model.batch to 1");
        }

        /** Two times more, over connections of their own, since behind one address may be several servers. */
        private void requireSame(Found found, Heads heads, float[] probabilities) {
            ImageBatch one = found.images(1);
            Likeness likeness = found.inference().likeness(heads.classes());
            for (int i = 0; i < 2; i++) {
                Inference.Answer again =
                        caller.fresh().ask(found.inference().ask(one, 0, 1)).orThrow(this::refused);
                double difference = likeness.difference(heads.probabilities(again.values()), probabilities);
                if (likeness.differs(difference)) {
                    throw new DuressException(endpoints.model()
                            + " answers differently when it is given the same image again ("
                            + likeness.words(difference)
                            + "): a randomised model, or replicas with different weights; serve it in"
                            + " evaluation mode, from one set of weights");
                }
            }
        }

        private int most(Found found) {
            return signature.images() == -1
                    ? Math.min(served.batch(), found.inference().together(found.grid()))
                    : signature.images();
        }

        /** The first way that the server takes: as it says, or as every server must. */
        private Found find(boolean binary) {
            Set<String> reasons = new LinkedHashSet<>();
            boolean broken = true;
            Caller patient = caller;
            for (boolean way : binary ? new boolean[] {true, false} : new boolean[] {false, true}) {
                for (int channels : channels()) {
                    for (Grid size : sizes()) {
                        Inference inference = Inference.first(endpoints, signature, channels, way);
                        if (inference.excess(size).isPresent()) {
                            continue;
                        }
                        ImageBatch image = ProbeImage.of(1, size, channels);
                        Outcome<Inference.Answer> outcome = patient.ask(inference.ask(image, 0, 1));
                        if (outcome instanceof Outcome.Answered<Inference.Answer> answered) {
                            Inference.Answer answer = answered.value();
                            return new Found(inference.of(answer.channels()), size, answer);
                        }
                        Outcome.Refused<Inference.Answer> refused = (Outcome.Refused<Inference.Answer>) outcome;
                        if (!refused.ofThisTensor()) {
                            throw refused(refused);
                        }
                        reasons.add(refused.reason());
                        broken &= refused.status() == 500;
                        if (refused.status() == 500) {
                            // A server that fails on one size for good is not asked as often for the next.
                            patient = caller.withRetries(0);
                        }
                    }
                }
            }
            if (reasons.isEmpty()) {
                throw new DuressException(endpoints.model() + " takes " + signature.input() + ", which is "
                        + Room.tooMuchToSend() + Signature.SMALLER);
            }
            String reason = reasons.iterator().next();
            if (broken) {
                throw new EnvironmentException(
                        endpoints.model() + " fails on every image with " + reason + "; see the server's log");
            }
            throw new DuressException(endpoints.model() + " takes no images of "
                    + sizes().stream().limit(4).toList()
                    + " " + signature.kind().points() + " and the like (" + reason
                    + "); check model.channels, model.layout and model.output, or export it for one of these sizes");
        }

        /** Tried once where the server does not say, and believed if it gives the same as JSON. */
        private boolean equalInBinary(Found found) {
            try {
                Outcome<Inference.Answer> outcome =
                        caller.withRetries(0).ask(found.inference().with(true).ask(found.images(1), 0, 1));
                float[] json = found.answer().values();
                return outcome instanceof Outcome.Answered<Inference.Answer> answered
                        && (signature.classMaps()
                                ? Arrays.equals(json, answered.value().values())
                                : Differences.alike(json, answered.value().values(), 0));
            } catch (EnvironmentException e) {
                return false;
            }
        }

        private int[] channels() {
            return signature.channels().isPresent()
                    ? new int[] {signature.channels().getAsInt()}
                    : TRIED;
        }

        private List<Grid> sizes() {
            return ProbeSizes.of(signature.sizes());
        }

        private EnvironmentException refused(Outcome.Refused<Inference.Answer> refused) {
            return refused.failure(
                    endpoints.model(),
                    "answers a request for inference with " + refused.reason() + "; see the server's log");
        }
    }
}

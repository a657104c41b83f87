package org.duress.model.openinference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.model.Segmentation;
import org.duress.model.SegmentationModel;
import org.duress.model.host.ServerHost;
import org.duress.spec.ModelSpec;
import org.duress.spec.ServedModel;
import org.jspecify.annotations.Nullable;

/** A model on a server. It gives no gradients. */
final class RemoteModel implements SegmentationModel {
    /**
     * Each so many requests two images are asked about again, alone: the first real one, and one of the request's own.
     * That is 2 images in 400 with the default batch, and 4 % where a request has one.
     */
    static final int WATCH = 50;

    private final ServerHost host;
    private final Authorization authorization;
    private final Caller caller;
    private final Probe probe;
    private final Sizes sizes;
    private final int inFlight;
    private final String fingerprint;
    private final Map<String, String> provenance;
    private long requests;
    private long checks;
    private @Nullable Watched watched;

    /** The first real image, and what the model said of it; null until it has. */
    private static final class Watched {
        private final ImageBatch image;
        private float @Nullable [] probabilities;

        Watched(ImageBatch image) {
            this.image = image;
        }
    }

    RemoteModel(
            ServerHost host,
            Authorization authorization,
            Caller caller,
            Probe probe,
            ServedModel served,
            ModelSpec spec,
            Metadata.Server server,
            Metadata.Model metadata) {
        this.host = host;
        this.authorization = authorization;
        this.caller = caller;
        this.probe = probe;
        this.sizes = new Sizes(caller, probe);
        this.inFlight = served.inFlight();
        Map<String, String> ofHost = host.provenance();
        this.fingerprint = Fingerprint.of(spec, metadata, probe, ofHost, authorization);
        this.provenance = Collections.unmodifiableMap(authorization.without(provenance(server, metadata, ofHost)));
    }

    private Map<String, String> provenance(
            Metadata.Server server, Metadata.Model metadata, Map<String, String> ofHost) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("server", (server.name() + " " + server.version()).strip());
        all.put("model", probe.inference().endpoints().name());
        all.put("modelVersion", probe.version());
        all.put("platform", metadata.platform());
        if (metadata.outputs().size() > 1) {
            all.put(
                    "output",
                    probe.inference().signature().output() + ", judged of "
                            + metadata.outputs().size() + " (" + Words.list(metadata.outputs()) + ")");
        }
        all.put(
                "protocol",
                "Open Inference Protocol over HTTP, "
                        + (probe.inference().binary() ? "binary tensors" : "JSON tensors"));
        all.values().removeIf(String::isEmpty);
        all.putAll(ofHost);
        return all;
    }

    @Override
    public List<String> organs() {
        return List.of();
    }

    @Override
    public int classes() {
        return probe.heads().classes();
    }

    @Override
    public int channels() {
        return probe.inference().channels();
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public Map<String, String> provenance() {
        return provenance;
    }

    @Override
    public Map<String, String> diagnostics() {
        return authorization.without(host.diagnostics());
    }

    @Override
    public void requireSize(Grid grid) {
        authorization.guard(() -> {
            sizes.require(grid);
            return grid;
        });
    }

    @Override
    public boolean takes(Grid grid) {
        return authorization.guard(() -> sizes.takes(grid));
    }

    @Override
    public float[] probabilities(ImageBatch images) {
        return all(List.of(images)).get(0);
    }

    @Override
    public List<Segmentation> segmentAll(List<ImageBatch> batches) {
        List<float[]> probabilities = all(batches);
        List<Segmentation> segmentations = new ArrayList<>();
        for (int i = 0; i < batches.size(); i++) {
            segmentations.add(Segmentation.mostProbable(
                    probabilities.get(i), classes(), batches.get(i).grid()));
        }
        return segmentations;
    }

    @Override
    public void close() {
        host.close();
    }

    @Override
    public long checks() {
        return checks;
    }

    /** One question. */
    private sealed interface Part {
        ImageBatch images();

        int first();

        int count();

        /** Some images of a batch, whose probabilities belong into an array for all of the batch. */
        record Wanted(ImageBatch images, int first, int count, float[] target) implements Part {}

        /** One image of such a question once more, alone. */
        record Again(Wanted of, int image) implements Part {
            @Override
            public ImageBatch images() {
                return of.images();
            }

            @Override
            public int first() {
                return of.first() + image;
            }

            @Override
            public int count() {
                return 1;
            }
        }

        /** The first real image once more. */
        record First(ImageBatch images) implements Part {
            @Override
            public int first() {
                return 0;
            }

            @Override
            public int count() {
                return 1;
            }
        }
    }

    private List<float[]> all(List<ImageBatch> batches) {
        return authorization.guard(() -> asked(batches));
    }

    private List<float[]> asked(List<ImageBatch> batches) {
        List<float[]> targets = new ArrayList<>();
        List<Part> parts = new ArrayList<>();
        List<Part> again = new ArrayList<>();
        for (ImageBatch batch : batches) {
            float[] target =
                    new float[Math.multiplyExact(batch.count() * batch.grid().voxels(), classes())];
            targets.add(target);
            int most = Math.min(probe.batch(), probe.inference().together(batch.grid()));
            for (int first = 0; first < batch.count(); first += most) {
                Part.Wanted wanted = new Part.Wanted(batch, first, Math.min(most, batch.count() - first), target);
                parts.add(wanted);
                again.addAll(again(wanted));
            }
        }
        // Not beside the question itself: a server that mixes up what is under way at once would swap like with like.
        parts.addAll(again);
        List<Ask<Inference.Answer>> asks = parts.stream()
                .map(part -> probe.inference().ask(part.images(), part.first(), part.count()))
                .toList();
        caller.<Inference.Answer>askAll(asks, inFlight, (i, outcome) -> take(parts.get(i), outcome));
        return targets;
    }

    /**
     * What is asked again after a question: at the 1st, 2nd, 4th, 8th, ... and then each {@link #WATCH}th, so that a
     * short run has its checks too. Which image of the question it is goes round, so that each place in a batch has its
     * turn.
     */
    private List<Part> again(Part.Wanted wanted) {
        requests++;
        boolean early = requests < WATCH && Long.bitCount(requests) == 1;
        if (!early && requests % WATCH != 0) {
            return List.of();
        }
        List<Part> again = new ArrayList<>();
        int turn = early ? Long.numberOfTrailingZeros(requests) : (int) (requests / WATCH % Integer.MAX_VALUE);
        // From the end: the last image of a batch is the one that a server which fills batches up would spoil.
        again.add(new Part.Again(wanted, wanted.count() - 1 - turn % wanted.count()));
        if (watched == null) {
            watched = new Watched(wanted.images().one(wanted.first()));
        } else {
            again.add(new Part.First(watched.image));
        }
        checks += again.size();
        return again;
    }

    private void take(Part part, Outcome<Inference.Answer> outcome) {
        Inference.Answer answer = outcome.orThrow(refused -> refused(part.images(), refused));
        requireVersion(answer.version());
        float[] probabilities = probe.heads().probabilities(answer.values());
        int values = part.images().grid().voxels() * classes();
        if (part instanceof Part.Wanted wanted) {
            System.arraycopy(probabilities, 0, wanted.target(), wanted.first() * values, probabilities.length);
            if (watched != null && watched.probabilities == null) {
                watched.probabilities = Arrays.copyOf(probabilities, values);
            }
        } else if (part instanceof Part.Again again) {
            requireOwn(again, probabilities);
        } else {
            requireSame(probabilities);
        }
    }

    private void requireOwn(Part.Again again, float[] alone) {
        Part.Wanted of = again.of();
        Likeness likeness = probe.likeness();
        double difference = likeness.difference(of.target(), again.first(), alone);
        if (likeness.differs(difference)) {
            throw new EnvironmentException(name() + " says something else of image " + (again.image() + 1)
                    + " of a request of " + of.count() + " than of the same image alone ("
                    + likeness.words(difference) + ", after " + caller.answered()
                    + " answered requests): it answers about other images, repeated, permuted or of another request,"
                    + " or the"
                    + " model was exchanged; check the server, and what stands before it");
        }
    }

    private void requireSame(float[] probabilities) {
        if (watched == null || watched.probabilities == null) {
            return;
        }
        Likeness likeness = probe.likeness();
        double difference = likeness.difference(probabilities, watched.probabilities);
        if (likeness.differs(difference)) {
            throw new EnvironmentException(name() + " no longer answers as it did about the first image ("
                    + likeness.words(difference) + ", after " + caller.answered()
                    + " answered requests): it was exchanged or drifted in the middle of the run, or answers about"
                    + " another"
                    + " request's image; keep one version running and run again");
        }
    }

    private void requireVersion(String version) {
        if (!version.isEmpty() && !probe.version().isEmpty() && !version.equals(probe.version())) {
            throw new EnvironmentException(
                    name() + " answered as version " + Words.cut(version) + " where it was " + probe.version()
                            + " before: it was exchanged in the middle of the run; set model.version, or run again");
        }
    }

    private DuressException refused(ImageBatch images, Outcome.Refused<Inference.Answer> refused) {
        if (refused.forGood().isPresent()) {
            return refused.failure(name(), "");
        }
        try {
            sizes.require(images.grid());
        } catch (DuressException e) {
            return e;
        }
        return refused.failure(
                name(),
                "answers a request for inference with " + refused.reason() + ", after " + caller.answered()
                        + " answered requests; see the server's log");
    }

    private String name() {
        return probe.inference().endpoints().model();
    }
}

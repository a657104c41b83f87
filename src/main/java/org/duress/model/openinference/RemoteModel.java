package org.duress.model.openinference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.model.ClassMaps;
import org.duress.model.ImageBatch;
import org.duress.model.Segmentation;
import org.duress.model.SegmentationModel;
import org.duress.spec.ModelSpec;
import org.duress.spec.ServedModel;
import org.jspecify.annotations.Nullable;

/** A model on a server. It gives no gradients. */
final class RemoteModel implements SegmentationModel {
    /** Each so many requests the first real image is asked about again. */
    static final int WATCH = 50;

    private final ServerHost host;
    private final Caller caller;
    private final Probe probe;
    private final Sizes sizes;
    private final int inFlight;
    private final String fingerprint;
    private final Map<String, String> provenance;
    private long requests;
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
            Caller caller,
            Probe probe,
            ServedModel served,
            ModelSpec spec,
            Metadata.Server server,
            Metadata.Model metadata) {
        this.host = host;
        this.caller = caller;
        this.probe = probe;
        this.sizes = new Sizes(caller, probe);
        this.inFlight = served.inFlight();
        Map<String, String> ofHost = host.provenance();
        this.fingerprint = Fingerprint.of(spec, metadata, probe, ofHost);
        this.provenance = provenance(server, metadata, ofHost);
    }

    private Map<String, String> provenance(
            Metadata.Server server, Metadata.Model metadata, Map<String, String> ofHost) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("server", (server.name() + " " + server.version()).strip());
        all.put("model", probe.inference().endpoints().name());
        all.put("modelVersion", probe.version());
        all.put("platform", metadata.platform());
        all.put(
                "protocol",
                "Open Inference Protocol over HTTP, "
                        + (probe.inference().binary() ? "binary tensors" : "JSON tensors"));
        all.values().removeIf(String::isEmpty);
        all.putAll(ofHost);
        return Collections.unmodifiableMap(all);
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
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public Map<String, String> provenance() {
        return provenance;
    }

    @Override
    public Map<String, String> diagnostics() {
        return host.diagnostics();
    }

    @Override
    public void requireSize(int height, int width) {
        sizes.require(height, width);
    }

    @Override
    public float[] probabilities(ImageBatch images) {
        return all(List.of(images)).get(0);
    }

    @Override
    public List<Segmentation> segmentAll(List<ImageBatch> batches) {
        return all(batches).stream()
                .map(probabilities -> new Segmentation(probabilities, ClassMaps.argMax(probabilities, classes())))
                .toList();
    }

    @Override
    public void close() {
        host.close();
    }

    /** One question, about some images of a batch or, with no target, about the watched one. */
    private record Part(ImageBatch images, int first, int count, float @Nullable [] target) {}

    private List<float[]> all(List<ImageBatch> batches) {
        List<float[]> targets = new ArrayList<>();
        List<Part> parts = new ArrayList<>();
        for (ImageBatch batch : batches) {
            float[] target = new float[batch.pixels().length * classes()];
            targets.add(target);
            for (int first = 0; first < batch.count(); first += probe.batch()) {
                Watched own = watched(batch);
                parts.add(new Part(batch, first, Math.min(probe.batch(), batch.count() - first), target));
                if (++requests % WATCH == 0) {
                    parts.add(new Part(own.image, 0, 1, null));
                }
            }
        }
        List<Ask<Inference.Answer>> asks = parts.stream()
                .map(part -> probe.inference().ask(part.images(), part.first(), part.count()))
                .toList();
        caller.<Inference.Answer>askAll(asks, inFlight, (i, outcome) -> take(parts.get(i), outcome));
        return targets;
    }

    private Watched watched(ImageBatch batch) {
        if (watched == null) {
            int pixels = batch.height() * batch.width();
            watched = new Watched(
                    new ImageBatch(Arrays.copyOf(batch.pixels(), pixels), 1, batch.height(), batch.width()));
        }
        return watched;
    }

    private void take(Part part, Outcome<Inference.Answer> outcome) {
        Inference.Answer answer = outcome.orThrow(refused -> refused(part.images(), refused));
        requireVersion(answer.version());
        float[] probabilities = probe.heads().probabilities(answer.values());
        if (part.target() == null) {
            requireSame(probabilities);
            return;
        }
        int pixels = part.images().height() * part.images().width() * classes();
        System.arraycopy(probabilities, 0, part.target(), part.first() * pixels, probabilities.length);
        if (watched != null && watched.probabilities == null) {
            watched.probabilities = Arrays.copyOf(probabilities, pixels);
        }
    }

    private void requireSame(float[] probabilities) {
        if (watched == null || watched.probabilities == null) {
            return;
        }
        double difference = Differences.largest(probabilities, watched.probabilities);
        if (difference > Differences.TOLERANCE) {
            throw new EnvironmentException(name() + " no longer answers as it did about the first image (largest"
                    + " difference " + Differences.text(difference) + " of probabilities, after " + caller.answered()
                    + " answered requests): it was exchanged or drifted in the middle of the run; keep one version running"
                    + " and run again");
        }
    }

    private void requireVersion(String version) {
        if (!version.isEmpty() && !probe.version().isEmpty() && !version.equals(probe.version())) {
            throw new EnvironmentException(
                    name() + " answered as version " + version + " where it was " + probe.version()
                            + " before: it was exchanged in the middle of the run; set model.version, or run again");
        }
    }

    private DuressException refused(ImageBatch images, Outcome.Refused<Inference.Answer> refused) {
        try {
            sizes.require(images.height(), images.width());
        } catch (DuressException e) {
            return e;
        }
        return new EnvironmentException(name() + " answers a request for inference with " + refused.reason()
                + ", after " + caller.answered() + " answered requests; see the server's log");
    }

    private String name() {
        return probe.inference().endpoints().model();
    }
}

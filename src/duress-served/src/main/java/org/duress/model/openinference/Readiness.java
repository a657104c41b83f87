package org.duress.model.openinference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.model.host.ServerHost;
import org.jspecify.annotations.Nullable;

/**
 * Waits until a model is ready.
 *
 * <p>Servers say "not yet" in different ways: they refuse connections, answer 503 (KServe), 500 (MLServer) or 400
 * (Triton), or {@code {"ready": false}} with 200. So anything is "not yet", save what a server that is ready itself
 * keeps saying, that it has no such model, and what no waiting changes: {@link HttpAnswer#forGood} of the model's
 * addresses, of which a gateway may keep one to itself, and {@link WireFailure#forGood}.
 */
final class Readiness {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    /** How often in a row a ready server must say that it has no such model until that is believed. */
    private static final int BELIEVED = 3;

    private static final JsonMapper JSON = new JsonMapper();

    private final Wire wire;
    private final ServerHost host;
    private final Time time;
    private final Endpoints endpoints;
    private String seen = "nothing";
    private int unknown;

    Readiness(Wire wire, ServerHost host, Time time, Endpoints endpoints) {
        this.wire = wire;
        this.host = host;
        this.time = time;
        this.endpoints = endpoints;
    }

    /**
     * Waits.
     *
     * @throws EnvironmentException if it takes longer than this, the server's process is gone, or it says what no
     *     waiting changes
     * @throws DuressException if the server is ready and has no such model
     */
    void await(Duration longest) {
        long start = time.nanos();
        Duration pause = FIRST_PAUSE;
        while (!ready()) {
            Optional<String> gone = host.gone();
            long waited = time.nanos() - start;
            if (gone.isPresent()) {
                throw new EnvironmentException(endpoints.model() + " did not become ready: " + gone.get()
                        + " (last seen: " + seen + "); see its log");
            }
            if (waited >= longest.toNanos()) {
                throw new EnvironmentException(endpoints.model() + " was not ready after " + longest.toSeconds()
                        + " s (last seen: " + seen
                        + "); check the server and its log, or raise model.readySeconds if it needs longer");
            }
            long left = longest.toNanos() - waited;
            try {
                time.sleep(pause.toNanos() < left ? pause : Duration.ofNanos(left));
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
    }

    private boolean ready() {
        HttpAnswer live = get(endpoints.live());
        if (live == null) {
            return false;
        }
        HttpAnswer server = get(endpoints.ready());
        HttpAnswer model = get(endpoints.modelReady());
        if (model == null) {
            return false;
        }
        if (yes(model)) {
            return true;
        }
        seen = "/v2/models/" + endpoints.name() + "/ready: " + said(model);
        if (model.forGood().isPresent()) {
            return known(true);
        }
        boolean serverReady = server != null && (yes(server) || missing(server));
        if (!serverReady) {
            seen = "/v2/health/ready: " + (server == null ? "nothing" : said(server));
            unknown = 0;
            return false;
        }
        if (missing(model) || model.status() == 400) {
            return known(missing(model));
        }
        unknown = 0;
        return false;
    }

    /** A server without the address of readiness still has the model's metadata. */
    private boolean known(boolean noSuchAddress) {
        HttpAnswer metadata = get(endpoints.metadata());
        Optional<String> denied = Optional.ofNullable(metadata).flatMap(HttpAnswer::forGood);
        if (denied.isPresent()) {
            throw new EnvironmentException(endpoints.model() + " " + denied.get());
        }
        if (metadata != null && metadata.ok()) {
            unknown = 0;
            return noSuchAddress;
        }
        boolean refused = metadata != null && (missing(metadata) || metadata.status() == 400);
        unknown = refused ? unknown + 1 : 0;
        if (metadata != null) {
            seen = "/v2/models/" + endpoints.name() + ": " + said(metadata);
        }
        if (unknown >= BELIEVED) {
            throw noSuchModel();
        }
        return false;
    }

    private DuressException noSuchModel() {
        if (endpoints.version().isPresent()) {
            HttpAnswer any = get(endpoints.anyVersion().metadata());
            if (any != null && any.ok()) {
                List<String> versions = new ArrayList<>();
                json(any).path("versions").forEach(version -> versions.add(version.asText()));
                return new DuressException("the server at " + endpoints.base() + " has the model " + endpoints.name()
                        + ", but not its version " + endpoints.version().get()
                        + (versions.isEmpty() ? "" : "; it has [" + Words.list(versions) + "]")
                        + "; correct model.version");
            }
        }
        Set<String> models = models();
        return new DuressException("the server at " + endpoints.base() + " is ready but has no model '"
                + endpoints.name() + "'"
                + endpoints.version().map(v -> " of version " + v).orElse("") + " (last seen: "
                + seen + ")" + (models.isEmpty() ? "" : "; it has [" + Words.list(List.copyOf(models)) + "]")
                + "; correct model.name");
    }

    /** The protocol has no list of models; these are Triton's and MLServer's, KServe's, and OpenVINO's. */
    private Set<String> models() {
        Set<String> models = new TreeSet<>();
        HttpAnswer index = send(new Wire.Request(
                endpoints.at("/v2/repository/index"),
                new byte[] {'{', '}'},
                Map.of("Content-Type", "application/json"),
                BoundedBody.SMALL));
        if (index != null && index.ok()) {
            json(index).forEach(model -> models.add(model.path("name").asText()));
        }
        HttpAnswer list = models.isEmpty() ? get(endpoints.at("/v2/models")) : null;
        if (list != null && list.ok()) {
            json(list).path("models").forEach(model -> models.add(model.asText()));
        }
        HttpAnswer config = models.isEmpty() ? get(endpoints.at("/v1/config")) : null;
        if (config != null && config.ok()) {
            json(config).fieldNames().forEachRemaining(models::add);
        }
        models.remove("");
        return models;
    }

    private static boolean missing(HttpAnswer answer) {
        return answer.status() == 404 || answer.status() == 405 || answer.status() == 501;
    }

    private static boolean yes(HttpAnswer answer) {
        JsonNode body = json(answer);
        return answer.ok()
                && body.path("ready").asBoolean(true)
                && body.path("live").asBoolean(true);
    }

    private static String said(HttpAnswer answer) {
        return answer.ok() ? "status 200 and \"not ready\"" : answer.problem();
    }

    private static JsonNode json(HttpAnswer answer) {
        try {
            JsonNode node = JSON.readTree(answer.body());
            return node == null ? JSON.missingNode() : node;
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }

    private @Nullable HttpAnswer get(URI uri) {
        return send(Wire.Request.get(uri));
    }

    private @Nullable HttpAnswer send(Wire.Request request) {
        try {
            return wire.send(request).get();
        } catch (HttpConnectTimeoutException e) {
            seen = "no connection within " + wire.timeout().toSeconds() + " s";
        } catch (HttpTimeoutException e) {
            seen = "no answer within " + wire.timeout().toSeconds() + " s";
        } catch (IOException e) {
            WireFailure.forGood(e, wire.access().trust()).ifPresent(reason -> {
                throw new EnvironmentException(endpoints.model() + " " + reason, e);
            });
            seen = WireFailure.unknownHost(e)
                    ? "a host that is not known"
                    : WireFailure.refused(e) ? "connection refused" : "a broken answer, " + e.getMessage();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        return null;
    }

    private DuressException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new DuressException("the run was interrupted while it waited for " + endpoints.model(), cause);
    }
}

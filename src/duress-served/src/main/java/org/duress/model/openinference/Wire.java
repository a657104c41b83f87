package org.duress.model.openinference;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends single requests, HTTP/1.1, to the host they name and to no other: a redirect is followed where it stays on
 * scheme, host and port, as a slash at an address's end makes it. Neither the JVM's nor the system's proxy is asked, no
 * cookie is kept, and what {@link Access} shows goes to the server of the spec alone.
 */
final class Wire {
    /** Most redirects of one request: enough for a slash and a renamed path, and no circle. */
    private static final int MOST_REDIRECTS = 3;

    private final HttpClient client;
    private final Duration timeout;
    private final Access access;
    private final URI server;

    /**
     * A wire with connections of its own.
     *
     * @param timeout of a request, its answer included
     * @param access to the server
     * @param server whose scheme, host and port may see what is shown
     */
    Wire(Duration timeout, Access access, URI server) {
        this.timeout = timeout;
        this.access = access;
        this.server = server;
        HttpClient.Builder builder = HttpClient.newBuilder();
        access.trust().ifPresent(trust -> builder.sslContext(trust.context()));
        this.client = builder.version(HttpClient.Version.HTTP_1_1)
                // The client's own NORMAL follows to any host, with the images.
                .followRedirects(HttpClient.Redirect.NEVER)
                // -Dhttp.proxyHost is mostly there for downloads; images must not take that way.
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(timeout)
                .build();
    }

    /**
     * A request.
     *
     * @param body null for a GET
     * @param limit most bytes of the answer
     */
    record Request(URI uri, byte @Nullable [] body, Map<String, String> headers, long limit) {
        static Request get(URI uri) {
            return new Request(uri, null, Map.of("Accept", "application/json"), BoundedBody.SMALL);
        }

        private Request to(URI other) {
            return new Request(other, body, headers, limit);
        }

        /** Where a redirect of this request leads that may be followed. */
        private Optional<URI> next(HttpAnswer answer) {
            // 301 and 302 make a GET of a POST with some clients, 303 with all: only 307 and 308 say what is meant.
            boolean same = answer.status() == 307 || answer.status() == 308;
            boolean get = body == null && (answer.status() == 301 || answer.status() == 302);
            return same || get
                    ? answer.location().flatMap(text -> resolved(uri, text)).filter(target -> sameOrigin(uri, target))
                    : Optional.empty();
        }
    }

    /** The address that a redirect names, whole; empty if it is none. */
    static Optional<URI> resolved(URI from, String location) {
        try {
            return Optional.of(from.resolve(location.strip()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static boolean sameOrigin(URI a, URI b) {
        return origin(a).equals(origin(b));
    }

    /** "https://gate.way:8443". */
    static String origin(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        int usual = scheme.equals("https") ? 443 : 80;
        return scheme + "://" + String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT) + ":"
                + (uri.getPort() == -1 ? usual : uri.getPort());
    }

    Duration timeout() {
        return timeout;
    }

    Access access() {
        return access;
    }

    /** The same, with connections of its own. */
    Wire fresh(Duration otherTimeout) {
        return new Wire(otherTimeout, access, server);
    }

    /** An exchange under way. */
    final class Sent {
        private final long since = System.nanoTime();
        private Request request;
        private CompletableFuture<HttpResponse<byte[]>> exchange;

        private Sent(Request request) {
            this.request = request;
            this.exchange = start(request);
        }

        /**
         * Waits.
         *
         * @throws IOException if there is no answer, or none in time, or it ends too early or never
         * @throws InterruptedException if this thread is interrupted; the exchange is given up
         */
        HttpAnswer get() throws IOException, InterruptedException {
            for (int redirects = 0; ; redirects++) {
                HttpAnswer answer = answer();
                Optional<URI> next = request.next(answer);
                if (next.isEmpty() || redirects == MOST_REDIRECTS) {
                    return answer;
                }
                request = request.to(next.get());
                exchange = start(request);
            }
        }

        private HttpAnswer answer() throws IOException, InterruptedException {
            // The client's own timeout ends with the answer's first lines; this one holds for all of it.
            long left = timeout.toNanos() - (System.nanoTime() - since);
            try {
                return answer(exchange.get(Math.max(left, 0), TimeUnit.NANOSECONDS));
            } catch (TimeoutException e) {
                cancel();
                throw new HttpTimeoutException("no answer in time");
            } catch (InterruptedException e) {
                cancel();
                throw e;
            } catch (ExecutionException e) {
                throw quiet(e.getCause() instanceof IOException io ? io : new IOException("" + e.getCause(), e));
            }
        }

        /** Tensors are left as they are: digits of a secret may be digits of a number. */
        private HttpAnswer answer(HttpResponse<byte[]> response) {
            boolean tensors = request.body() != null && response.statusCode() == 200;
            return HttpAnswer.of(response, request.uri(), access.authorization(), tensors);
        }

        /** A line that is no HTTP is repeated in the client's exception. */
        private IOException quiet(IOException problem) {
            Authorization authorization = access.authorization();
            return authorization.said(problem)
                    ? new ProtocolException(authorization.without(String.valueOf(problem.getMessage())))
                    : problem;
        }

        void cancel() {
            exchange.cancel(true);
        }
    }

    Sent send(Request request) {
        return new Sent(request);
    }

    private CompletableFuture<HttpResponse<byte[]>> start(Request request) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(request.uri()).timeout(timeout);
        // Without this a server may compress its answer as it likes.
        builder.header("Accept-Encoding", "identity");
        request.headers().forEach(builder::header);
        if (sameOrigin(server, request.uri())) {
            access.authorization().header().ifPresent(value -> builder.header("Authorization", value));
        }
        byte[] body = request.body();
        if (body == null) {
            builder.GET();
        } else {
            builder.POST(HttpRequest.BodyPublishers.ofByteArray(body));
        }
        return client.sendAsync(builder.build(), new BoundedBody(request.limit()));
    }
}

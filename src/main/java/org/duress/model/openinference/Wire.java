package org.duress.model.openinference;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Sends single requests, HTTP/1.1. */
final class Wire {
    private final HttpClient client;
    private final Duration timeout;

    /**
     * A wire with connections of its own.
     *
     * @param timeout of a request, its answer included
     */
    Wire(Duration timeout) {
        this.timeout = timeout;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
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
    }

    Duration timeout() {
        return timeout;
    }

    /** An exchange under way. */
    record Sent(CompletableFuture<HttpResponse<byte[]>> exchange, long since, Duration timeout) {
        /**
         * Waits.
         *
         * @throws IOException if there is no answer, or none in time, or it ends too early or never
         * @throws InterruptedException if this thread is interrupted; the exchange is given up
         */
        HttpAnswer get() throws IOException, InterruptedException {
            // The client's own timeout ends with the answer's first lines; this one holds for all of it.
            long left = timeout.toNanos() - (System.nanoTime() - since);
            try {
                return HttpAnswer.of(exchange.get(Math.max(left, 0), TimeUnit.NANOSECONDS));
            } catch (TimeoutException e) {
                cancel();
                throw new HttpTimeoutException("no answer in time");
            } catch (InterruptedException e) {
                cancel();
                throw e;
            } catch (ExecutionException e) {
                throw e.getCause() instanceof IOException io ? io : new IOException(String.valueOf(e.getCause()), e);
            }
        }

        void cancel() {
            exchange.cancel(true);
        }
    }

    Sent send(Request request) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(request.uri()).timeout(timeout);
        request.headers().forEach(builder::header);
        byte[] body = request.body();
        if (body == null) {
            builder.GET();
        } else {
            builder.POST(HttpRequest.BodyPublishers.ofByteArray(body));
        }
        return new Sent(
                client.sendAsync(builder.build(), new BoundedBody(request.limit())), System.nanoTime(), timeout);
    }
}

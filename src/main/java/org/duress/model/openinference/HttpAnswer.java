package org.duress.model.openinference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What a server sent.
 *
 * @param status of HTTP
 * @param body at most what was allowed
 * @param jsonLength bytes of JSON before the tensors ({@code Inference-Header-Content-Length}); empty where all is JSON
 * @param retryAfter when the server wants to be asked again
 */
record HttpAnswer(int status, byte[] body, Optional<String> jsonLength, Optional<Duration> retryAfter) {
    private static final Set<Integer> TEMPORARY = Set.of(429, 500, 502, 503, 504);
    private static final int LONGEST = 300;
    private static final JsonMapper JSON = new JsonMapper();

    static HttpAnswer of(HttpResponse<byte[]> response) {
        return new HttpAnswer(
                response.statusCode(),
                response.body(),
                response.headers().firstValue("Inference-Header-Content-Length"),
                response.headers().firstValue("Retry-After").flatMap(HttpAnswer::seconds));
    }

    boolean ok() {
        return status == 200;
    }

    /** Whether asking again may help. */
    boolean temporary() {
        return TEMPORARY.contains(status);
    }

    /** "status 500 (what the server says)". */
    String problem() {
        return "status " + status + error().map(text -> " (" + text + ")").orElse("");
    }

    /** The first line of the protocol's {@code error}, or of what other servers write in its place. */
    private Optional<String> error() {
        JsonNode node;
        try {
            node = JSON.readTree(body);
        } catch (IOException e) {
            return Optional.empty();
        }
        if (node == null) {
            return Optional.empty();
        }
        JsonNode error = node.path("error");
        for (JsonNode place :
                new JsonNode[] {error, error.path("message"), node.path("detail"), node.path("message")}) {
            if (place.isTextual() && !place.asText().isBlank()) {
                return Optional.of(cut(place.asText().strip()));
            }
        }
        return Optional.empty();
    }

    private static String cut(String text) {
        String line = text.lines().findFirst().orElse("");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }

    /** Seconds only; a date is as good as nothing said. */
    private static Optional<Duration> seconds(String text) {
        try {
            return Optional.of(Duration.ofSeconds(Math.max(0, Long.parseLong(text.strip()))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}

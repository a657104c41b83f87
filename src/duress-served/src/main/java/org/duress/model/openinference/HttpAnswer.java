package org.duress.model.openinference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What a server sent.
 *
 * @param from the address that was asked
 * @param status of HTTP
 * @param headers of HTTP
 * @param body at most what was allowed
 */
record HttpAnswer(URI from, int status, HttpHeaders headers, byte[] body) {
    private static final Set<Integer> TEMPORARY = Set.of(429, 500, 502, 503, 504);

    /** Ask for a name and a password, forbid, or lead to a page of a network where one logs in. */
    private static final Set<Integer> DENIED = Set.of(401, 403, 407, 511);

    /** Want another version of HTTP. */
    private static final Set<Integer> ANOTHER_HTTP = Set.of(426, 505);

    private static final JsonMapper JSON = new JsonMapper();

    static HttpAnswer of(HttpResponse<byte[]> response, URI from) {
        return new HttpAnswer(from, response.statusCode(), response.headers(), response.body());
    }

    /** Bytes of JSON before the tensors; empty where all is JSON. */
    Optional<String> jsonLength() {
        return headers.firstValue("Inference-Header-Content-Length");
    }

    /** When the server wants to be asked again. */
    Optional<Duration> retryAfter() {
        return headers.firstValue("Retry-After").flatMap(HttpAnswer::seconds);
    }

    /** Where a redirect leads, as it is written. */
    Optional<String> location() {
        return headers.firstValue("Location").filter(text -> !text.isBlank());
    }

    /**
     * Why no asking again and no waiting helps, as a sentence goes on after the model's name; empty where it may. What
     * servers that still start say is not among it: 503, 500, 400 and 404.
     */
    Optional<String> forGood() {
        if (status >= 300 && status < 400) {
            String where = location()
                    .flatMap(text -> Wire.resolved(from, text))
                    .map(target -> Wire.sameOrigin(from, target)
                            ? " to its address " + Words.cut(target.getRawPath())
                            : " to " + Words.cut(Wire.origin(target)))
                    .orElse(" to nowhere");
            return Optional.of("answers " + status + ", a redirect" + where
                    + ", which is not followed: images go to the server that the spec names and to no other; set"
                    + " model.url to"
                    + " the server that is meant");
        }
        if (DENIED.contains(status)) {
            return Optional.of("answers " + status + ": it asks for authentication, which is not supported"
                    + error().map(text -> " (it says: " + text + ")").orElse("")
                    + "; let it be asked without, or set model.url to a proxy on this machine that adds what"
                    + " it asks for");
        }
        if (ANOTHER_HTTP.contains(status)) {
            return Optional.of(
                    "answers " + status + ": it wants another version of HTTP than 1.1; let it take that one");
        }
        return encoding()
                .filter(encoding -> ok())
                .map(encoding -> "answers with Content-Encoding: " + Words.cut(encoding)
                        + ", which it was not asked for; let it send its answers as they are");
    }

    private Optional<String> encoding() {
        return headers.firstValue("Content-Encoding")
                .map(String::strip)
                .filter(encoding -> !encoding.isEmpty() && !encoding.equalsIgnoreCase("identity"));
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
                return Optional.of(Words.cut(place.asText().strip()));
            }
        }
        return Optional.empty();
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

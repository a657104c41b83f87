package org.duress.model.openinference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a server sent.
 *
 * @param from the address that was asked
 * @param status of HTTP
 * @param headers of HTTP
 * @param body at most what was allowed
 * @param variable of the environment whose value was sent as the header Authorization; empty: none was
 */
record HttpAnswer(URI from, int status, HttpHeaders headers, byte[] body, Optional<String> variable) {
    private static final Set<Integer> TEMPORARY = Set.of(429, 500, 502, 503, 504);

    /** Ask for the header Authorization, or forbid. */
    private static final Set<Integer> DENIED = Set.of(401, 403);

    /** A proxy on the way, or a network's own page, asks for a name and a password. */
    private static final Set<Integer> DENIED_ON_THE_WAY = Set.of(407, 511);

    /** Want another version of HTTP. */
    private static final Set<Integer> ANOTHER_HTTP = Set.of(426, 505);

    private static final JsonMapper JSON = new JsonMapper();

    /**
     * An answer that does not repeat what it was shown.
     *
     * @param asIs whether the body is left as it is
     */
    static HttpAnswer of(HttpResponse<byte[]> response, URI from, Authorization authorization, boolean asIs) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        response.headers()
                .map()
                .forEach((name, values) -> headers.put(
                        name, values.stream().map(authorization::without).toList()));
        return new HttpAnswer(
                from,
                response.statusCode(),
                HttpHeaders.of(headers, (name, value) -> true),
                asIs ? response.body() : authorization.without(response.body()),
                authorization.variable());
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
            String says = error().map(text -> " (it says: " + text + ")").orElse("");
            return Optional.of("answers " + status
                    + variable.map(name -> ": it does not take what the environment variable " + name + " holds" + says
                                    + "; correct its value, which is the whole header Authorization, such as Bearer"
                                    + " and a token")
                            .orElse(": it asks for authentication" + says
                                    + "; set model.authorizationFrom to the name of an environment variable that holds"
                                    + " the header Authorization"));
        }
        if (DENIED_ON_THE_WAY.contains(status)) {
            return Optional.of("answers " + status
                    + ": something on the way to it asks for authentication, which is not supported"
                    + error().map(text -> " (it says: " + text + ")").orElse("")
                    + "; run the test where the server is reached without");
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

package org.duress.model.openinference;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Addresses of the protocol for one model.
 *
 * @param base scheme, host, port and a gateway's path, without a slash at its end
 * @param name of the model
 * @param version of the model; empty: the server's choice
 */
record Endpoints(String base, String name, Optional<String> version) {
    static Endpoints of(URI url, String name, Optional<String> version) {
        String base = url.toString().replaceFirst("/+$", "").replaceFirst("/v2$", "");
        return new Endpoints(base, name, version);
    }

    /** How messages name the model. */
    String model() {
        return "model " + name + version.map(v -> " version " + v).orElse("") + " at " + base;
    }

    URI server() {
        return at("/v2");
    }

    URI live() {
        return at("/v2/health/live");
    }

    URI ready() {
        return at("/v2/health/ready");
    }

    URI metadata() {
        return at(path());
    }

    URI modelReady() {
        return at(path() + "/ready");
    }

    URI infer() {
        return at(path() + "/infer");
    }

    /** The model whichever version it has. */
    Endpoints anyVersion() {
        return new Endpoints(base, name, Optional.empty());
    }

    /** An address outside the protocol, such as a server's own list of models. */
    URI at(String path) {
        return URI.create(base + path);
    }

    private String path() {
        return "/v2/models/" + segment(name)
                + version.map(v -> "/versions/" + segment(v)).orElse("");
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

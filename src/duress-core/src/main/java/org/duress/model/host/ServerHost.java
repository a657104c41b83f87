package org.duress.model.host;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** What runs a server, as far as it is known. */
public interface ServerHost extends AutoCloseable {
    /** Scheme, host and port. */
    URI url();

    /** Why nobody needs to wait for this server any longer, as a sentence's end: "the container exited with code 3". */
    Optional<String> gone();

    /** What a result should say of it, by name, such as the digest of the image it runs. */
    Map<String, String> provenance();

    /** Texts that help to understand a failure, by name, such as {@code container.log}. */
    Map<String, String> diagnostics();

    /** Releases what was started for this model; a server that ran before goes on. */
    @Override
    void close();

    /** A server that somebody else runs. */
    static ServerHost at(URI url) {
        return new ServerHost() {
            @Override
            public URI url() {
                return url;
            }

            @Override
            public Optional<String> gone() {
                return Optional.empty();
            }

            @Override
            public Map<String, String> provenance() {
                return Map.of("url", url.toString());
            }

            @Override
            public Map<String, String> diagnostics() {
                return Map.of();
            }

            @Override
            public void close() {}
        };
    }
}

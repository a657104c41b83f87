package org.duress.spec;

import java.util.Optional;

/**
 * A model on a server of the Open Inference Protocol, and how patiently it is asked.
 *
 * @param name of the model on the server
 * @param version of the model; empty: the server's choice
 * @param batch most images in one request; at least 1. A server that takes fewer is given fewer
 * @param inFlight most requests under way at once; at least 1
 * @param retries how often a request that failed without an answer, or with one that says so, is repeated; at least 0
 * @param requestSeconds how long one request may take; at least 1
 * @param readySeconds how long the server may take until it is ready; at least 1
 */
public record ServedModel(
        String name,
        Optional<String> version,
        int batch,
        int inFlight,
        int retries,
        int requestSeconds,
        int readySeconds) {

    /** A model that is asked with the defaults. */
    public ServedModel(String name) {
        this(name, Optional.empty(), 8, 2, 4, 60, 120);
    }
}

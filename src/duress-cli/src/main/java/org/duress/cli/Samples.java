package org.duress.cli;

import org.duress.DuressException;
import picocli.CommandLine.Option;

/** How many perturbations a command takes of each contender. */
final class Samples {
    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "Most perturbations of a slice or volume by each contender (default: ${DEFAULT-VALUE}).")
    private int samples = 2;

    /** At least 1. */
    int count() {
        if (samples < 1) {
            throw new DuressException("--samples must be at least 1, not " + samples);
        }
        return samples;
    }
}

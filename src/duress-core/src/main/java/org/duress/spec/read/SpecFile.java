package org.duress.spec.read;

import java.nio.file.Path;
import java.util.Optional;
import org.duress.spec.RobustnessSpec;

/**
 * One spec of a folder: what its file asks for, or why it cannot be understood. A file with a matrix has several.
 *
 * @param label for people, unlike that of any other file of the folder: the spec's name, and where it has none that can
 *     be read, or another file has it already, the file's
 * @param understood the spec, where the file is one
 * @param problem why it is none; empty where it is
 */
public record SpecFile(
        Path file, String label, Optional<RobustnessSpec> understood, Optional<RuntimeException> problem) {
    static SpecFile understood(Path file, RobustnessSpec spec) {
        return new SpecFile(file, spec.name(), Optional.of(spec), Optional.empty());
    }

    static SpecFile broken(Path file, String label, RuntimeException problem) {
        return new SpecFile(file, label, Optional.empty(), Optional.of(problem));
    }

    /**
     * What the file asks for.
     *
     * @throws org.duress.DuressException if it cannot be understood
     */
    public RobustnessSpec spec() {
        return understood.orElseThrow(problem::orElseThrow);
    }
}

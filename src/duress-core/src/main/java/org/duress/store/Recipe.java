package org.duress.store;

import java.io.IOException;
import java.nio.file.Path;

/**
 * How attackers of one kind come to be.
 *
 * @param <A> the attacker; closed by the store where it is {@link AutoCloseable} and not handed out
 */
public interface Recipe<A> {
    /** What is trained, in one word for file names and messages, such as {@code attacker}. */
    String kind();

    /** What it is trained against, for people who look through the store: the model's fingerprint. Empty: unknown. */
    default String against() {
        return "";
    }

    /**
     * Trains an attacker, or resumes.
     *
     * @param work folder for checkpoints; need not exist; survives a killed run and is deleted after success
     */
    A train(Path work);

    /**
     * Writes an attacker as one new file.
     *
     * @throws IOException if it cannot be written
     */
    void save(A attacker, Path file) throws IOException;

    /**
     * Reads an attacker.
     *
     * @throws org.duress.EnvironmentException if the file cannot be read
     * @throws org.duress.DuressException if it is not one, or is damaged
     */
    A load(Path file);
}

package org.duress.store;

import java.nio.file.Path;

/**
 * How attackers of one kind come to be.
 *
 * @param <A> the attacker; closed by the store where it is {@link AutoCloseable} and not handed out
 */
public interface Recipe<A> {
    /** What is trained, in one word for file names and messages, such as {@code attacker}. */
    String kind();

    /**
     * Trains an attacker, or resumes.
     *
     * @param work folder for checkpoints; need not exist; survives a killed run and is deleted after success
     */
    A train(Path work);

    /** Writes an attacker as one new file. */
    void save(A attacker, Path file);

    /**
     * Reads an attacker.
     *
     * @throws org.duress.DuressException if the file is not one, or is damaged
     */
    A load(Path file);
}

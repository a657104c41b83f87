package org.duress.fuzz;

import java.nio.file.Path;
import java.util.List;

/**
 * One parser.
 *
 * @param name of the target, part of a file's name
 * @param suffix of its files, where the parser looks at it
 * @param container what its files are made of
 * @param mutants how many are opened in each run of the tests: many where opening is quick
 * @param alone whether a mutant may end the JVM, so that the parser gets one of its own
 * @param seeds good files, small
 * @param opening opens a file
 */
record FuzzTarget(
        String name, String suffix, Container container, int mutants, boolean alone, Seeds seeds, Opening opening) {
    /** Good files. */
    @FunctionalInterface
    interface Seeds {
        List<byte[]> get() throws Exception;
    }

    /** Does with a file what a user's test does. */
    @FunctionalInterface
    interface Opening {
        /** Opens a file, which lies in a folder of its own. */
        void open(Path file) throws Exception;
    }

    static FuzzTarget of(String name, String suffix, Container container, int mutants, Seeds seeds, Opening opening) {
        return new FuzzTarget(name, suffix, container, mutants, false, seeds, opening);
    }

    FuzzTarget inItsOwnJvm() {
        return new FuzzTarget(name, suffix, container, mutants, true, seeds, opening);
    }

    @Override
    public String toString() {
        return name;
    }
}

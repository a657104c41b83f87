package org.duress.cli;

import org.duress.DuressException;

/** Runs a command's body so that a wrong input ends with one sentence and exit code 2, without a stack trace. */
final class Command {
    private Command() {}

    static void run(Runnable body) {
        try {
            body.run();
        } catch (DuressException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }
}

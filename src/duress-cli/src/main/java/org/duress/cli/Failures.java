package org.duress.cli;

import java.io.PrintWriter;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import picocli.CommandLine.Model.CommandSpec;

/**
 * How commands fail: with one sentence, and an exit code that says whose turn it is. A stack trace is for who asks.
 *
 * @param err where sentences go
 * @param debug whether stack traces go there too
 */
record Failures(PrintWriter err, boolean debug) {
    /** A verdict that was not expected. */
    static final int UNEXPECTED = 1;

    /** Wrong usage, spec or model. */
    static final int WRONG = 2;

    /** A machine or server that does not do its part, or Duress itself. */
    static final int BROKEN = 3;

    /** As the command line asks for it. */
    static Failures of(CommandSpec command) {
        boolean debug = command.root().userObject() instanceof Duress duress && duress.debug();
        return new Failures(command.commandLine().getErr(), debug);
    }

    /**
     * Says what went wrong.
     *
     * @return the exit code
     */
    int say(Throwable problem) {
        err.println(sentence(problem));
        if (debug) {
            problem.printStackTrace(err);
        }
        err.flush();
        return code(problem);
    }

    /** What goes wrong in several ways ends with the largest of their codes. */
    static int code(Throwable problem) {
        return problem instanceof DuressException && !(problem instanceof EnvironmentException) ? WRONG : BROKEN;
    }

    static String sentence(Throwable problem) {
        if (problem instanceof DuressException) {
            return String.valueOf(problem.getMessage());
        }
        String what = problem.toString().lines().findFirst().orElse("");
        return "internal error (" + what + "); run again with --debug, and report it";
    }
}

package org.duress.cli;

import org.duress.report.Repeat;
import picocli.CommandLine.Model.CommandSpec;

/** A command line as somebody typed it, for whoever wants to run it again. */
final class Repeated {
    private Repeated() {}

    static String of(CommandSpec command) {
        return Repeat.duress(command.root().commandLine().getParseResult().originalArgs());
    }
}

package org.duress.cli;

import org.duress.DuressException;
import org.duress.EnvironmentException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** {@code duress}: one command for a terminal. Settings of a spec can be set anew by {@code -Dduress.KEY=VALUE}. */
@Command(
        name = "duress",
        description = "Puts medical segmentation models under duress.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            TrainCommand.class,
            PrepareCommand.class,
            GateCommand.class,
            SweepCommand.class,
            ExportCommand.class,
            DatasetCommand.class,
            TransferCommand.class,
            HardenCommand.class,
            InspectCommand.class,
            InitCommand.class,
            AttackCommand.class,
            ReplayCommand.class,
            MergeCommand.class,
            BaselineCommand.class,
            XiTable.class,
            ContendersTable.class,
            QueriesTable.class,
            DetectTable.class,
            TrainingTable.class,
            HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:a verdict that was not expected, of merge",
            "2:wrong usage or spec",
            "3:a machine or server that does not do its part"
        })
public final class Duress {
    private static final int WRONG = 2;
    private static final int BROKEN = 3;

    private Duress() {}

    /** The command. Ends the JVM where it fails. */
    public static void main(String[] arguments) {
        int code = run(arguments);
        if (code != 0) {
            System.exit(code);
        }
    }

    /** The command, with its exit code; a wrong input ends with one sentence, without a stack trace. */
    static int run(String... arguments) {
        return new CommandLine(new Duress())
                .setExecutionExceptionHandler((problem, command, parsed) -> {
                    if (!(problem instanceof DuressException)) {
                        throw problem;
                    }
                    command.getErr().println(problem.getMessage());
                    return problem instanceof EnvironmentException ? BROKEN : WRONG;
                })
                .execute(arguments);
    }
}

package org.duress.cli;

import org.duress.base.JarVersion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code duress}: one command for a terminal. Settings of a spec can be set anew by {@code -Dduress.KEY=VALUE}. */
@Command(
        name = "duress",
        description = "Puts medical segmentation models under duress.",
        mixinStandardHelpOptions = true,
        versionProvider = Duress.Version.class,
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
            DoctorCommand.class,
            StoreCommand.class,
            CompletionCommand.class,
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
        exitCodeListHeading = "%nExit codes, the largest where several fit:%n",
        exitCodeList = {
            "0:done",
            "1:a verdict that was not expected",
            "2:wrong usage, spec or model",
            "3:a machine or server that does not do its part, or an internal error"
        })
public final class Duress {
    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Prints the stack trace of what goes wrong, beside the sentence.")
    private boolean debug;

    /** ND4J would say what it has found, line by line. */
    private static final String ND4J_LOG = "org.nd4j.log.initialization";

    private Duress() {}

    boolean debug() {
        return debug;
    }

    /** The command. Ends the JVM where it fails. */
    public static void main(String[] arguments) {
        if (System.getProperty(ND4J_LOG) == null) {
            System.setProperty(ND4J_LOG, "false");
        }
        int code = run(arguments);
        if (code != 0) {
            System.exit(code);
        }
    }

    /** The command as it is typed. */
    static CommandLine line() {
        CommandLine line = new CommandLine(new Duress());
        line.setExecutionStrategy(Answer.strategy());
        line.setExecutionExceptionHandler((problem, command, parsed) -> Answer.failed(command, parsed, problem));
        line.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec().versionProvider(new Version()));
        Manual.teach(line);
        return line;
    }

    /** The command, with its exit code; whatever goes wrong ends with one sentence. */
    static int run(String... arguments) {
        CommandLine line = line();
        // Whom standard output belongs to is settled before anything is written there.
        line.setOut(line.getOut());
        try {
            return line.execute(arguments);
        } catch (Error e) {
            // Of memory, or of a library that does not fit: picocli hands on exceptions alone.
            return Failures.of(line.getCommandSpec()).say(e);
        }
    }

    /** What {@code --version} prints. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "Duress "
                        + JarVersion.of("org.duress", "duress-cli").orElse("of no release (classes outside a jar)")
                        + ", Java " + Runtime.version()
            };
        }
    }
}

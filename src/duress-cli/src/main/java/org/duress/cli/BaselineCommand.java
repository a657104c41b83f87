package org.duress.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.duress.DuressException;
import org.duress.gate.ReleaseBaselines;
import org.duress.result.Acceptance;
import org.duress.spec.DuressProperties;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.read.PropertyLayer;
import org.duress.spec.read.PropertyLayers;
import org.duress.spec.read.SpecFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The baselines that releases are held against. */
@Command(
        name = "baseline",
        description = "Baselines that later releases are held against.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = BaselineCommand.Accept.class)
final class BaselineCommand {
    private BaselineCommand() {}

    /** Makes a verdict the baseline. */
    @Command(
            name = "accept",
            description = "Writes the verdict of the last run as the baseline of a spec, with who accepted it, when and"
                    + " why.",
            mixinStandardHelpOptions = true)
    static final class Accept implements Runnable {
        @Parameters(
                paramLabel = "SPEC|VERDICT",
                description = "YAML file of a spec, whose reports have the verdict; or a verdict.json.")
        private Path file = Path.of("");

        @Option(names = "--why", required = true, paramLabel = "TEXT", description = "Why it is good enough.")
        private String why = "";

        @Option(
                names = "--by",
                paramLabel = "NAME",
                description = "Who accepts it; the user of this machine if left out.")
        private String by = System.getProperty("user.name", "");

        @Option(
                names = "--to",
                paramLabel = "FILE",
                description = "Where it goes; the gate.baseline of the spec if left out.")
        private @Nullable Path to;

        @Option(names = "--despite-verdict", description = "Accepts what is no PASS; recorded in the baseline.")
        private boolean despite;

        @Spec
        private CommandSpec command = CommandSpec.create();

        @Override
        public void run() {
            PropertyLayers properties = PropertyLayers.of(PropertyLayer.system());
            if (properties.ci()) {
                throw new DuressException("a baseline is accepted by somebody, and not by continuous integration; run"
                        + " this on your machine and commit the file (" + DuressProperties.CI + "=false says that this"
                        + " is one)");
            }
            Acceptance acceptance = new Acceptance(
                    by, Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), why, despite);
            String name = file.toString().toLowerCase(Locale.ROOT);
            String done;
            if (name.endsWith(".yaml") || name.endsWith(".yml")) {
                RobustnessSpec spec = SpecFiles.read(file, properties);
                done = ReleaseBaselines.accept(
                        ReleaseBaselines.verdict(properties.reports(), spec),
                        to == null ? ReleaseBaselines.place(spec) : to,
                        acceptance);
            } else {
                if (to == null) {
                    throw new DuressException("a verdict does not say where its baseline goes; say it with --to, or"
                            + " name the spec instead of its verdict");
                }
                done = ReleaseBaselines.accept(file, to, acceptance);
            }
            command.commandLine().getOut().println(done);
            command.commandLine().getOut().flush();
        }
    }
}

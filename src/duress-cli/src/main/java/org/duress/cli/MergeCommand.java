package org.duress.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.duress.DuressException;
import org.duress.gate.GateListener;
import org.duress.gate.RobustnessGate;
import org.duress.gate.Surroundings;
import org.duress.result.GateOutcome;
import org.duress.spec.DuressProperties;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.read.PropertyLayer;
import org.duress.spec.read.PropertyLayers;
import org.duress.spec.read.SpecFile;
import org.duress.spec.read.SpecFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts the shards of spec files together, and reports as their tests would have done. */
@Command(
        name = "merge",
        description = "Puts together what runs with -D" + DuressProperties.SHARD + " have written: gives the verdict,"
                + " the reports and the counterexamples that one machine would have given.",
        mixinStandardHelpOptions = true)
final class MergeCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Folders with shards, in them or in folders below.")
    private List<Path> folders = List.of();

    @Option(
            names = "--specs",
            paramLabel = "PATH",
            description = "A spec file, or a folder of them; " + DuressProperties.SPECS + " if left out.")
    private @Nullable Path specs;

    @Mixin
    private Answer answer = new Answer();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        PropertyLayers properties = PropertyLayers.of(PropertyLayer.system());
        Outcomes outcomes = new Outcomes(properties, Failures.of(command), Repeated.of(command));
        for (RobustnessSpec spec : specs(properties)) {
            outcomes.add(spec.name(), Optional.of(spec), lines -> merged(spec, properties, lines));
        }
        return outcomes.tell(answer);
    }

    /** Those that have shards, and the one that was named. */
    private List<RobustnessSpec> specs(PropertyLayers properties) {
        Path where = specs == null ? properties.specs() : specs;
        if (Files.isRegularFile(where)) {
            return List.of(SpecFiles.read(where, properties));
        }
        SortedSet<String> names = RobustnessGate.sharded(folders);
        if (names.isEmpty()) {
            throw new DuressException("there are no shards in " + quoted(folders)
                    + "; name the folders that they were written to, below " + DuressProperties.REPORTS);
        }
        List<RobustnessSpec> found = SpecFiles.files(where, properties).stream()
                .filter(file -> names.contains(file.label()))
                .map(SpecFile::spec)
                .toList();
        found.forEach(spec -> names.remove(spec.name()));
        if (!names.isEmpty()) {
            throw new DuressException("there is no spec " + quoted(names) + " in '" + where
                    + "'; name the folder of its file with --specs, or run its test with -D" + DuressProperties.MERGE);
        }
        return found;
    }

    private static String quoted(Collection<?> names) {
        return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
    }

    private GateOutcome merged(RobustnessSpec asked, PropertyLayers properties, GateListener lines) {
        RobustnessGate gate = new RobustnessGate(properties.store(), Surroundings.of(properties));
        return OnModel.run(
                asked,
                (understood, model) -> gate.merge(folders, understood.spec(), model, understood.cohort(), lines));
    }
}

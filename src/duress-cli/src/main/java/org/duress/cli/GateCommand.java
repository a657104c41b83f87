package org.duress.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.duress.gate.ClusterGate;
import org.duress.gate.GateListener;
import org.duress.gate.RobustnessGate;
import org.duress.gate.Surroundings;
import org.duress.result.GateOutcome;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.read.PropertyLayer;
import org.duress.spec.read.PropertyLayers;
import org.duress.spec.read.SpecFile;
import org.duress.spec.read.SpecFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the gate for specs, here or on a cluster, and reports as their tests would have done. */
@Command(
        name = "gate",
        description = "Runs the gate for specs, on this machine or with a cluster's, and reports as their tests would."
                + " A spec that is broken does not stop the others; the worst of them decides the exit code.",
        mixinStandardHelpOptions = true)
final class GateCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "DIR|FILE",
            description = "YAML files of specs, and folders of them; on a cluster also a file's address, hdfs://... or"
                    + " s3a://...")
    private List<String> places = List.of();

    @ArgGroup(exclusive = false)
    private @Nullable OnCluster cluster;

    @Mixin
    private Answer answer = new Answer();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        PropertyLayers properties = PropertyLayers.of(PropertyLayer.system());
        Outcomes outcomes = new Outcomes(properties, Failures.of(command), Repeated.of(command));
        if (cluster == null) {
            for (SpecFile file : SpecFiles.files(places.stream().map(Path::of).toList(), properties)) {
                outcomes.add(file.label(), file.understood(), lines -> here(file.spec(), properties, lines));
            }
        } else {
            ClusterGate gate = OnCluster.gate();
            ClusterGate.Place where = cluster.place(properties);
            for (String spec : addresses(properties)) {
                outcomes.add(
                        spec, Optional.empty(), lines -> gate.run(where, spec, Surroundings.of(properties), lines));
            }
        }
        return outcomes.tell(answer);
    }

    /** Of single files, as a cluster wants them. */
    private List<String> addresses(PropertyLayers properties) {
        List<String> addresses = new ArrayList<>();
        for (String place : places) {
            if (place.contains("://") || !Files.isDirectory(Path.of(place))) {
                addresses.add(place);
            } else {
                SpecFiles.files(Path.of(place), properties).stream()
                        .map(file -> file.file().toString())
                        .distinct()
                        .forEach(addresses::add);
            }
        }
        return addresses;
    }

    private static GateOutcome here(RobustnessSpec asked, PropertyLayers properties, GateListener lines) {
        RobustnessGate gate = new RobustnessGate(properties.store(), Surroundings.of(properties));
        return OnModel.run(
                asked, (understood, model) -> gate.run(understood.spec(), model, understood.cohort(), lines));
    }
}

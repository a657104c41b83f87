package org.duress.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.duress.gate.RobustnessGate;
import org.duress.gate.Surroundings;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.model.open.Understood;
import org.duress.result.GateOutcome;
import org.duress.result.RobustnessResult;
import org.duress.spec.read.PropertyLayer;
import org.duress.spec.read.PropertyLayers;
import org.duress.spec.read.SpecFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the gate for a spec file, here or on a cluster, and reports as its test would have done. */
@Command(
        name = "gate",
        description = "Runs the gate for a spec, on this machine or with a cluster's, and reports as its test would.",
        mixinStandardHelpOptions = true)
final class GateCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "SPEC",
            description = "YAML file of the spec; on a cluster also its address, hdfs://... or s3a://...")
    private String file = "";

    @ArgGroup(exclusive = false)
    private @Nullable OnCluster cluster;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        PropertyLayers properties = PropertyLayers.of(PropertyLayer.system());
        GateOutcome outcome = cluster == null
                ? here(properties)
                : OnCluster.gate().run(cluster.place(properties), file, Surroundings.of(properties), new GateLines());
        RobustnessResult result = Reporting.report(outcome, properties);
        PrintWriter out = command.commandLine().getOut();
        return Reporting.tell(List.of(result), properties, out);
    }

    private GateOutcome here(PropertyLayers properties) {
        Understood understood = Models.understood(SpecFiles.read(Path.of(file), properties));
        RobustnessGate gate = new RobustnessGate(properties.store(), Surroundings.of(properties));
        try (SegmentationModel model = understood.open()) {
            return gate.run(understood.spec(), model, understood.cohort(), new GateLines())
                    .diagnosed(model);
        }
    }
}

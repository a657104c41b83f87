package org.duress.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duress.spec.read.PropertyLayer;
import org.duress.spec.read.PropertyLayers;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the gate for specs under combinations of settings on a cluster, a combination a task. */
@Command(
        name = "sweep",
        description = "Runs the gate on a cluster for specs under every combination of settings.",
        mixinStandardHelpOptions = true)
final class SweepCommand implements Runnable {
    @Parameters(
            arity = "1..*",
            paramLabel = "SPEC",
            description = "YAML files of specs, or their addresses, hdfs://... or s3a://...")
    private List<String> files = List.of();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE,...",
            description = "The values of a key: attack.seed=1,2,3; every combination of several is one run.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @ArgGroup(exclusive = false, multiplicity = "1")
    private OnCluster cluster = new OnCluster();

    @Override
    public void run() {
        PropertyLayers properties = PropertyLayers.of(PropertyLayer.system());
        Map<String, List<String>> values = new LinkedHashMap<>();
        settings.forEach((key, all) -> values.put(key, List.of(all.split(",", -1))));
        OnCluster.gate()
                .sweep(cluster.place(properties), files, values, properties.reports(), new GateLines())
                .forEach(System.out::println);
    }
}

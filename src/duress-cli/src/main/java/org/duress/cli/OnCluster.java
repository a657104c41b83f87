package org.duress.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.duress.DuressException;
import org.duress.gate.ClusterGate;
import org.duress.spec.read.PropertyLayers;
import picocli.CommandLine.Option;

/** Which cluster works, for commands that can have one. */
final class OnCluster {
    @Option(
            names = "--master",
            required = true,
            paramLabel = "URL",
            description = "The cluster, as Spark writes it: spark://host:7077, yarn, k8s://..., local[2].")
    private String master = "";

    @Option(names = "--conf", paramLabel = "KEY=VALUE", description = "A setting of the cluster's own.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--ship",
            description = "Sends the files of specs along; else all machines see them on the same paths.")
    private boolean ship;

    /** The cluster that was asked for. */
    ClusterGate.Place place(PropertyLayers properties) {
        Map<String, String> own = new LinkedHashMap<>();
        for (String name : System.getProperties().stringPropertyNames()) {
            if (name.startsWith("duress.")) {
                own.put(name, System.getProperty(name, ""));
            }
        }
        return new ClusterGate.Place(master, settings, ship, own, properties.store());
    }

    /**
     * What works there.
     *
     * @throws DuressException if it is not on the class path
     */
    static ClusterGate gate() {
        return ClusterGate.find()
                .orElseThrow(() -> new DuressException("--master is understood by org.duress:duress-spark, which is not"
                        + " on the class path; add it, or leave --master out"));
    }
}

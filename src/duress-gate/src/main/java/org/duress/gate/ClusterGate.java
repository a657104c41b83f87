package org.duress.gate;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.duress.result.GateOutcome;

/** Gates on the machines of a cluster; found by {@link ServiceLoader}. */
public interface ClusterGate {
    /**
     * Which cluster, and what all its machines and this one have in common.
     *
     * @param master as the cluster's own documents write it, such as {@code spark://host:7077}
     * @param settings of the cluster's own, by their keys
     * @param ship whether the files of specs are sent along; else all machines see them on the same paths
     * @param properties that override specs, by their full names
     * @param store folder of the trained attackers
     */
    record Place(
            String master, Map<String, String> settings, boolean ship, Map<String, String> properties, Path store) {
        public Place {
            settings = Map.copyOf(settings);
            properties = Map.copyOf(properties);
        }
    }

    /** The one on the class path. */
    static Optional<ClusterGate> find() {
        return ServiceLoader.load(ClusterGate.class).findFirst();
    }

    /**
     * Runs the gate for one spec: many machines attack, this one judges. It gives what {@link RobustnessGate#run} gives
     * on one machine.
     *
     * @param spec path of its file, or an address that the cluster understands
     * @param surroundings of this machine, for all
     * @throws org.duress.DuressException as {@link RobustnessGate#run}, or if the cluster or a file cannot be reached
     */
    GateOutcome run(Place place, String spec, Surroundings surroundings, GateListener listener);

    /**
     * Runs the gate for every spec under every combination of settings, a combination a task. Known counterexamples are
     * neither tried nor kept.
     *
     * @param specs as for {@link #run}
     * @param settings the values of each key that is set, as in {@code attack.seed}: 1, 2, 3
     * @param reports folder that the reports are written to, each under its spec's name and settings
     * @return a sentence for each that came to a verdict
     * @throws org.duress.DuressException as {@link #run}; of one that came to no verdict after all others were reported
     */
    List<String> sweep(
            Place place, List<String> specs, Map<String, List<String>> settings, Path reports, GateListener listener);
}

package org.duress.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.duress.spec.DuressProperties;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/**
 * Specs in a folder that are run as a user's build runs them, with store, counterexamples and reports beside them.
 *
 * @param properties of a run, by name; as system properties, which win over those the build sets
 */
public record SpecFolder(Path folder, Map<String, String> properties) {
    static final class Specs {
        @RobustnessSpecs
        void run() {}
    }

    /** Steps of detectors, as a property. */
    public static final String DETECTOR_STEPS = "duress.realism.detectorSteps";

    /** Of one spec; its detectability is not measured, for that takes longer than all the rest of small runs. */
    public static SpecFolder of(Path folder, String name, String yaml) throws IOException {
        Path specs = Files.createDirectories(folder.resolve("specs"));
        Files.writeString(specs.resolve(name + ".yaml"), yaml);
        return new SpecFolder(
                folder,
                Map.of(
                        DuressProperties.SPECS,
                        specs.toString(),
                        DuressProperties.STORE,
                        folder.resolve("store").toString(),
                        DuressProperties.COUNTEREXAMPLES,
                        folder.resolve("counterexamples").toString(),
                        DETECTOR_STEPS,
                        "0",
                        DuressProperties.REPORTS,
                        folder.resolve("reports").toString()));
    }

    /** The same with another property. */
    public SpecFolder with(String property, String value) {
        Map<String, String> all = new HashMap<>(properties);
        all.put(property, value);
        return new SpecFolder(folder, all);
    }

    public EngineExecutionResults run() {
        Map<String, Optional<String>> before = new HashMap<>();
        properties.forEach((key, value) -> before.put(key, Optional.ofNullable(System.setProperty(key, value))));
        try {
            return EngineTestKit.engine("junit-jupiter")
                    .selectors(selectClass(Specs.class))
                    .execute();
        } finally {
            before.forEach((key, value) ->
                    value.ifPresentOrElse(old -> System.setProperty(key, old), () -> System.clearProperty(key)));
        }
    }

    /** Runs, and gives the verdict of the one spec, which was as it expects. */
    public JsonNode verdict(String name) throws IOException {
        run().testEvents().assertStatistics(events -> events.started(1).succeeded(1));
        return new JsonMapper()
                .readTree(folder.resolve("reports/" + name + "/verdict.json").toFile());
    }
}

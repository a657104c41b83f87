package org.duress;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.duress.spec.DuressProperties;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/**
 * A folder of specs, run by JUnit as users do.
 *
 * @param folder of store, counterexamples and reports
 */
record SpecRun(Path folder) {
    /** What JUnit makes of a class with a {@code @RobustnessSpecs}. */
    EngineExecutionResults run(Class<?> specs, Path of, String search) {
        // As system properties: they win over those the build sets.
        Map<String, Object> properties = Map.of(
                DuressProperties.SPECS, of,
                DuressProperties.SEARCH, search,
                DuressProperties.STORE, folder.resolve("store"),
                DuressProperties.COUNTEREXAMPLES, folder.resolve("counterexamples-" + search),
                DuressProperties.REPORTS, folder.resolve("reports"));
        Map<String, Optional<String>> before = new HashMap<>();
        properties.forEach(
                (key, value) -> before.put(key, Optional.ofNullable(System.setProperty(key, value.toString()))));
        try {
            return EngineTestKit.engine("junit-jupiter")
                    .selectors(selectClass(specs))
                    .execute();
        } finally {
            before.forEach((key, value) ->
                    value.ifPresentOrElse(old -> System.setProperty(key, old), () -> System.clearProperty(key)));
        }
    }

    /** What the report of a spec says after a run in which one test passed. */
    JsonNode verdict(Class<?> specs, Path of, String search, String spec) throws IOException {
        run(specs, of, search)
                .testEvents()
                .assertStatistics(events -> events.succeeded(1).failed(0));
        return new ObjectMapper()
                .readTree(folder.resolve("reports/" + spec + "/verdict.json").toFile());
    }
}

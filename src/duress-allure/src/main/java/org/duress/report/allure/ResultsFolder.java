package org.duress.report.allure;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.qameta.allure.util.PropertiesUtils;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.duress.report.ReportFiles;
import org.duress.report.facts.Machine;

/** The files beside the results that say where they were measured and how Allure sorts what did not pass. */
final class ResultsFolder {
    /** Starts a trace of a spec that is wrong, whether Duress says so or JUnit. */
    private static final String SPEC = "(org\\.duress\\.DuressException"
            + "|org\\.junit\\.jupiter\\.api\\.extension\\.ExtensionConfigurationException): ";

    /** Starts a trace of a model that cannot be judged as it is. */
    private static final String MODEL = "org\\.duress\\.ModelException: ";

    /** Starts a trace of a test that could neither pass nor fail. */
    private static final String INCONCLUSIVE = "[\\w.]*AssertionFailedError: INCONCLUSIVE: ";

    private ResultsFolder() {}

    /** Where this JVM's results go. */
    static Path ofThisJvm() {
        return Path.of(
                PropertiesUtils.loadAllureProperties().getProperty("allure.results.directory", "allure-results"));
    }

    /** Writes {@code categories.json}, and the history of the last report where it lies beside the results. */
    static void prepare(Path results) {
        ReportFiles.write(results.resolve("categories.json"), categories());
        History.keep(results.toAbsolutePath().resolveSibling("allure").resolve("index.html"), results);
    }

    /** Writes {@code environment.properties}. */
    static void describe(Path results, String device) {
        ReportFiles.write(results.resolve("environment.properties"), environment(device));
    }

    private static String environment(String device) {
        Map<String, String> environment = new TreeMap<>(Machine.facts());
        environment.put("device", device);
        return environment.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue().replace("\\", "\\\\"))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** By the kind of the error and never by its words, which may be those of a path: see ARCHITECTURE.md. */
    private static String categories() {
        ArrayNode categories = new JsonMapper().createArrayNode();
        category(categories, "Inconclusive", "failed", "(?s)" + INCONCLUSIVE + ".*");
        category(categories, "Robustness breach", "failed", "(?s)(?!" + INCONCLUSIVE + ").*org\\.duress\\..*");
        category(categories, "Wrong spec", "broken", "(?s)" + SPEC + ".*");
        category(categories, "Unusable model", "broken", "(?s)" + MODEL + ".*");
        category(categories, "Broken machine", "broken", "(?s)(?!" + SPEC + "|" + MODEL + ").*");
        return categories.toPrettyString() + "\n";
    }

    private static void category(ArrayNode categories, String name, String status, String trace) {
        categories
                .addObject()
                .put("name", name)
                .put("traceRegex", trace)
                .putArray("matchedStatuses")
                .add(status);
    }
}

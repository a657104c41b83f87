package org.duress.junit;

import java.util.LinkedHashMap;
import java.util.Map;
import org.duress.report.ResultEntries;
import org.duress.result.RobustnessResult;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Hands the numbers of a result to whoever writes the XML of a run. As report entries of the test, which JUnit's own
 * writers, Gradle and development environments show; and, because Surefire leaves those out and writes the system
 * properties of a test class instead, as system properties, which nothing in Duress reads.
 */
final class PublishedEntries {
    private static final String ENTRY = "duress.";

    /** Not one of Duress's own: those are settings. */
    private static final String PROPERTY = "robustness.";

    private PublishedEntries() {}

    static void publish(RobustnessResult result, ExtensionContext context) {
        Map<String, String> entries = ResultEntries.of(result);
        Map<String, String> named = new LinkedHashMap<>();
        entries.forEach((key, value) -> named.put(ENTRY + key, value));
        context.publishReportEntry(named);
        entries.forEach(
                (key, value) -> System.setProperty(PROPERTY + result.spec().name() + "." + key, value));
    }
}

package org.duress.junit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.duress.net.device.MissingLog;
import org.duress.spec.DuressProperties;
import org.jspecify.annotations.Nullable;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Sends Allure results to {@code <duress.reports>/allure-results}, unless the user has said where they go: by the
 * system property {@code allure.results.directory} or in {@code allure.properties} on the class path. Found by JUnit as
 * a service, whose constructor runs before Allure's own listener reads the property.
 */
public final class AllureResultsFolder implements LauncherSessionListener {
    private static final String RESULTS = "allure.results.directory";
    private static final String REPORTS = DuressProperties.REPORTS;

    /** Decides here and not when the session opens: by then Allure's listener has been made. */
    public AllureResultsFolder() {
        // Before Allure's listener logs.
        MissingLog.accept();
        if (System.getProperty(RESULTS) == null
                && fromResource("allure.properties", RESULTS).isEmpty()) {
            String reports = Optional.ofNullable(System.getProperty(REPORTS))
                    .or(() -> fromResource("junit-platform.properties", REPORTS))
                    .orElse(DuressProperties.DEFAULT_REPORTS);
            System.setProperty(RESULTS, Path.of(reports, "allure-results").toString());
        }
    }

    private static Optional<String> fromResource(String resource, String key) {
        Properties properties = new Properties();
        try (@Nullable
                InputStream stream =
                        Thread.currentThread().getContextClassLoader().getResourceAsStream(resource)) {
            if (stream != null) {
                properties.load(stream);
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.ofNullable(properties.getProperty(key));
    }
}

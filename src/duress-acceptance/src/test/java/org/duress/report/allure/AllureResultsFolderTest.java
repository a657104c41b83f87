package org.duress.report.allure;

import static org.assertj.core.api.Assertions.assertThat;

import io.qameta.allure.Allure;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class AllureResultsFolderTest {
    /**
     * The lifecycle of this very run: its folder was decided before Allure's listener was made, or the file is
     * elsewhere.
     */
    @Test
    void resultsLandUnderTheReportsFolder() {
        Path folder = Path.of(System.getProperty("duress.reports", "reports"), "allure-results");

        String source = Allure.getLifecycle().prepareAttachment("folder", "text/plain", ".txt");
        Allure.getLifecycle().writeAttachment(source, new ByteArrayInputStream(new byte[] {'x'}));

        assertThat(folder.resolve(source)).hasContent("x");
        assertThat(Files.exists(Path.of("allure-results").resolve(source))).isFalse();
    }
}

package org.duress.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.SpecFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

/** What can be said of README.md without pasting from it; {@code src/duress-acceptance/src/it} has the rest. */
class ReadmeTest {
    private static final Path README = Path.of("README.md");

    private final Readme readme;

    @TempDir
    Path folder;

    ReadmeTest() throws IOException {
        readme = Readme.read(README);
    }

    @Test
    void theQuickStartIsAWholeProject() {
        assertThat(readme.quickStart().keySet())
                .containsExactly(
                        "pom.xml",
                        "src/test/java/OrganSegmentationTest.java",
                        "robustness-specs/phantoms.yaml",
                        "src/test/java/RobustnessTest.java");
    }

    @Test
    void itsProjectIsOfOurOwnVersions() throws Exception {
        String pasted = Objects.requireNonNull(readme.quickStart().get("pom.xml"));
        String own = Files.readString(Path.of("pom.xml"));
        String surefire = element("plugin", "artifactId", "maven-surefire-plugin");
        assertThat(value(pasted, element("dependency", "groupId", "org.duress") + child("version")))
                .isEqualTo(value(own, "/*" + child("version")));
        assertThat(value(pasted, "/" + child("junit.version"))).isEqualTo(value(own, "/" + child("junit.version")));
        assertThat(value(pasted, surefire + child("version")))
                .as("without it Maven 3.8 takes one that runs no test, and is green")
                .isEqualTo(value(own, surefire + child("version")))
                .isNotEmpty();
        assertThat(value(pasted, surefire + child("configuration") + child("failIfNoTests")))
                .isEqualTo("true");
        assertThat(value(
                        pasted,
                        surefire
                                + child("configuration")
                                + child("statelessTestsetReporter")
                                + child("usePhrasedTestCaseMethodName")))
                .as("without it the specs of a folder are numbers")
                .isEqualTo("true");
        assertThat(readme.command("allure-commandline"))
                .contains(":" + value(own, "/" + child("allure.commandline.version")) + ":zip");
    }

    // By local names, since the pom has a namespace.

    private static String element(String name, String key, String value) {
        return "/" + child(name) + "[*[local-name()='" + key + "']='" + value + "']";
    }

    private static String child(String name) {
        return "/*[local-name()='" + name + "']";
    }

    private static String value(String pom, String path) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return XPathFactory.newInstance()
                .newXPath()
                .evaluate(path, factory.newDocumentBuilder().parse(new InputSource(new StringReader(pom))));
    }

    /** Models and data may be missing where README is read; what its specs say is understood all the same. */
    @Test
    void everyWholeSpecIsUnderstood() throws IOException {
        List<String> specs = readme.blocks().stream()
                .filter(block -> block.language().equals("yaml"))
                .map(Readme.Block::text)
                .filter(text -> text.startsWith("name:"))
                .toList();
        assertThat(specs).hasSize(2);
        for (int i = 0; i < specs.size(); i++) {
            Files.writeString(folder.resolve(i + ".yaml"), specs.get(i));
        }
        assertThat(Stream.of("0.yaml", "1.yaml")
                        .map(folder::resolve)
                        .map(SpecFiles::read)
                        .map(RobustnessSpec::name))
                .containsExactly("phantoms", "btcv-unet");
    }
}

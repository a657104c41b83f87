package org.duress.consumer;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;
import org.duress.spec.DuressProperties;
import org.duress.spec.read.SpecFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

/** What can be said of README.md and docs/ without pasting from them; {@code it} has the rest. */
class ReadmeTest {
    private static final Path ROOT = Checkout.root();
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]*)(?:#([^)\\s]+))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern STUDY = Pattern.compile("docs/studies/[\\w-]+\\.yaml");
    private static final Pattern PROPERTY = Pattern.compile("(?m)^\\| `(duress\\.[\\w.]+)` \\|");
    /** Made by the build, and held by a test of its own. */
    private static final Set<String> GENERATED = Set.of("docs/spec-reference.md");

    private final Readme readme;

    @TempDir
    Path folder;

    ReadmeTest() throws IOException {
        readme = Readme.read(ROOT.resolve(Readme.FRONT));
    }

    @Test
    void theQuickStartIsAWholeProject() {
        assertThat(readme.quickStart().keySet())
                .containsExactlyInAnyOrder(
                        "pom.xml",
                        "src/test/java/OrganSegmentationTest.java",
                        "robustness-specs/phantoms.yaml",
                        "src/test/java/RobustnessTest.java",
                        "settings.gradle.kts",
                        "build.gradle.kts");
    }

    @Test
    void itsProjectIsOfOurOwnVersions() throws Exception {
        String pasted = Objects.requireNonNull(readme.quickStart().get("pom.xml"));
        String own = Files.readString(ROOT.resolve("pom.xml"));
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
        assertThat(Objects.requireNonNull(readme.quickStart().get("build.gradle.kts")))
                .contains("org.duress:duress:" + value(own, "/*" + child("version")) + "\"")
                .contains("org.junit:junit-bom:" + value(own, "/" + child("junit.version")) + "\"");
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

    /** Models and data may be missing where the pages are read; what their specs say is understood all the same. */
    @Test
    void everyWholeSpecIsUnderstood() throws IOException {
        List<String> specs = readme.blocks().stream()
                .filter(block -> block.language().equals("yaml"))
                .map(Readme.Block::text)
                .filter(text -> text.startsWith("name:"))
                .toList();
        List<String> names = new ArrayList<>();
        for (String spec : specs) {
            Path file = folder.resolve(names.size() + ".yaml");
            Files.writeString(file, spec);
            names.add(SpecFiles.read(file).name());
        }
        assertThat(names).containsExactlyInAnyOrder("phantoms", "btcv-unet", "phantom");
    }

    @Test
    void theStudiesHaveASpecForEveryCommandAndNoOther() throws IOException {
        Set<String> named = readme.pages().values().stream()
                .flatMap(text -> STUDY.matcher(text).results().map(MatchResult::group))
                .collect(toSet());
        try (Stream<Path> files = Files.list(ROOT.resolve("docs/studies"))) {
            assertThat(files.map(file -> "docs/studies/" + file.getFileName()))
                    .containsExactlyInAnyOrderElementsOf(named);
        }
        assertThat(named).isNotEmpty().allSatisfy(file -> SpecFiles.read(ROOT.resolve(file)));
    }

    @Test
    void everyPropertyOfARunStandsInATable() {
        Set<String> known = Arrays.stream(DuressProperties.class.getFields())
                .filter(field -> field.getType() == String.class)
                .map(ReadmeTest::constant)
                .filter(value -> value.startsWith("duress.") && !value.endsWith("."))
                // A key of a spec.
                .filter(value -> !value.equals(DuressProperties.COHORT_SEED))
                .collect(toSet());
        assertThat(PROPERTY.matcher(Objects.requireNonNull(readme.pages().get("docs/writing-a-spec.md")))
                        .results()
                        .map(property -> property.group(1)))
                .containsExactlyInAnyOrderElementsOf(known);
    }

    private static String constant(Field field) {
        try {
            return (String) field.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theFrontPageIsShortAndSoAreItsPictureAndItsTest() throws IOException {
        assertThat(Files.size(ROOT.resolve(Readme.FRONT))).isLessThanOrEqualTo(8192);
        try (Stream<Path> images = Files.list(ROOT.resolve("docs/images"))) {
            assertThat(images)
                    .isNotEmpty()
                    .allSatisfy(image -> assertThat(Files.size(image)).isLessThan(200_000));
        }
        assertThat(readme.quickStart().get("src/test/java/OrganSegmentationTest.java"))
                .hasLineCount(12);
    }

    /** Whatever a format needs comes with its artifact. */
    @Test
    void theFrontPageNamesNoArtifactsOfOthers() {
        String blocks = readme.blocks().stream()
                .filter(block -> block.page().equals(Readme.FRONT))
                .filter(block -> block.language().equals("xml"))
                .map(Readme.Block::text)
                .collect(joining());
        assertThat(blocks).contains("<artifactId>duress</artifactId>");
        assertThat(blocks.replaceAll("(?s)<dependency>\\s*<groupId>org\\.duress</groupId>.*?</dependency>", ""))
                .isBlank();
    }

    /** What README says of the failure is what the committed report has. */
    @Test
    void theFailureIsThatOfTheExample() throws IOException {
        String failure = readme.blocks().stream()
                .filter(block -> block.page().equals(Readme.FRONT))
                .map(Readme.Block::text)
                .filter(text -> text.contains(" organs past "))
                .collect(joining())
                .replaceAll("\\n\\s+", " ");
        JsonNode example = new ObjectMapper()
                .readTree(ROOT.resolve("reports/example/verdict.json").toFile());
        assertThat(failure).contains("spec '" + example.get("spec").asText() + "'");
        List<JsonNode> fallen = new ArrayList<>();
        for (JsonNode organ : example.get("organs")) {
            if (organ.get("relativeDropInterval").get("low").asDouble()
                    > organ.get("maxDiceDrop").asDouble()) {
                fallen.add(organ);
            }
        }
        assertThat(failure)
                .startsWith(fallen.size() + " of " + example.get("organs").size() + " organs past ")
                .contains("(" + fallen.size() + " failures)");
        assertThat(fallen).isNotEmpty().allSatisfy(organ -> {
            JsonNode interval = organ.get("relativeDropInterval");
            assertThat(failure)
                    .contains(organ.get("name").asText() + ": Dice fell from " + number(organ.get("cleanDice")) + " to "
                            + number(organ.get("attackedDice")) + ", by " + number(organ.get("relativeDrop"))
                            + " of itself (95 % interval [" + number(interval.get("low")) + ", "
                            + number(interval.get("high")) + "]) where " + number(organ.get("maxDiceDrop"))
                            + " is allowed, at p=" + number(example.get("perceptibility")) + "; worst slice "
                            + organ.get("worstSlice").asText() + worstSubject(organ.path("worstSubject")));
        });
    }

    /** Nothing in a report that is older than it. */
    private static String worstSubject(JsonNode worst) {
        return worst.isObject()
                ? "; worst subject " + worst.get("subject").asText() + ", by " + number(worst.get("relativeDrop"))
                : "";
    }

    /** Two to four decimals, as a failure has them. */
    private static String number(JsonNode value) {
        return new DecimalFormat("0.00##", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value.asDouble());
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        Map<String, String> pages = new LinkedHashMap<>(readme.pages());
        for (String page :
                List.of("ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "reports/README.md")) {
            pages.put(page, Files.readString(ROOT.resolve(page)));
        }
        List<String> lost = new ArrayList<>();
        pages.forEach((page, text) -> LINK.matcher(text).results().forEach(link -> {
            if (!link.group(1).contains("://") && !leadsSomewhere(pages, page, link)) {
                lost.add(page + ": " + link.group());
            }
        }));
        assertThat(lost).isEmpty();
    }

    private static boolean leadsSomewhere(Map<String, String> pages, String page, MatchResult link) {
        Path target = ROOT.resolve(page).resolveSibling(link.group(1)).normalize();
        String name = link.group(1).isEmpty()
                ? page
                : ROOT.relativize(target).toString().replace(File.separatorChar, '/');
        if (GENERATED.contains(name)) {
            return true;
        }
        if (link.group(2) == null) {
            return Files.exists(target);
        }
        return HEADING.matcher(pages.getOrDefault(name, ""))
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\w -]", "").replace(' ', '-'))
                .anyMatch(link.group(2)::equals);
    }
}

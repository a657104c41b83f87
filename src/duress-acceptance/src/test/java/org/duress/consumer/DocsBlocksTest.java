package org.duress.consumer;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.duress.spec.read.PropertyLayers;
import org.duress.spec.read.SpecFiles;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What README.md and docs/ show of Java and of specs is compiled, and understood, as far as it goes by itself. */
class DocsBlocksTest {
    /** What a part of a spec is laid over, key by key. */
    private static final String SPEC = """
            name: part
            model: {format: duress, path: model.zip}
            cohort:
              {format: nifti, images: images, labels: labels, size: [128, 128], attackerSubjects: 0.5,
               organs: {liver: [6], pancreas: [11]}}
            """;

    private static final Set<String> SPEC_KEYS = Set.of(
            "name", "model", "cohort", "attack", "budget", "realism", "gate", "waivers", "expect", "extends", "matrix");

    /** What a page says is set on the machine of its reader. */
    private static final String VARIABLE = "${DATA}";

    /** Where one of these is given, the other is not. */
    private static final Map<String, String> INSTEAD =
            Map.of("channels", "images", "url", "path", "image", "path", "spacingMm", "size");

    /** What stands around statements: the names that the page has introduced in words. */
    private static final String METHOD = """
            class Statements {
                void run(
                        org.apache.spark.api.java.JavaSparkContext spark,
                        java.nio.file.Path store,
                        java.nio.file.Path counterexamples,
                        org.duress.gate.GateListener listener) throws Exception {
                    %s
                }
            }
            """;

    /** Clusters bring Spark; here its name is enough. */
    private static final String SPARK = "package org.apache.spark.api.java; public class JavaSparkContext {}";

    private static final String MEMBERS = """
            class Members {
                private final org.deeplearning4j.nn.graph.ComputationGraph graph = null;
                %s
            }
            """;

    private static final List<String> IMPORTS = List.of(
            "static org.assertj.core.api.Assertions.*",
            "java.util.*",
            "org.duress.gate.*",
            "org.duress.junit.*",
            "org.duress.model.*",
            "org.duress.model.dl4j.*",
            "org.duress.result.*",
            "org.duress.spark.*",
            "org.duress.spec.*");

    private final List<Readme.Block> blocks;

    @TempDir
    private Path folder;

    DocsBlocksTest() throws IOException {
        blocks = Readme.read(Checkout.root().resolve(Readme.FRONT)).blocks();
    }

    private Stream<Readme.Block> in(String language) {
        return blocks.stream().filter(block -> block.language().equals(language));
    }

    @TestFactory
    Stream<DynamicTest> everyBlockOfJavaCompiles() {
        return in("java")
                .map(block -> DynamicTest.dynamicTest(
                        title(block),
                        () -> assertThat(problems(whole(block.text()))).isEmpty()));
    }

    private static String title(Readme.Block block) {
        return block.page() + ": " + block.text().lines().findFirst().orElse("");
    }

    /** A compilation unit, of a whole file, a class, members, or statements. */
    private static String whole(String block) {
        if (block.startsWith("import ") || block.startsWith("package ")) {
            return block;
        }
        String imports = IMPORTS.stream().map(name -> "import " + name + ";\n").collect(joining());
        if (block.startsWith("class ") || block.contains("\nclass ")) {
            return imports + block;
        }
        return imports + (block.contains("@") ? MEMBERS : METHOD).formatted(block);
    }

    private String problems(String unit) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            compiler.getTask(
                            said,
                            files,
                            null,
                            List.of("-proc:none", "-Xlint:none", "-d", folder.toString()),
                            null,
                            List.of(new Unit(unit), new Unit(SPARK)))
                    .call();
        }
        return said.toString();
    }

    private static final class Unit extends SimpleJavaFileObject {
        private final String text;

        Unit(String text) {
            super(URI.create("string:///" + name(text) + ".java"), JavaFileObject.Kind.SOURCE);
            this.text = text;
        }

        private static String name(String text) {
            return text.replaceFirst("(?s).*?\\bclass (\\w+).*", "$1");
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    @TestFactory
    Stream<DynamicTest> everyPartOfASpecIsUnderstood() {
        return in("yaml")
                .filter(block -> isSpec(load(block.text())))
                .map(block -> DynamicTest.dynamicTest(title(block), () -> {
                    Map<String, Object> part = load(block.text());
                    Map<String, Object> spec = part.containsKey("name") ? new LinkedHashMap<>() : load(SPEC);
                    lay(part, spec);
                    Files.writeString(folder.resolve("base.yaml"), SPEC);
                    Path specs = Files.createDirectories(folder.resolve("specs"));
                    Path file = Files.createTempFile(specs, "part", ".yaml");
                    String written = new Dump(DumpSettings.builder().build()).dumpToString(spec);
                    Files.writeString(file, written.replace(VARIABLE, "data"));
                    assertThat(SpecFiles.files(List.of(file), PropertyLayers.of()))
                            .allSatisfy(one -> assertThat(one.spec().name()).isNotEmpty());
                }));
    }

    private static boolean isSpec(Map<String, Object> block) {
        return SPEC_KEYS.containsAll(block.keySet());
    }

    /** What is no spec is of a machine of continuous integration. */
    @Test
    void everyOtherBlockOfYamlRunsMaven() {
        assertThat(in("yaml").filter(block -> !isSpec(load(block.text()))))
                .isNotEmpty()
                .allSatisfy(block -> assertThat(block.text()).contains("mvn -B"));
    }

    private static Map<String, Object> load(String yaml) {
        Object read = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        Map<String, Object> keys = new LinkedHashMap<>();
        if (read instanceof Map<?, ?> map) {
            map.forEach((key, value) -> keys.put(String.valueOf(key), value));
        } else {
            keys.put("list", read);
        }
        return keys;
    }

    /** Keys of blocks one by one; whatever else in place of what was there. */
    private static void lay(Map<String, Object> part, Map<String, Object> spec) {
        part.forEach((key, value) -> {
            if (value instanceof Map<?, ?> over && spec.get(key) instanceof Map<?, ?> under) {
                Map<Object, Object> both = new LinkedHashMap<>(under);
                over.keySet().forEach(given -> both.remove(INSTEAD.getOrDefault(String.valueOf(given), "")));
                both.putAll(over);
                spec.put(key, both);
            } else {
                spec.put(key, value);
            }
        });
    }
}

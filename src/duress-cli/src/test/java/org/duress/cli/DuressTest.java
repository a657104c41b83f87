package org.duress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DuressTest {
    @TempDir
    Path folder;

    /** What a call prints on each, with its exit code. */
    record Said(int code, String out, String err) {}

    /** What a call prints, with its exit code in front. */
    static String said(String... arguments) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        int code = run(both, both, arguments);
        return code + " " + both.toString(StandardCharsets.UTF_8);
    }

    static Said apart(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = run(out, err, arguments);
        return new Said(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** The one document on standard output. */
    static JsonNode document(Said said) throws IOException {
        return new JsonMapper()
                .readerFor(JsonNode.class)
                .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .readValue(said.out());
    }

    private static int run(OutputStream to, OutputStream errors, String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        try (PrintStream first = new PrintStream(to, true, StandardCharsets.UTF_8);
                PrintStream second = new PrintStream(errors, true, StandardCharsets.UTF_8)) {
            System.setOut(first);
            System.setErr(second);
            return Duress.run(arguments);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    @Test
    void helpNamesEveryCommand() {
        assertThat(said("--help"))
                .startsWith("0 ")
                .contains("train", "export", "dataset", "table1", "contenders", "queries", "training", "detect");
        assertThat(said("help", "train")).startsWith("0 ").contains("--steps", "SPEC");
    }

    @Test
    void theVersionIsSaid() {
        assertThat(said("--version")).startsWith("0 Duress ").contains("Java " + Runtime.version());
    }

    @Test
    void wrongUsageIsExplained() {
        assertThat(said("contenders", "spec.yaml", "out.md"))
                .startsWith("2 ")
                .contains("Missing required parameter: 'P'");
        assertThat(said("contenders", "spec.yaml", "out.md", "much"))
                .startsWith("2 ")
                .contains("'much' is not a double");
        assertThat(said("train", "--steps", "many", "spec.yaml"))
                .startsWith("2 ")
                .contains("'many' is not an int");
    }

    @Test
    void aWrongSpecIsOneSentence() throws IOException {
        Path spec = Files.writeString(folder.resolve("spec.yaml"), "nmae: x\n");
        assertThat(said("train", spec.toString()))
                .startsWith("2 ")
                .contains("nmae")
                .doesNotContain("\tat ");
    }

    @Test
    void aStackTraceIsForWhoAsksForIt() throws IOException {
        String spec =
                Files.writeString(folder.resolve("spec.yaml"), "nmae: x\n").toString();
        assertThat(said("train", "--debug", spec)).startsWith("2 ").contains("unknown key 'nmae'", "\tat org.duress.");
        assertThat(said("--debug", "gate", spec)).startsWith("2 ").contains("unknown key 'nmae'", "\tat org.duress.");
        assertThat(said(
                        "baseline",
                        "accept",
                        "--debug",
                        "--why",
                        "w",
                        folder.resolve("no.json").toString()))
                .startsWith("2 ")
                .contains("\tat org.duress.");
    }

    @Test
    void whatNobodyExpectedIsOneSentenceToo() {
        StringWriter said = new StringWriter();
        assertThat(new Failures(new PrintWriter(said), false).say(new IllegalStateException("no such\nthing")))
                .isEqualTo(3);
        assertThat(said.toString().lines())
                .containsExactly("internal error (java.lang.IllegalStateException: no such); run again with --debug,"
                        + " and report it");
        new Failures(new PrintWriter(said), true).say(new StackOverflowError());
        assertThat(said.toString()).contains("internal error (java.lang.StackOverflowError)", "\tat ");
    }

    @Test
    void aSmallUNetIsTrainedAndWritten() throws IOException {
        Path spec = Files.writeString(folder.resolve("spec.yaml"), """
                name: train
                model: {format: duress, path: unet.zip}
                cohort: {format: phantom, subjects: 2, slices: 2, size: [32, 32], attackerSubjects: 0.5}
                gate: {maxDiceDrop: 0.3}
                """);
        assertThat(said("train", "--steps", "2", "--batch", "2", "--base", "2", spec.toString()))
                .startsWith("0 ")
                .contains("training on 1 subjects, validating on 1", "validation Dice: ", "wrote ");
        assertThat(folder.resolve("unet.zip")).isRegularFile();
    }

    @Test
    void detectWritesARowForEachAttackAndItsFields() throws IOException {
        Path spec = Files.writeString(folder.resolve("spec.yaml"), """
                name: detect
                model: {format: duress, path: "classpath:org/duress/phantom-unet-small.zip"}
                cohort: {format: phantom, subjects: 4, slices: 2, size: [64, 64], attackerSubjects: 0.5}
                attack: {contenders: [gradient], restarts: 1, gradientSteps: 1}
                """);
        Path out = folder.resolve("out.md");
        assertThat(said("detect", "--steps", "2", "--seeds", "1", spec.toString(), out.toString(), "0.05", "0.1"))
                .startsWith("0 ");
        List<String> rows = Files.readAllLines(out);
        assertThat(rows)
                .hasSize(2 + 1 + 2 * 7)
                .first()
                .isEqualTo("| images | p | mean fall | AUC | AUC, clean ones shifted |");
        assertThat(rows.get(2)).startsWith("| shifted by up to half a pixel | ");
        assertThat(rows.get(3)).startsWith("| white noise, 0.05 | 0.050 | -");
        assertThat(rows.get(4)).startsWith("| random, 0.05 | 0.050 | -");
        assertThat(rows.get(7)).startsWith("| gradient, 0.05 | 0.050 | -");
        assertThat(rows.get(8)).startsWith("| gradient, 0.05, its D | 0.0");
        assertThat(rows.get(16))
                .startsWith("| gradient, 0.1, its V | 0.0")
                .matches(".* \\| .* \\[[01]\\.\\d\\d, [01]\\.\\d\\d\\] \\|");
    }

    private static List<String> commands(CommandLine line, String above) {
        return line.getSubcommands().entrySet().stream()
                .flatMap(entry -> entry.getValue().getSubcommands().isEmpty()
                        ? Stream.of(above + entry.getKey())
                        : commands(entry.getValue(), above + entry.getKey() + " ").stream())
                .toList();
    }

    @Test
    void thePageNamesEveryCommandAndShowsEveryExample() throws IOException {
        String page = Files.readString(Path.of("docs/command.md"));
        assertThat(commands(Duress.line(), ""))
                .contains("gate", "store prune", "baseline accept")
                .allSatisfy(command -> assertThat(page).contains("| `" + command + "` |"));
        assertThat(page).contains(Manual.examples(Duress.line()));
    }

    @Test
    void everyCommandTeachesByAnExampleAndStandsInAGroup() {
        assertThat(Duress.line().getSubcommands()).allSatisfy((name, command) -> {
            String help = command.getUsageMessage();
            assertThat(name.equals("help") ? "duress help" : help).contains("duress " + name);
        });
        assertThat(said("--help"))
                .containsSubsequence("Begin:", "  doctor ", "Judge a model:", "  gate ", "Keep house:", "  store ")
                .doesNotContain("More:");
    }

    /** So that no example shows what is not understood any more. */
    @Test
    void examplesAreUnderstood() {
        for (String example : Manual.examples(Duress.line())) {
            Matcher words = Pattern.compile("\"[^\"]*\"|\\S+").matcher(example.replaceAll(" > .*", ""));
            List<String> arguments = words.results()
                    .map(word -> word.group().replace("\"", ""))
                    .filter(word -> !word.startsWith("-D"))
                    .toList();
            if (arguments.get(0).equals("duress")) {
                Duress.line().parseArgs(arguments.subList(1, arguments.size()).toArray(String[]::new));
            }
        }
    }

    @Test
    void shellsCompleteCommandsAndOptions() {
        Said script = apart("completion");
        assertThat(script.code()).isZero();
        assertThat(script.out())
                .startsWith("#!/usr/bin/env bash")
                .contains("_complete_duress", "store", "--older-than");
    }
}

package org.duress.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.testkit.engine.EventConditions.abortedWithReason;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.EventConditions.test;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.duress.DuressException;
import org.duress.spec.CohortFormat;
import org.duress.spec.Contender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.opentest4j.TestAbortedException;

/** A test that attacks a share of the subjects, and the one that puts the shares together. */
class ShardedTest {
    @TempDir
    Path folder;

    static class Bumped {
        @AdversarialRobustness(
                name = "bumped",
                contenders = Contender.BUMPS,
                samples = 1,
                settings = {"bumps=16", "queries=200"},
                model = @ModelUnderTest(path = "classpath:org/duress/phantom-unet-small.zip"),
                cohort =
                        @CohortSource(
                                format = CohortFormat.PHANTOM,
                                phantomSubjects = 3,
                                phantomSlices = 1,
                                size = {32, 32},
                                attackerShare = 0.34))
        void withstands() {}
    }

    private final Map<String, String> before = new HashMap<>();

    /** System properties, which win over what the tests of this project run with. */
    private void set(String property, String value) {
        before.putIfAbsent(property, Objects.requireNonNullElse(System.getProperty(property), ""));
        System.setProperty(property, value);
    }

    @AfterEach
    void reset() {
        before.forEach((property, value) -> {
            if (value.isEmpty()) {
                System.clearProperty(property);
            } else {
                System.setProperty(property, value);
            }
        });
    }

    private EngineExecutionResults run(String reports, String... parameters) {
        set("duress.reports", folder.resolve(reports).toString());
        set("duress.store", folder.resolve("store").toString());
        set(
                "duress.counterexamples",
                folder.resolve("counterexamples-" + reports).toString());
        return FakeGate.run(Bumped.class, parameters);
    }

    @Test
    void aShardIsAnAbortedTestAndMergedShardsAreTheTest() throws IOException {
        for (int number = 1; number <= 2; number++) {
            Path file = folder.resolve("shared/shards/bumped/" + number + "-of-2.shard");
            run("shared", "duress.shard", number + "/2")
                    .testEvents()
                    .assertThatEvents()
                    .haveExactly(
                            1,
                            event(
                                    test(),
                                    abortedWithReason(
                                            instanceOf(TestAbortedException.class),
                                            message("shard " + number
                                                    + "/2 of spec 'bumped', 1 of its 2 gate subjects, was attacked and"
                                                    + " written to '" + file + "'; there is no verdict before its 2"
                                                    + " shards are merged, by 'duress merge' or a run with"
                                                    + " -Dduress.merge"))));
            assertThat(FakeGate.console).contains("shard " + number + "/2").contains("skipped");
            assertThat(file).isNotEmptyFile();
        }
        assertThat(folder.resolve("shared/bumped/verdict.json")).doesNotExist();

        var merged = run("shared", "duress.merge", folder.resolve("shared/shards") + " ,");
        var alone = run("alone");
        assertThat(merged.testEvents().failed().count()
                        + merged.testEvents().succeeded().count())
                .isEqualTo(1);
        assertThat(merged.testEvents().failed().count())
                .isEqualTo(alone.testEvents().failed().count());
        assertThat(verdict("shared")).isEqualTo(verdict("alone")).contains("\"BUMPS\"");
        assertThat(folder.resolve("alone/index.html"))
                .as("the page of a run of one test")
                .content()
                .contains("</span></h2>", ">bumped<", "alt=\"", "mvn test &#39;-Dtest=".replace("&#39;", "'"))
                .contains(Bumped.class.getName() + "#withstands'", "-Dduress.reports=");
    }

    /** Bumps need no training; that it is what a gate loads is tested where there are attackers. */
    @Test
    void whereTrainingIsAllATestIsAbortedAndNothingIsAttacked() {
        run("trained", "duress.trainOnly", "true")
                .testEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        event(
                                test(),
                                abortedWithReason(
                                        instanceOf(TestAbortedException.class),
                                        message("bumps: 16 a slice; nothing of spec 'bumped' was attacked, for"
                                                + " duress.trainOnly is set"))));
        assertThat(folder.resolve("trained/bumped/verdict.json")).doesNotExist();
        assertThat(folder.resolve("trained/shards")).doesNotExist();
    }

    private String verdict(String reports) throws IOException {
        return Files.readString(folder.resolve(reports).resolve("bumped/verdict.json"))
                .replaceAll("(?s)\"durationsSeconds\" : \\{.*?\\}[^}]*\\}", "durations");
    }

    @Test
    void wrongSharesBreakATestInOneSentence() {
        for (String wrong : new String[] {"9/8", "0/8", "x", "2", "1/0", ""}) {
            broken(
                    "duress.shard must be one of so many shares, from 1/8 to 8/8 where there are eight, not '" + wrong
                            + "'",
                    "duress.shard",
                    wrong);
        }
        broken(
                "duress.shard and duress.merge are both set, and a shard is written by one run and merged by another;"
                        + " remove one of the two",
                "duress.shard",
                "1/2",
                "duress.merge",
                "shards");
        broken(
                "folder of shards '" + folder.resolve("nowhere")
                        + "' does not exist; name the folders that shards were written to",
                "duress.merge",
                folder.resolve("nowhere").toString());
    }

    @Test
    void wrongWordsForTrainingAreOneSentence() {
        broken("duress.trainOnly must be true or false, not 'yes'", "duress.trainOnly", "yes");
        broken(
                "duress.trainOnly is set beside duress.shard, and a run does one of the two; remove the other",
                "duress.trainOnly",
                "true",
                "duress.shard",
                "1/2");
        broken(
                "duress.trainOnly is set beside duress.merge, and a run does one of the two; remove the other",
                "duress.trainOnly",
                "true",
                "duress.merge",
                "shards");
        broken(
                "duress.search=replay tries known counterexamples and nothing else, which trains nothing; remove"
                        + " duress.trainOnly, or set duress.search to first",
                "duress.trainOnly",
                "true",
                "duress.search",
                "replay");
    }

    private void broken(String sentence, String... parameters) {
        run("broken", parameters)
                .testEvents()
                .assertThatEvents()
                .haveExactly(
                        1, event(test(), finishedWithFailure(instanceOf(DuressException.class), message(sentence))));
    }
}

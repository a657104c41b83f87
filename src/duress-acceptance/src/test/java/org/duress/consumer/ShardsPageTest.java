package org.duress.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duress.spec.DuressProperties;
import org.duress.spec.Shard;
import org.duress.spec.read.PropertyLayers;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The examples of docs/shards.md: trained once, every shard once, each file where the next job looks for it. */
class ShardsPageTest {
    private static final int SHARDS = 8;
    private static final Pattern YAML = Pattern.compile("(?s)```yaml\n(.*?)```");
    private static final Pattern PROPERTY = Pattern.compile("-D(duress\\.[A-Za-z.]+)=(\\S+)");
    private static final String WRITTEN = PropertyLayers.of().shards().toString();
    private static final List<Shard> ALL =
            IntStream.rangeClosed(1, SHARDS).mapToObj(k -> new Shard(k, SHARDS)).toList();

    private final String page;
    private final List<Map<?, ?>> examples = new ArrayList<>();

    ShardsPageTest() throws IOException {
        page = Files.readString(Checkout.root().resolve("docs/shards.md"));
        YAML.matcher(page)
                .results()
                .map(found -> new Load(LoadSettings.builder().build()).loadFromString(found.group(1)))
                .forEach(example -> examples.add((Map<?, ?>) example));
    }

    @Test
    void propertiesAreThoseThatThereAre() {
        assertThat(PROPERTY.matcher(page).results().map(found -> found.group(1)))
                .contains(DuressProperties.TRAIN_ONLY, DuressProperties.SHARD, DuressProperties.MERGE)
                .isSubsetOf(DuressProperties.ALL.stream()
                        .map(DuressProperties.Property::name)
                        .toList());
        assertThat(examples).hasSize(2);
    }

    @Test
    void gitHubTrainsOnceRunsEachShardOnceAndMergesThem() {
        Map<?, ?> jobs = map(examples.get(0), "jobs");
        Map<?, ?> train = map(jobs, "train");
        Map<?, ?> attack = map(jobs, "attack");
        Map<?, ?> verdict = map(jobs, "verdict");
        assertThat(property(runs(train), DuressProperties.TRAIN_ONLY)).isEqualTo("true");
        assertThat(settings(train, "cache"))
                .extracting(with -> with.get("path"))
                .hasToString("[" + DuressProperties.DEFAULT_STORE + "]");
        assertThat(settings(train, "upload-artifact"))
                .containsExactly(
                        Map.of("name", "store", "path", DuressProperties.DEFAULT_STORE, "include-hidden-files", true));

        List<String> numbers = texts(map(map(attack, "strategy"), "matrix"), "shard");
        assertThat(numbers.stream()
                        .map(number -> Shard.parse(
                                property(runs(attack).replace("${{ matrix.shard }}", number), DuressProperties.SHARD)))
                        .toList())
                .isEqualTo(ALL);
        assertThat(attack.get("needs")).isEqualTo("train");
        assertThat(texts(verdict, "needs")).containsExactly("train", "attack");
        assertThat(settings(attack, "upload-artifact"))
                .containsExactly(Map.of("name", "shard-${{ matrix.shard }}", "path", WRITTEN));
        for (Map<?, ?> job : List.of(attack, verdict)) {
            assertThat(settings(job, "download-artifact"))
                    .anySatisfy(with -> assertThat(with)
                            .isEqualTo(Map.of("name", "store", "path", DuressProperties.DEFAULT_STORE)));
        }
        String merged = property(runs(verdict), DuressProperties.MERGE);
        assertThat(settings(verdict, "download-artifact"))
                .anySatisfy(with -> assertThat(with).isEqualTo(Map.of("pattern", "shard-*", "path", merged)));
    }

    @Test
    void gitLabTrainsOnceRunsEachShardOnceAndMergesThem() {
        Map<?, ?> example = examples.get(1);
        Map<?, ?> train = map(example, "train");
        Map<?, ?> attack = map(example, "attack");
        assertThat(property(script(train), DuressProperties.TRAIN_ONLY)).isEqualTo("true");
        assertThat(texts(map(train, "cache"), "paths")).containsExactly(DuressProperties.DEFAULT_STORE);
        assertThat(texts(map(train, "artifacts"), "paths")).containsExactly(DuressProperties.DEFAULT_STORE);

        List<?> matrix = list(map(attack, "parallel"), "matrix");
        List<String> numbers = texts((Map<?, ?>) matrix.get(0), "SHARD");
        assertThat(numbers.stream()
                        .map(number ->
                                Shard.parse(property(script(attack).replace("$SHARD", number), DuressProperties.SHARD)))
                        .toList())
                .isEqualTo(ALL);
        assertThat(texts(example, "stages")).containsExactly("train", "attack", "verdict");
        for (String job : List.of("train", "attack", "verdict")) {
            assertThat(map(example, job).get("stage")).isEqualTo(job);
        }
        assertThat(texts(map(attack, "artifacts"), "paths")).containsExactly(WRITTEN);
        assertThat(property(script(map(example, "verdict")), DuressProperties.MERGE))
                .isEqualTo(WRITTEN);
    }

    private static Map<?, ?> map(Map<?, ?> in, String key) {
        return (Map<?, ?>) Objects.requireNonNull(in.get(key), key);
    }

    private static List<?> list(Map<?, ?> in, String key) {
        return (List<?>) Objects.requireNonNull(in.get(key), key);
    }

    private static List<String> texts(Map<?, ?> in, String key) {
        return list(in, key).stream().map(String::valueOf).toList();
    }

    private static String script(Map<?, ?> job) {
        return String.join("\n", texts(job, "script"));
    }

    private static List<Map<?, ?>> steps(Map<?, ?> job) {
        return list(job, "steps").stream()
                .<Map<?, ?>>map(step -> (Map<?, ?>) step)
                .toList();
    }

    private static String runs(Map<?, ?> job) {
        return steps(job).stream()
                .filter(step -> step.containsKey("run"))
                .map(step -> String.valueOf(step.get("run")))
                .collect(Collectors.joining("\n"));
    }

    /** What the steps of a job are given that use an action. */
    private static List<Map<?, ?>> settings(Map<?, ?> job, String action) {
        return steps(job).stream()
                .filter(step -> String.valueOf(step.get("uses")).startsWith("actions/" + action + "@"))
                .<Map<?, ?>>map(step -> map(step, "with"))
                .toList();
    }

    private static String property(String commands, String name) {
        List<MatchResult> found = PROPERTY.matcher(commands)
                .results()
                .filter(property -> property.group(1).equals(name))
                .toList();
        assertThat(found).as("%s in %s", name, commands).hasSize(1);
        return found.get(0).group(2);
    }
}

package org.duress.spec;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of README.md have every key that is read, and no other. */
class ReadmeKeysTest {
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    /** Stands for the constants of {@link VaeGanSettings}, which their Javadoc explains. */
    private static final String CONSTANTS = "attack.<name>";

    /** The first column of the tables whose head begins with one of these words. */
    private static Set<String> documented(String head) throws IOException {
        Set<String> keys = new TreeSet<>();
        boolean inTable = false;
        for (String line : Files.readAllLines(Path.of("README.md"))) {
            inTable = line.startsWith("| " + head + " |") || (inTable && line.startsWith("|"));
            if (inTable) {
                List<String> names = new ArrayList<>();
                QUOTED.matcher(line.split("\\|", 3)[1])
                        .results()
                        .map(match -> match.group(1))
                        .forEach(names::add);
                // `model.port`, `environment`: the block is said once.
                String block = names.isEmpty() || !names.get(0).contains(".")
                        ? ""
                        : names.get(0).substring(0, names.get(0).indexOf('.') + 1);
                names.stream()
                        .map(name -> name.contains(".") ? name : block + name)
                        .forEach(keys::add);
            }
        }
        return keys;
    }

    private static Stream<String> in(String block, List<String> keys) {
        return keys.stream().map(key -> block + "." + key);
    }

    @Test
    void everyKeyOfASpecStandsInATable() throws IOException {
        Set<String> constants = Arrays.stream(VaeGanSettings.class.getRecordComponents())
                .map(component -> component.getName())
                .collect(toSet());
        Set<String> known = new HashSet<>(Set.of("name", "expect", CONSTANTS));
        Stream.of(
                        in("model", ModelParser.KEYS),
                        in("cohort", CohortParser.KEYS),
                        in(
                                "attack",
                                AttackParser.KEYS.stream()
                                        .filter(key -> !constants.contains(key))
                                        .toList()),
                        in("budget", SpecParser.BUDGET_KEYS),
                        in("realism", SpecParser.REALISM_KEYS),
                        in("gate", SpecParser.GATE_KEYS))
                .flatMap(keys -> keys)
                .forEach(known::add);
        assertThat(documented("key")).containsExactlyInAnyOrderElementsOf(known);
    }

    @Test
    void everyPropertyStandsInATable() throws IOException {
        Set<String> known = Arrays.stream(DuressProperties.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == String.class)
                .map(ReadmeKeysTest::constant)
                .filter(value -> value.startsWith("duress.") && !value.endsWith("."))
                // A key of a spec, which is in the other table.
                .filter(value -> !value.equals(DuressProperties.COHORT_SEED))
                .collect(toSet());
        assertThat(documented("property")).containsExactlyInAnyOrderElementsOf(known);
    }

    private static String constant(Field field) {
        try {
            return (String) field.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}

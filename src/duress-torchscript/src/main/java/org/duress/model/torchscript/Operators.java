package org.duress.model.torchscript;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The operators that a model's code may call, by name space; the list and its reasons are in {@code operators.txt}. */
final class Operators {
    private static final Map<String, Set<String>> ALLOWED = read();

    private Operators() {}

    static boolean allows(String space, String name) {
        return ALLOWED.getOrDefault(space, Set.of()).contains(name);
    }

    private static Map<String, Set<String>> read() {
        try (InputStream in = Objects.requireNonNull(Operators.class.getResourceAsStream("operators.txt"))) {
            Map<String, Set<String>> spaces = new HashMap<>();
            String space = "";
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (line.startsWith("[")) {
                    space = line.substring(1, line.length() - 1);
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    spaces.computeIfAbsent(space, s -> new HashSet<>()).addAll(Set.of(line.split(" ")));
                }
            }
            return spaces;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package org.duress.spec.key;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts environment variables into a path: {@code ${NAME}}, or {@code ${NAME:-default}} where it may be unset. One that
 * is set to nothing counts as unset, as {@code :-} has it in shells: a path without its first folder is another path.
 */
final class Variables {
    private static final String OPENING = "${";

    private static final Pattern VARIABLE =
            Pattern.compile("\\$\\{(?:(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?<default>[^{}]*))?})?");

    private Variables() {}

    /**
     * A path with the values of its variables.
     *
     * @param path where it is written, for messages
     */
    static String in(Setting path, String text) {
        if (!text.contains(OPENING)) {
            return text;
        }
        Matcher found = VARIABLE.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (found.find()) {
            String name = found.group("name");
            if (name == null) {
                throw path.error("must name variables as ${NAME} or ${NAME:-default}, not '"
                        + text.substring(found.start()) + "'");
            }
            String otherwise = found.group("default");
            String value = path.value()
                    .origin()
                    .source()
                    .variable(name)
                    .filter(set -> !set.isEmpty())
                    .orElse(otherwise);
            if (value == null) {
                throw path.error("names the environment variable " + name
                        + ", which is not set; set it, or give a default as in ${" + name + ":-folder}");
            }
            found.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        return found.appendTail(filled).toString();
    }
}

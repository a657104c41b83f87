package org.duress.spec.key;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.duress.DuressException;
import org.duress.base.ClassPath;
import org.duress.base.EnumWords;

/**
 * One value under its full key, read as the type its reader asks for.
 *
 * @param key for messages, for example {@code attack.xi}
 */
public record Setting(String key, Value value) {
    /** Begins a path that names a resource of the class path. */
    public static final String CLASSPATH = ClassPath.PREFIX;

    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");
    private static final Pattern WHOLE = Pattern.compile("[-+]?\\d+");

    /** Digits that fit a long for sure. */
    private static final int LONGEST_WHOLE = 18;

    private static final Pattern NOT_A_NUMBER = Pattern.compile("\\.?nan", Pattern.CASE_INSENSITIVE);
    private static final Pattern INFINITE = Pattern.compile("([-+]?)\\.?inf(inity)?", Pattern.CASE_INSENSITIVE);

    public DuressException error(String rule) {
        return value.origin().error("'" + key + "' " + rule);
    }

    /** Any scalar but null, as it was written: an id 007 stays 007. */
    public String text() {
        if (value instanceof Value.Text text && !text.empty()) {
            return text.text();
        }
        throw wrong("a text");
    }

    /** A number, which may be NaN or infinite: the range is the caller's to check. */
    public double number() {
        String text = unquoted("a number");
        if (NUMBER.matcher(text).matches()) {
            return Double.parseDouble(text);
        }
        if (NOT_A_NUMBER.matcher(text).matches()) {
            return Double.NaN;
        }
        if (INFINITE.matcher(text).matches()) {
            return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        throw wrong("a number");
    }

    public int integer() {
        return parsed("a whole number", Integer::valueOf);
    }

    public int integer(Range range) {
        String text = unquoted("a whole number");
        if (!WHOLE.matcher(text).matches()) {
            throw wrong("a whole number");
        }
        long number = whole(text);
        if (number < range.least()) {
            throw error("must be a whole number of at least " + range.least() + ", not " + text);
        }
        if (!range.holds(number)) {
            throw error("must be a whole number from " + range.least() + " to " + range.most() + ", not " + text + "; "
                    + range.reason());
        }
        return (int) number;
    }

    /** What no long holds is out of range all the same. */
    private static long whole(String text) {
        if (text.length() <= LONGEST_WHOLE) {
            return Long.parseLong(text);
        }
        return text.startsWith("-") ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    public long longInteger() {
        return parsed("a whole number", Long::valueOf);
    }

    public boolean flag() {
        return switch (unquoted("true or false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong("true or false");
        };
    }

    /** One of some constants by its name, letter case aside. */
    public <E extends Enum<?>> E choice(List<E> choices) {
        return choice(choices, Map.of());
    }

    /**
     * The same, where words are known that belong elsewhere.
     *
     * @param elsewhere of such a word, in lower case, what a message says after it
     */
    public <E extends Enum<?>> E choice(List<E> choices, Map<String, String> elsewhere) {
        String text = value instanceof Value.Text scalar ? scalar.text() : "";
        String instead = elsewhere.get(text.toLowerCase(Locale.ROOT));
        if (instead != null) {
            throw error("names '" + text + "', " + instead);
        }
        return EnumWords.parse(choices, text).orElseThrow(() -> wrong("one of " + EnumWords.list(choices)));
    }

    /** The same of many choices: of a word that is none of them the nearest is named. */
    public <E extends Enum<?>> E nearest(List<E> choices) {
        String text = text();
        return EnumWords.parse(choices, text)
                .orElseThrow(() -> error("names '" + text + "', which nobody knows; did you mean '"
                        + NearestKey.of(
                                text, choices.stream().map(EnumWords::of).toList())
                        + "'? There are " + EnumWords.list(choices)));
    }

    /**
     * A path with the values of the variables that it names; relative ones resolved against the folder of whoever wrote
     * it, {@code classpath:} ones kept.
     */
    public Path path() {
        return path(text());
    }

    /** A path that is written in this setting, for example as a key of a block. */
    public Path path(String text) {
        String filled = Variables.in(this, text);
        try {
            return filled.startsWith(CLASSPATH)
                    ? Path.of(filled)
                    : value.origin().base().resolve(filled);
        } catch (InvalidPathException e) {
            throw wrong("a path");
        }
    }

    /** The items of a list; a loose text is a list without its brackets. */
    public List<Setting> items(String what) {
        if (loosened('[', ']') instanceof Value.Items items) {
            return items.values().stream().map(item -> new Setting(key, item)).toList();
        }
        throw wrong(what);
    }

    /** The items of a list, a loose text's only where it has its brackets; empty for anything else. */
    public Optional<List<Setting>> list() {
        boolean loose = value instanceof Value.Text text
                && text.style() == Value.Style.LOOSE
                && text.text().strip().startsWith("[");
        return loose || value instanceof Value.Items ? Optional.of(items("a list")) : Optional.empty();
    }

    /** The keys below this one; a loose text is a block without its braces. */
    public Section section() {
        if (loosened('{', '}') instanceof Value.Block block) {
            return new Section(key, block);
        }
        throw wrong("a block of keys and values");
    }

    /** The value, or for a text from a property or an annotation what it reads as within brackets. */
    private Value loosened(char opening, char closing) {
        if (!(value instanceof Value.Text text) || text.style() != Value.Style.LOOSE) {
            return value;
        }
        String trimmed = text.text().strip();
        boolean bracketed = trimmed.startsWith(String.valueOf(opening));
        return YamlValues.text(bracketed ? trimmed : opening + trimmed + closing, text.origin());
    }

    private <T> T parsed(String what, Function<String, T> parser) {
        try {
            return parser.apply(unquoted(what));
        } catch (NumberFormatException e) {
            throw wrong(what);
        }
    }

    private String unquoted(String what) {
        if (value instanceof Value.Text text && text.style() != Value.Style.QUOTED) {
            return text.text().strip();
        }
        throw wrong(what);
    }

    private DuressException wrong(String what) {
        return error("must be " + what + ", not " + written());
    }

    private String written() {
        if (value instanceof Value.Text text) {
            return text.empty()
                    ? "empty"
                    : (text.style() == Value.Style.QUOTED ? "the text " : "") + "'" + text.text() + "'";
        }
        return value instanceof Value.Items ? "a list" : "a block";
    }
}

package org.duress.spec.key;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.duress.base.EnumWords;

/**
 * Type and range of a setting.
 *
 * @param words both, as a message says them after "must be", for example {@code a finite number of at least 0}
 * @param schema both, as editors are told
 * @param reader understands what was written, or refuses it with a {@link org.duress.DuressException}
 * @param range whether a value is in range, wherever it comes from
 */
public record Kind<T>(String words, Schema schema, Function<Setting, T> reader, Predicate<T> range) {
    /** A finite number of at least 0. */
    public static final Kind<Double> AMOUNT =
            number("a finite number", Bounds.from(0).finite());

    /** Any whole number, for seeds. */
    public static final Kind<Long> SEED = of("a whole number", Schema.WHOLE, Setting::longInteger);

    public static final Kind<Boolean> FLAG = of("true or false", Schema.FLAG, Setting::flag);

    public static final Kind<String> TEXT = of("a text", Schema.TEXT, Setting::text);

    /** Relative to the folder of whoever wrote it; {@code ${NAME}} stands for a variable of the environment. */
    public static final Kind<Path> PATH = of("a path", Schema.TEXT, Setting::path);

    /** What only its reader can tell right from wrong. */
    public static <T> Kind<T> of(String words, Schema schema, Function<Setting, T> reader) {
        return new Kind<>(words, schema, reader, value -> true);
    }

    /**
     * A number; the bounds decide on infinity too.
     *
     * @param what without the bounds, as in "a share"
     */
    public static Kind<Double> number(String what, Bounds bounds) {
        return held(words(what, bounds), Schema.number(bounds), Setting::number, bounds::holds);
    }

    /**
     * A finite number.
     *
     * @param what without the bounds, as in "a number"
     */
    public static Kind<Double> finite(String what, Bounds bounds) {
        return held(
                words(what, bounds),
                Schema.number(bounds),
                setting -> {
                    double number = setting.number();
                    if (!Double.isFinite(number)) {
                        throw setting.error("must be a finite number, not " + number);
                    }
                    return number;
                },
                bounds.finite()::holds);
    }

    /**
     * A whole number whose bounds need no reason.
     *
     * @param what without the bounds, as in "a port"
     */
    public static Kind<Integer> whole(String what, Bounds bounds) {
        return held(words(what, bounds), Schema.whole(bounds), Setting::integer, number -> bounds.holds(number));
    }

    /** One of a few whole numbers. */
    public static Kind<Integer> oneOf(String words, List<Integer> numbers) {
        return held(words, Schema.oneOf(numbers.toArray()), Setting::integer, numbers::contains);
    }

    public static Kind<Integer> whole(Range range) {
        return new Kind<>(
                range.words(), Schema.whole(range), setting -> setting.integer(range), number -> range.holds(number));
    }

    private static String words(String what, Bounds bounds) {
        return what + " " + bounds.words();
    }

    public static <E extends Enum<E>> Kind<E> choice(Class<E> type) {
        List<E> choices = Arrays.asList(type.getEnumConstants());
        return of("one of " + names(choices), Schema.choice(choices), setting -> setting.choice(choices));
    }

    /**
     * Some of the choices, at least one.
     *
     * @param none what a message says of an empty list, from the names of all choices
     */
    public static <E extends Enum<E>> Kind<Set<E>> some(List<E> choices, UnaryOperator<String> none) {
        return some(choices, Map.of(), none);
    }

    /**
     * The same, where words are known that belong elsewhere.
     *
     * @param elsewhere of such a word, in lower case, what a message says after it
     */
    public static <E extends Enum<E>> Kind<Set<E>> some(
            List<E> choices, Map<String, String> elsewhere, UnaryOperator<String> none) {
        String names = names(choices);
        String words = "a list of " + names;
        return of(words, Schema.list(Schema.choice(choices), 1), setting -> {
            List<E> chosen = setting.items(words).stream()
                    .map(item -> item.choice(choices, elsewhere))
                    .toList();
            if (chosen.isEmpty()) {
                throw setting.error(none.apply(names));
            }
            return EnumSet.copyOf(chosen);
        });
    }

    /** A kind that may be left out. */
    public static <T> Kind<Optional<T>> optional(Kind<T> kind) {
        return new Kind<>(
                kind.words,
                kind.schema,
                setting -> Optional.of(kind.reader.apply(setting)),
                value -> value.filter(kind.range.negate()).isEmpty());
    }

    /** A number that may be left out. */
    public static Kind<OptionalDouble> optionalNumber(Kind<Double> kind) {
        return new Kind<>(
                kind.words,
                kind.schema,
                setting -> OptionalDouble.of(kind.reader.apply(setting)),
                value -> value.stream().allMatch(kind.range::test));
    }

    /** A whole number that may be left out. */
    public static Kind<OptionalInt> optionalWhole(Kind<Integer> kind) {
        return new Kind<>(
                kind.words,
                kind.schema,
                setting -> OptionalInt.of(kind.reader.apply(setting)),
                value -> value.stream().allMatch(kind.range::test));
    }

    /** Whether it may be written as a block of keys and values. */
    public boolean block() {
        return schema.block();
    }

    private static <T> Kind<T> held(String words, Schema schema, Function<Setting, T> reader, Predicate<T> range) {
        return new Kind<>(
                words,
                schema,
                setting -> {
                    T value = reader.apply(setting);
                    if (!range.test(value)) {
                        throw setting.error("must be " + words + ", not " + value);
                    }
                    return value;
                },
                range);
    }

    private static String names(List<? extends Enum<?>> choices) {
        return choices.stream().map(EnumWords::of).collect(Collectors.joining(", "));
    }
}

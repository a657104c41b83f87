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
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.duress.base.EnumWords;

/**
 * Type and range of a setting.
 *
 * @param words both, as a message says them after "must be", for example {@code a finite number of at least 0}
 * @param reader understands what was written, or refuses it with a {@link org.duress.DuressException}
 * @param range whether a value is in range, wherever it comes from
 * @param block whether it is written as a block of keys and values
 */
public record Kind<T>(String words, Function<Setting, T> reader, Predicate<T> range, boolean block) {
    /** A finite number of at least 0. */
    public static final Kind<Double> AMOUNT =
            number("a finite number of at least 0", number -> Double.isFinite(number) && number >= 0);

    /** Any whole number, for seeds. */
    public static final Kind<Long> SEED = of("a whole number", Setting::longInteger);

    public static final Kind<Boolean> FLAG = of("true or false", Setting::flag);

    public static final Kind<String> TEXT = of("a text", Setting::text);

    /** Relative to the folder of whoever wrote it. */
    public static final Kind<Path> PATH = of("a path", Setting::path);

    /** What only its reader can tell right from wrong. */
    public static <T> Kind<T> of(String words, Function<Setting, T> reader) {
        return new Kind<>(words, reader, value -> true, false);
    }

    /** The same, written as a block of keys and values. */
    public static <T> Kind<T> block(String words, Function<Setting, T> reader) {
        return new Kind<>(words, reader, value -> true, true);
    }

    /** A number; the range decides on NaN and infinity too. */
    public static Kind<Double> number(String words, DoublePredicate range) {
        return held(words, Setting::number, range::test);
    }

    /** A finite number. */
    public static Kind<Double> finite(String words, DoublePredicate range) {
        return held(
                words,
                setting -> {
                    double number = setting.number();
                    if (!Double.isFinite(number)) {
                        throw setting.error("must be a finite number, not " + number);
                    }
                    return number;
                },
                number -> Double.isFinite(number) && range.test(number));
    }

    /** A whole number whose range needs its own words. */
    public static Kind<Integer> whole(String words, IntPredicate range) {
        return held(words, Setting::integer, range::test);
    }

    public static Kind<Integer> whole(Range range) {
        return new Kind<>(range.words(), setting -> setting.integer(range), number -> range.holds(number), false);
    }

    public static <E extends Enum<E>> Kind<E> choice(Class<E> type) {
        List<E> choices = Arrays.asList(type.getEnumConstants());
        return of("one of " + names(choices), setting -> setting.choice(choices));
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
        return of(words, setting -> {
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
                setting -> Optional.of(kind.reader.apply(setting)),
                value -> value.filter(kind.range.negate()).isEmpty(),
                kind.block);
    }

    /** A number that may be left out. */
    public static Kind<OptionalDouble> optionalNumber(Kind<Double> kind) {
        return new Kind<>(
                kind.words,
                setting -> OptionalDouble.of(kind.reader.apply(setting)),
                value -> value.stream().allMatch(kind.range::test),
                kind.block);
    }

    /** A whole number that may be left out. */
    public static Kind<OptionalInt> optionalWhole(Kind<Integer> kind) {
        return new Kind<>(
                kind.words,
                setting -> OptionalInt.of(kind.reader.apply(setting)),
                value -> value.stream().allMatch(kind.range::test),
                kind.block);
    }

    private static <T> Kind<T> held(String words, Function<Setting, T> reader, Predicate<T> range) {
        return new Kind<>(
                words,
                setting -> {
                    T value = reader.apply(setting);
                    if (!range.test(value)) {
                        throw setting.error("must be " + words + ", not " + value);
                    }
                    return value;
                },
                range,
                false);
    }

    private static String names(List<? extends Enum<?>> choices) {
        return choices.stream().map(EnumWords::of).collect(Collectors.joining(", "));
    }
}

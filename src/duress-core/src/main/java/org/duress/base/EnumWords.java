package org.duress.base;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Constants as users write and read them, in specs, properties, messages and reports: {@code organ-logits}. */
public final class EnumWords {
    private EnumWords() {}

    /** The word of a constant: lower-case, with dashes. */
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The constant of a word, letter case aside; empty where it is none of the choices. */
    public static <E extends Enum<?>> Optional<E> parse(Collection<E> choices, String word) {
        return choices.stream()
                .filter(choice -> of(choice).equalsIgnoreCase(word))
                .findFirst();
    }

    /** The words that may be written, after "one of": {@code auto, cpu, gpu}. */
    public static String list(Collection<? extends Enum<?>> choices) {
        return choices.stream().map(EnumWords::of).collect(Collectors.joining(", "));
    }

    /** The words that may be written, in a sentence: {@code auto, cpu or gpu}. */
    public static String alternatives(Collection<? extends Enum<?>> choices) {
        return sentence(choices, " or ");
    }

    /** The words of all of them, in a sentence: {@code auto, cpu and gpu}. */
    public static String together(Collection<? extends Enum<?>> all) {
        return sentence(all, " and ");
    }

    private static String sentence(Collection<? extends Enum<?>> constants, String beforeTheLast) {
        String list = list(constants);
        int last = list.lastIndexOf(", ");
        return last < 0 ? list : list.substring(0, last) + beforeTheLast + list.substring(last + 2);
    }
}

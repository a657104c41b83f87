package org.duress.spec.key;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.duress.DuressException;
import org.duress.base.EnumWords;
import org.jspecify.annotations.Nullable;

/**
 * One setting: everything that is said of it but its value. Parsers, fingerprints, reports and the reference of all
 * settings read it from here.
 *
 * @param <S> the record of settings that holds its value
 * @param <T> type of its value
 */
public final class Key<S, T> {
    private final Class<S> owner;
    private final String name;
    private final Function<S, T> accessor;
    private final Kind<T> kind;
    private final @Nullable T byDefault;
    private final Notes notes;

    /**
     * What documents and reports want to know.
     *
     * @param meaning one sentence without its full stop
     * @param otherwise what holds where it is not set, where the default does not say it
     * @param label what reports call it that list a test's inputs; empty: they leave it out
     * @param trains for what is trained with it the name of its part in the fingerprint
     * @param later whether its default has no part there
     */
    private record Notes(
            String meaning,
            Optional<String> otherwise,
            Optional<String> label,
            Map<Trained, String> trains,
            boolean later) {
        private Notes {
            trains = Map.copyOf(trains);
        }
    }

    private Key(
            Class<S> owner, String name, Function<S, T> accessor, Kind<T> kind, @Nullable T byDefault, Notes notes) {
        this.owner = owner;
        this.name = name;
        this.accessor = accessor;
        this.kind = kind;
        this.byDefault = byDefault;
        this.notes = notes;
    }

    static <S, T> Key<S, T> of(
            Class<S> owner, String name, Function<S, T> accessor, Kind<T> kind, @Nullable T byDefault, String meaning) {
        return new Key<>(
                owner,
                name,
                accessor,
                kind,
                byDefault,
                new Notes(meaning, Optional.empty(), Optional.empty(), Map.of(), false));
    }

    private Key<S, T> with(Notes others) {
        return new Key<>(owner, name, accessor, kind, byDefault, others);
    }

    /** What is trained depends on it. */
    public Key<S, T> training(Trained trained) {
        return training(trained, local());
    }

    /** What is trained depends on it, under a name of its own in the fingerprint. */
    public Key<S, T> training(Trained trained, String part) {
        Map<Trained, String> trains = new EnumMap<>(Trained.class);
        trains.putAll(notes.trains);
        trains.put(trained, part);
        return with(new Notes(notes.meaning, notes.otherwise, notes.label, trains, notes.later));
    }

    /**
     * What is trained depends on it, as a later version found: its default is what was done before, and has no part in
     * the fingerprint, so that what was stored is still found.
     */
    public Key<S, T> trainingUnlessDefault(Trained trained) {
        Notes all = training(trained).notes;
        return with(new Notes(all.meaning, all.otherwise, all.label, all.trains, true));
    }

    /** Reports that list a test's inputs call it this. */
    public Key<S, T> shownAs(String label) {
        return with(new Notes(notes.meaning, notes.otherwise, Optional.of(label), notes.trains, notes.later));
    }

    /** What holds where it is not set, in words for documents. */
    public Key<S, T> otherwise(String words) {
        return with(new Notes(notes.meaning, Optional.of(words), notes.label, notes.trains, notes.later));
    }

    /** The full key, as in {@code attack.xi}. */
    public String name() {
        return name;
    }

    /** The block it stands in; empty for the spec itself. */
    public String block() {
        return name.substring(0, Math.max(0, name.indexOf('.')));
    }

    /** The key within its block. */
    public String local() {
        return name.substring(name.indexOf('.') + 1);
    }

    public Class<S> owner() {
        return owner;
    }

    public Kind<T> kind() {
        return kind;
    }

    /** What holds where it is not set; empty where it must be set. */
    public Optional<T> byDefault() {
        return Optional.ofNullable(byDefault);
    }

    public String meaning() {
        return notes.meaning;
    }

    public Optional<String> label() {
        return notes.label;
    }

    /** The name of its part in the fingerprint of what is trained with it; empty: that does not depend on it. */
    public Optional<String> part(Trained trained) {
        return Optional.ofNullable(notes.trains.get(trained));
    }

    /** The same of one value; empty too where it has no part because it is the default. */
    public Optional<String> part(Trained trained, Object value) {
        return notes.later && value.equals(byDefault) ? Optional.empty() : part(trained);
    }

    /** Its value in some settings. */
    public T of(S settings) {
        return accessor.apply(settings);
    }

    /**
     * Understands a text from elsewhere than a spec.
     *
     * @throws IllegalArgumentException if the value is mistyped or out of range; the message names the key
     */
    public T parse(String text) {
        try {
            return kind.reader().apply(new Setting(name, new Value.Text(Origin.NOWHERE, text, Value.Style.LOOSE)));
        } catch (DuressException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /**
     * Refuses a value from code that is out of range.
     *
     * @throws IllegalArgumentException which names the key
     */
    public T require(T value) {
        if (!kind.range().test(value)) {
            throw new IllegalArgumentException(local() + " must be " + kind.words() + ", not " + value);
        }
        return value;
    }

    /** The default in words. */
    public String defaultWords() {
        return notes.otherwise.orElseGet(() -> byDefault == null ? "required" : written(byDefault));
    }

    /**
     * A value as it is written in a spec, the same text for the same value in every process; a list without its
     * brackets.
     */
    public static String written(Object value) {
        if (value instanceof Enum<?> constant) {
            return EnumWords.of(constant);
        }
        if (value instanceof Map<?, ?> map) {
            return new TreeMap<>(map).toString();
        }
        if (value instanceof OptionalDouble number) {
            return number.isPresent() ? String.valueOf(number.getAsDouble()) : "none";
        }
        if (value instanceof Optional<?> some) {
            return some.map(Key::written).orElse("none");
        }
        return value instanceof Collection<?> values
                ? values.stream().sorted().map(Key::written).collect(Collectors.joining(", "))
                : String.valueOf(value);
    }

    @Override
    public String toString() {
        return name;
    }
}

package org.duress.spark;

import java.io.Serializable;
import java.util.function.Supplier;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.ModelException;
import org.jspecify.annotations.Nullable;

/**
 * What a task comes back with: a value, or the sentence of what is wrong, which would be as wrong at a second attempt.
 * Whatever else is thrown is Spark's, and is tried again.
 *
 * @param value where there is one
 * @param kind whose fault it is
 * @param sentence what is wrong; empty where there is a value
 */
record Answer<T extends Serializable>(@Nullable T value, Kind kind, String sentence) implements Serializable {
    private static final long serialVersionUID = 1;

    /** Whose fault a sentence is about. */
    enum Kind {
        NOBODYS,
        INPUT,
        MODEL,
        MACHINE
    }

    /** Does the work of a task. */
    static <T extends Serializable> Answer<T> of(Supplier<T> work) {
        try {
            return new Answer<>(work.get(), Kind.NOBODYS, "");
        } catch (EnvironmentException e) {
            return new Answer<>(null, Kind.MACHINE, String.valueOf(e.getMessage()));
        } catch (ModelException e) {
            return new Answer<>(null, Kind.MODEL, String.valueOf(e.getMessage()));
        } catch (DuressException e) {
            return new Answer<>(null, Kind.INPUT, String.valueOf(e.getMessage()));
        }
    }

    /**
     * The value.
     *
     * @throws DuressException as the work threw it
     */
    T get() {
        if (value != null) {
            return value;
        }
        throw switch (kind) {
            case MACHINE -> new EnvironmentException(sentence);
            case MODEL -> new ModelException(sentence);
            case INPUT, NOBODYS -> new DuressException(sentence);
        };
    }
}

package org.duress.model.openinference;

import java.util.function.Function;

/** How a request ended that the server understood to be one. */
sealed interface Outcome<T> {
    /** As hoped. */
    record Answered<T>(T value) implements Outcome<T> {}

    /**
     * The server refuses.
     *
     * @param status of HTTP, not 200
     * @param reason "status 400 (what the server says)"
     */
    record Refused<T>(int status, String reason) implements Outcome<T> {
        /** Whether another shape of the tensor, or another way to send it, may be taken. */
        boolean ofThisTensor() {
            return status == 400 || status == 413 || status == 415 || status == 422 || status == 500 || status == 501;
        }
    }

    /** The value, or what is thrown. */
    default T orThrow(Function<Refused<T>, RuntimeException> problem) {
        if (this instanceof Refused<T> refused) {
            throw problem.apply(refused);
        }
        return ((Answered<T>) this).value();
    }
}

package org.duress.model.openinference;

import java.util.Optional;
import java.util.function.Function;
import org.duress.EnvironmentException;

/** How a request ended that the server understood to be one. */
sealed interface Outcome<T> {
    /** As hoped. */
    record Answered<T>(T value) implements Outcome<T> {}

    /**
     * The server refuses.
     *
     * @param status of HTTP
     * @param reason "status 400 (what the server says)"
     * @param forGood as {@link HttpAnswer#forGood}
     */
    record Refused<T>(int status, String reason, Optional<String> forGood) implements Outcome<T> {
        static <T> Refused<T> of(HttpAnswer answer) {
            return new Refused<>(answer.status(), answer.problem(), answer.forGood());
        }

        /**
         * The server's fault.
         *
         * @param model how messages name it
         * @param otherwise what the sentence says after the model's name where the answer does not say it all
         */
        EnvironmentException failure(String model, String otherwise) {
            return new EnvironmentException(model + " " + forGood.orElse(otherwise));
        }

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

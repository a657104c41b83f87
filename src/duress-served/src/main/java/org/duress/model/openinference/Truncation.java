package org.duress.model.openinference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;

/** Tells JSON that ends too early from JSON that is wrong. */
final class Truncation {
    private Truncation() {}

    static boolean is(JsonProcessingException problem) {
        // Not all places where Jackson meets the end throw its own exception for that.
        return problem instanceof JsonEOFException
                || String.valueOf(problem.getOriginalMessage()).startsWith("Unexpected end-of-input");
    }
}

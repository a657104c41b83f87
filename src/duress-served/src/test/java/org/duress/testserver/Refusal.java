package org.duress.testserver;

/** Why a request is answered with an error. */
final class Refusal extends RuntimeException {
    private final int status;

    Refusal(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Of HTTP. */
    int status() {
        return status;
    }

    /** What the error object says. */
    String text() {
        return String.valueOf(getMessage());
    }
}

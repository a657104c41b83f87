package org.duress;

/**
 * A run that could not be judged: wrong input or a broken machine, never a weak model.
 *
 * <p>The message is one sentence that says what was wrong, where, and what to do. JUnit and Allure show
 * it as an error (broken), apart from an assertion failure (the model fell).
 */
public class DuressException extends RuntimeException {
    public DuressException(String message) {
        super(message);
    }

    public DuressException(String message, Throwable cause) {
        super(message, cause);
    }
}

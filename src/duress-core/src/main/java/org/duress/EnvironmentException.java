package org.duress;

/**
 * A machine that does not do its part: a server that is down or answers nonsense, no container engine. Neither the
 * model nor the spec is to blame, and the same run may well succeed elsewhere or later.
 */
public class EnvironmentException extends DuressException {
    public EnvironmentException(String message) {
        super(message);
    }

    public EnvironmentException(String message, Throwable cause) {
        super(message, cause);
    }
}

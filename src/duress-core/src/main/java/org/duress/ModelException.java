package org.duress;

/**
 * A model that cannot be judged as it is: it sees nothing, or answers with what is no number. Neither the spec nor the
 * machine is to blame; the same spec with a mended model runs.
 */
public class ModelException extends DuressException {
    public ModelException(String message) {
        super(message);
    }

    public ModelException(String message, Throwable cause) {
        super(message, cause);
    }
}

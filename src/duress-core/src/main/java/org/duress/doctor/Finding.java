package org.duress.doctor;

/**
 * What was found about one thing.
 *
 * @param subject the thing, in a word or two
 * @param sentence what it is, and where it is not well what to do
 */
public record Finding(String subject, State state, String sentence) {
    /** How it is with a thing. */
    public enum State {
        OK,

        /** Not there, and needed by nobody who has not asked for it. */
        ABSENT,

        /** It works, perhaps not for everything. */
        WARNING,

        /** Runs break on it, or would be wrong. */
        BROKEN
    }

    static Finding ok(String subject, String sentence) {
        return new Finding(subject, State.OK, sentence);
    }

    static Finding absent(String subject, String sentence) {
        return new Finding(subject, State.ABSENT, sentence);
    }

    static Finding warning(String subject, String sentence) {
        return new Finding(subject, State.WARNING, sentence);
    }

    static Finding broken(String subject, String sentence) {
        return new Finding(subject, State.BROKEN, sentence);
    }
}

package org.duress;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A run that could not be judged, never a weak model: wrong input, or what its subclasses say, a broken machine
 * ({@link EnvironmentException}) or a model that cannot be judged as it is ({@link ModelException}).
 *
 * <p>The message is one sentence that says what was wrong, where, and what to do. JUnit and Allure show
 * it as an error (broken), apart from an assertion failure (the model fell).
 */
public class DuressException extends RuntimeException {
    /** A sentence has some hundred characters; one with a list of files or of label ids some more. */
    private static final int LONGEST = 1_000;

    private final transient Map<String, String> attachments = new LinkedHashMap<>();

    public DuressException(String message) {
        super(oneLine(message));
    }

    public DuressException(String message, Throwable cause) {
        super(oneLine(message), cause);
    }

    /**
     * Names out of a damaged file may hold anything, and a message is one line whatever it quotes, without the middle
     * of what is long.
     */
    private static String oneLine(String message) {
        StringBuilder line = new StringBuilder(message.length());
        message.codePoints().forEach(c -> {
            boolean unprintable = Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE;
            line.appendCodePoint(Character.isWhitespace(c) ? ' ' : unprintable ? '?' : c);
        });
        return line.length() <= LONGEST
                ? line.toString()
                : line.substring(0, LONGEST / 2) + " ... " + line.substring(line.length() - LONGEST / 2);
    }

    /**
     * Adds texts that are too long for a message and help to understand it, such as the log of a container. Reporters
     * attach them to what they write.
     *
     * @param texts by name, for example {@code container.log}; a name that is there already keeps its text
     */
    public void attach(Map<String, String> texts) {
        texts.forEach(attachments::putIfAbsent);
    }

    /** The texts of {@link #attach}, by name. */
    public Map<String, String> attachments() {
        return Collections.unmodifiableMap(attachments);
    }
}

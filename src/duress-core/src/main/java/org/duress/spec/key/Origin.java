package org.duress.spec.key;

import java.nio.file.Path;
import org.duress.DuressException;

/**
 * Where a setting was written.
 *
 * @param where for messages: file and line, property, or annotation
 * @param base the folder that relative paths written there are relative to
 * @param source what else is read for them
 */
public record Origin(String where, Path base, Source source) {
    /** Where nobody needs to be told. */
    static final Origin NOWHERE = new Origin("the settings", Path.of(""));

    /** Of what is read here. */
    public Origin(String where, Path base) {
        this(where, base, Source.HERE);
    }

    public DuressException error(String sentence) {
        return new DuressException(where + ": " + sentence);
    }
}

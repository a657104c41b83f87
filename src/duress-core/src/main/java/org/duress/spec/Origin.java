package org.duress.spec;

import java.nio.file.Path;
import org.duress.DuressException;

/**
 * Where a setting was written.
 *
 * @param where for messages: file and line, property, or annotation
 * @param base the folder that relative paths written there are relative to
 */
record Origin(String where, Path base) {
    DuressException error(String sentence) {
        return new DuressException(where + ": " + sentence);
    }
}

package org.duress.model.openinference;

import java.util.List;
import java.util.stream.Collectors;

/** What a server writes, in a sentence of ours: one line, and no longer than somebody reads. */
final class Words {
    private static final int LONGEST = 300;

    /** Names, types and shapes of a list that are said. */
    private static final int MOST = 8;

    private Words() {}

    /** The first line, its beginning where it is long. */
    static String cut(String text) {
        String line = text.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", "?");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }

    /** The first of them. */
    static String list(List<?> things) {
        return things.stream().limit(MOST).map(thing -> cut(thing.toString())).collect(Collectors.joining(", "))
                + (things.size() > MOST ? ", ... (" + things.size() + " in all)" : "");
    }
}

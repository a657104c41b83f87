package org.duress.report;

import java.util.regex.Pattern;

/** Text that others chose, in Markdown as GitHub and most others show it. */
public final class Markdown {
    /** What Markdown takes for more than itself within a line, and a backslash makes plain. */
    private static final String MARKUP = "\\`*_{}[]~!#";

    /** What starts HTML, a column, a formula, a mention; a backslash does not stop all readers. */
    private static final String ENTITIES = "&<>|$@";

    private static final Pattern BREAKS = Pattern.compile("[\\s\\p{Cntrl}]+");
    private static final String ADDRESS = "://";

    private Markdown() {}

    /**
     * A name or a sentence that shows as it is written, in a line or in a cell of a table: no markup, no link, no
     * HTML. Line breaks become spaces.
     */
    public static String text(String plain) {
        String line = BREAKS.matcher(plain).replaceAll(" ").strip();
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (ENTITIES.indexOf(c) >= 0 || line.startsWith(ADDRESS, i)) {
                out.append("&#").append((int) c).append(';');
            } else if (MARKUP.indexOf(c) >= 0) {
                out.append('\\').append(c);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}

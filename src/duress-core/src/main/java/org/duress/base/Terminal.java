package org.duress.base;

import java.io.Console;
import java.util.Map;

/**
 * Where this process writes.
 *
 * @param interactive whether somebody watches a terminal that can write a line anew
 * @param columns of a line there
 */
public record Terminal(boolean interactive, int columns) {
    private static final int USUAL_COLUMNS = 80;

    /** As console and environment say. */
    public static Terminal here() {
        return of(hasConsole(), System.getenv());
    }

    /**
     * As these say: no terminal is one in continuous integration ({@code CI}), a dumb one ({@code TERM}), or where
     * plain text is asked for ({@code NO_COLOR}).
     */
    static Terminal of(boolean console, Map<String, String> environment) {
        String ci = environment.getOrDefault("CI", "");
        boolean plain = !environment.getOrDefault("NO_COLOR", "").isEmpty()
                || environment.getOrDefault("TERM", "").equals("dumb")
                || !(ci.isEmpty() || ci.equalsIgnoreCase("false"));
        String columns = environment.getOrDefault("COLUMNS", "");
        return new Terminal(
                console && !plain, columns.matches("[1-9]\\d{1,3}") ? Integer.parseInt(columns) : USUAL_COLUMNS);
    }

    /** Since Java 22 there is a console without a terminal too, which {@code isTerminal}, new there, tells apart. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean hasConsole() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}

package org.duress.cli;

import java.io.Console;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.duress.DuressException;

/**
 * What is asked of whoever runs a command, where a person is there to answer.
 *
 * @param terminal gives the line that is typed after a prompt; empty where nobody can be asked
 * @param yes whether what was seen is taken without asking
 */
record Questions(Optional<UnaryOperator<String>> terminal, boolean yes) {
    /** Of the terminal that this process has, if it has one. */
    static Questions here(boolean yes) {
        return new Questions(
                Optional.ofNullable(System.console()).map(console -> prompt -> line(console, prompt)), yes);
    }

    private static String line(Console console, String prompt) {
        return Optional.ofNullable(console.readLine("%s", prompt))
                .orElseThrow(() -> new DuressException("the terminal was closed before all was answered"));
    }

    /**
     * Asks.
     *
     * @param what is asked, as a sentence's subject: "the folder of the labels"
     * @param option that says it without a terminal
     * @param seen what it may be, taken where the answer is empty
     * @throws DuressException if nobody can be asked and nothing was seen, or what was seen is not to be taken
     */
    String ask(String what, String option, Optional<String> seen) {
        if (yes && seen.isPresent()) {
            return seen.get();
        }
        UnaryOperator<String> asked = terminal.orElseThrow(() -> new DuressException(what + " cannot be seen for sure;"
                + " give it by " + option
                + seen.map(guess -> ", or take '" + guess + "' by --yes").orElse("")));
        String prompt = what.substring(0, 1).toUpperCase(Locale.ROOT) + what.substring(1)
                + seen.map(guess -> " [" + guess + "]").orElse("") + ": ";
        String answer = asked.apply(prompt).strip();
        while (answer.isEmpty() && seen.isEmpty()) {
            answer = asked.apply(prompt).strip();
        }
        return answer.isEmpty() ? seen.orElseThrow() : answer;
    }
}

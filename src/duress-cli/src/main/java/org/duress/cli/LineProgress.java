package org.duress.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.duress.Progress;
import org.duress.base.ProgressLines;
import org.duress.base.Terminal;

/**
 * How work goes: on a terminal a bar in one line that is written anew, elsewhere a line every few seconds and one for
 * the last step. Mutable, for one thread.
 */
final class LineProgress implements Progress {
    private static final Duration BAR_EVERY = Duration.ofMillis(200);
    private static final Duration LINE_EVERY = Duration.ofSeconds(5);

    private final PrintStream out;
    private final Terminal terminal;
    private final ProgressLines lines;

    /** Characters of the bar that stands in the last line. */
    private int shown;

    LineProgress() {
        this(System.out, Terminal.here(), System::nanoTime);
    }

    LineProgress(PrintStream out, Terminal terminal, LongSupplier nanoTime) {
        this.out = out;
        this.terminal = terminal;
        lines = new ProgressLines(terminal.interactive() ? BAR_EVERY : LINE_EVERY, nanoTime);
    }

    @Override
    public void step(String phase, int done, int total, String detail) {
        lines.enter(phase, done);
        boolean due = lines.due();
        if (done == total) {
            say(lines.line(done, total, detail));
        } else if (due && terminal.interactive()) {
            clear();
            String bar = lines.bar(done, total, detail, terminal.columns());
            out.print(bar);
            out.flush();
            shown = bar.length();
        } else if (due) {
            say(lines.line(done, total, detail));
        }
    }

    @Override
    public void warn(String sentence) {
        say("warning: " + sentence);
    }

    /** A line that stays. */
    void say(String line) {
        clear();
        out.println(line);
    }

    /** Begins the clock of whatever comes next. */
    void begin() {
        lines.enter("", 0);
    }

    /** Takes the bar away, where there is one, before others write. */
    void clear() {
        if (shown > 0) {
            out.print("\r" + " ".repeat(shown) + "\r");
            out.flush();
            shown = 0;
        }
    }
}

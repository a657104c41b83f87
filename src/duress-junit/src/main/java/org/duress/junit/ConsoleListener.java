package org.duress.junit;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.duress.base.ProgressLines;
import org.duress.base.Terminal;
import org.duress.gate.GateListener;
import org.jspecify.annotations.Nullable;

/**
 * Says on the console how a gate run goes, and how long what is under way will still take: a progress bar on a
 * terminal; elsewhere, in a build's log, a line soon, then one every half a minute.
 */
final class ConsoleListener implements GateListener, AutoCloseable {
    /** Until then there is little to tell the rest from, and who only waits seconds needs no line. */
    private static final Duration FIRST_LINE_AFTER = Duration.ofSeconds(3);

    private static final Duration LINE_EVERY = Duration.ofSeconds(30);

    private final String spec;
    private final PrintStream out;
    private final boolean terminal;
    private final LongSupplier nanoTime;
    private final ProgressLines lines;
    private long stageBegan;
    private @Nullable ProgressBar bar;

    ConsoleListener(String spec, PrintStream out, boolean terminal, LongSupplier nanoTime) {
        this.spec = spec;
        this.out = out;
        this.terminal = terminal;
        this.nanoTime = nanoTime;
        lines = new ProgressLines(LINE_EVERY, nanoTime);
    }

    static ConsoleListener of(String spec) {
        return new ConsoleListener(spec, System.out, Terminal.here().interactive(), System::nanoTime);
    }

    @Override
    public void begin(Stage stage) {
        close();
        stageBegan = nanoTime.getAsLong();
        lines.pause(FIRST_LINE_AFTER);
        lines.enter("", 0);
        line(name(stage));
    }

    @Override
    public void end(Stage stage, String summary) {
        close();
        double seconds = (nanoTime.getAsLong() - stageBegan) / 1e9;
        line(String.format(Locale.ROOT, "%s done in %.1f s: %s", name(stage), seconds, summary));
    }

    @Override
    public void step(String phase, int done, int total, String detail) {
        if (lines.enter(phase, done)) {
            close();
        }
        if (terminal) {
            bar(phase, total).stepTo(done).setExtraMessage(detail);
        } else if (lines.due()) {
            line(lines.line(done, total, detail));
        }
    }

    /** At once, however long ago the last line was. */
    @Override
    public void warn(String sentence) {
        close();
        line("warning: " + sentence);
    }

    /** What the run came to, a line each. */
    void say(List<String> sentences) {
        close();
        sentences.forEach(this::line);
    }

    /** Ends the progress bar, if there is one. */
    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }

    private ProgressBar bar(String phase, int total) {
        ProgressBar current = bar;
        if (current == null) {
            current = new ProgressBarBuilder()
                    .setTaskName(spec + ": " + phase)
                    .setInitialMax(total)
                    .setStyle(ProgressBarStyle.ASCII)
                    .build();
            bar = current;
        }
        return current;
    }

    private void line(String text) {
        out.println("[duress] " + spec + ": " + text);
    }

    private static String name(Stage stage) {
        return switch (stage) {
            case OPEN -> "open";
            case BASELINE -> "baseline";
            case TRAIN -> "train or load attacker";
            case ATTACK -> "attack";
            case SHIFT -> "natural shifts";
            case JUDGE -> "judge";
        };
    }
}

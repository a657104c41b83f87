package org.duress.junit;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.duress.gate.GateListener;
import org.jspecify.annotations.Nullable;

/** Says on the console how a gate run goes: a progress bar on a terminal, a line every few seconds elsewhere. */
final class ConsoleListener implements GateListener, AutoCloseable {
    private static final long LINE_EVERY = Duration.ofSeconds(5).toNanos();

    private final String spec;
    private final PrintStream out;
    private final boolean terminal;
    private final LongSupplier nanoTime;
    private long stageBegan;
    private long lastLine;
    private String phase = "";
    private @Nullable ProgressBar bar;

    ConsoleListener(String spec, PrintStream out, boolean terminal, LongSupplier nanoTime) {
        this.spec = spec;
        this.out = out;
        this.terminal = terminal;
        this.nanoTime = nanoTime;
    }

    static ConsoleListener of(String spec) {
        return new ConsoleListener(spec, System.out, onTerminal(), System::nanoTime);
    }

    @Override
    public void begin(Stage stage) {
        close();
        stageBegan = nanoTime.getAsLong();
        lastLine = stageBegan;
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
        if (terminal) {
            bar(phase, total).stepTo(done).setExtraMessage(detail);
            return;
        }
        long now = nanoTime.getAsLong();
        if (now - lastLine >= LINE_EVERY) {
            lastLine = now;
            line(phase + " " + done + "/" + total + " " + detail);
        }
    }

    /** Said at once: a line every few seconds is enough for progress, not for this. */
    @Override
    public void warn(String sentence) {
        close();
        line("warning: " + sentence);
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
        if (current == null || !this.phase.equals(phase)) {
            close();
            current = new ProgressBarBuilder()
                    .setTaskName(spec + ": " + phase)
                    .setInitialMax(total)
                    .setStyle(ProgressBarStyle.ASCII)
                    .build();
            bar = current;
            this.phase = phase;
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
            case JUDGE -> "judge";
        };
    }

    /** Since Java 22 there is a console without a terminal too, which {@code isTerminal}, new there, tells apart. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean onTerminal() {
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

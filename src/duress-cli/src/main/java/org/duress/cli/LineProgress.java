package org.duress.cli;

import java.time.Duration;
import org.duress.Progress;
import org.duress.base.ProgressLines;

/** A line every few seconds, and one for the last step. */
final class LineProgress implements Progress {
    private final ProgressLines lines = new ProgressLines(Duration.ofSeconds(5), System::nanoTime);

    @Override
    public void step(String phase, int done, int total, String detail) {
        lines.enter(phase, done);
        if (lines.due() || done == total) {
            System.out.println(lines.line(done, total, detail));
        }
    }

    @Override
    public void warn(String sentence) {
        System.out.println("warning: " + sentence);
    }
}

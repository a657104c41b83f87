package org.duress.report.page;

import org.duress.report.Tag;
import org.duress.report.Words;
import org.duress.result.Interval;
import org.duress.result.OrganEvidence;

/** How far an organ fell, with its interval, against its limit: from nothing to all of its Dice. */
final class FallBar {
    private static final int WIDTH = 160;
    private static final int HEIGHT = 22;

    private FallBar() {}

    static Tag of(OrganEvidence organ) {
        Interval interval = organ.dice().dropInterval();
        Tag svg = Tag.of("svg")
                .with("class", "bar " + (organ.pastThreshold() ? "past" : "held"))
                .with("viewBox", "0 0 " + WIDTH + " " + HEIGHT)
                .with("width", WIDTH)
                .with("height", HEIGHT)
                .with("role", "img")
                .with(
                        "aria-label",
                        organ.name() + " fell by " + Words.number("%.3f", organ.relativeDrop()) + ", 95 % interval "
                                + Words.interval("%.3f", interval) + ", where "
                                + Words.number("%.3f", organ.maxDiceDrop()) + " is allowed")
                .add(box("track", 0, 4, WIDTH, HEIGHT - 8), box("fall", 0, 4, at(organ.relativeDrop()), HEIGHT - 8));
        if (Double.isFinite(interval.low()) && Double.isFinite(interval.high())) {
            double low = at(interval.low());
            double high = at(interval.high());
            svg.add(
                    box("interval", low, HEIGHT / 2.0 - 0.75, Math.max(1, high - low), 1.5),
                    box("interval", low, HEIGHT / 2.0 - 3, 1.5, 6),
                    box("interval", high - 1.5, HEIGHT / 2.0 - 3, 1.5, 6));
        }
        return svg.add(box("limit", at(organ.maxDiceDrop()) - 1, 0, 2, HEIGHT));
    }

    private static Tag box(String shown, double x, double y, double width, double height) {
        return Tag.of("rect")
                .with("class", shown)
                .with("x", x)
                .with("y", y)
                .with("width", width)
                .with("height", height);
    }

    /** A rise is shown as no fall. */
    private static double at(double fall) {
        return Double.isFinite(fall) ? WIDTH * Math.max(0, Math.min(1, fall)) : 0;
    }
}

package org.duress.report.page;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duress.report.BudgetAxis;
import org.duress.report.Tag;
import org.duress.report.Words;
import org.duress.result.BudgetPoint;
import org.duress.result.OrganEvidence;
import org.duress.result.RobustnessResult;

/**
 * Dice against budget, a plot an organ, as in {@link org.duress.report.CurvePicture}, in the colours of the page: what
 * lies below the limit is shaded, a ring marks where the organ breaks, and a dashed curve is no robustness.
 */
final class Curves {
    private static final int LEFT = 38;
    private static final int TOP = 8;
    private static final int WIDTH = 210;
    private static final int HEIGHT = 130;
    private static final int FOOT = 34;
    private static final int RIGHT = 20;
    private static final int TICKS = 4;

    private final RobustnessResult result;
    private final double end;

    private Curves(RobustnessResult result) {
        this.result = result;
        end = BudgetAxis.end(result);
    }

    /** None where there is no curve. */
    static Stream<Tag> of(RobustnessResult result) {
        List<OrganEvidence> organs = result.evidence().organs().stream()
                .filter(organ -> !organ.curve().isEmpty())
                .toList();
        Curves curves = new Curves(result);
        return organs.isEmpty()
                ? Stream.empty()
                : Stream.of(
                        Tag.of("h3", "Dice against budget"),
                        Tag.of("div").with("class", "plots").add(organs.stream().map(curves::figure)));
    }

    private Tag figure(OrganEvidence organ) {
        return Tag.of("figure")
                .add(
                        Tag.of("figcaption")
                                .add(Tag.of("strong", organ.name()))
                                .text(" " + Words.outcome(organ, result)),
                        plot(organ));
    }

    private Tag plot(OrganEvidence organ) {
        double limit = (1 - organ.maxDiceDrop()) * organ.cleanDice();
        String points = organ.curve().stream()
                .map(point -> String.format(Locale.ROOT, "%.3f at p %.3f", point.dice(), point.perceptibility()))
                .collect(Collectors.joining(", "));
        Tag svg = Tag.of("svg")
                .with("class", "plot")
                .with("viewBox", "0 0 " + (LEFT + WIDTH + RIGHT) + " " + (TOP + HEIGHT + FOOT))
                .with("role", "img")
                .with(
                        "aria-label",
                        organ.name() + ", Dice against perceptibility: " + points + "; limit "
                                + Words.number("%.3f", limit))
                .add(Tag.of("rect")
                        .with("class", "below")
                        .with("x", LEFT)
                        .with("y", y(limit))
                        .with("width", WIDTH)
                        .with("height", TOP + HEIGHT - y(limit)));
        for (int tick = 0; tick <= TICKS; tick++) {
            double share = (double) tick / TICKS;
            svg.add(
                    line("grid", LEFT, y(share), LEFT + WIDTH, y(share)),
                    text("end", LEFT - 5, y(share) + 4, String.format(Locale.ROOT, "%.2f", share)),
                    text("middle", LEFT + WIDTH * share, TOP + HEIGHT + 15, BudgetAxis.words(end * share, end)));
        }
        svg.add(
                text("middle", LEFT + WIDTH / 2.0, TOP + HEIGHT + 30, "perceptibility p, sd"),
                line("limit", LEFT, y(limit), LEFT + WIDTH, y(limit)));
        boolean proven = organ.pastThreshold() || result.attackShownStrong();
        svg.add(Tag.of("polyline")
                .with("class", proven ? "curve" : "curve unproven")
                .with(
                        "points",
                        organ.curve().stream()
                                .map(point -> String.format(
                                        Locale.ROOT, "%.1f,%.1f", x(point.perceptibility()), y(point.dice())))
                                .collect(Collectors.joining(" "))));
        for (BudgetPoint point : organ.curve()) {
            svg.add(circle("point", x(point.perceptibility()), y(point.dice()), 2.5));
        }
        organ.breakingPoint().ifPresent(at -> svg.add(circle("breaks", x(at), y(limit), 5)));
        return svg;
    }

    private double x(double perceptibility) {
        return LEFT + WIDTH * perceptibility / end;
    }

    private static double y(double dice) {
        return TOP + HEIGHT * (1 - (Double.isFinite(dice) ? dice : 0));
    }

    private static Tag line(String shown, double x1, double y1, double x2, double y2) {
        return Tag.of("line")
                .with("class", shown)
                .with("x1", x1)
                .with("y1", y1)
                .with("x2", x2)
                .with("y2", y2);
    }

    private static Tag circle(String shown, double x, double y, double radius) {
        return Tag.of("circle").with("class", shown).with("cx", x).with("cy", y).with("r", radius);
    }

    private static Tag text(String anchor, double x, double y, String text) {
        return Tag.of("text", text).with("text-anchor", anchor).with("x", x).with("y", y);
    }
}

package org.duress.report;

import java.awt.Color;
import java.util.List;
import java.util.Locale;
import org.duress.result.BudgetPoint;
import org.duress.result.OrganEvidence;
import org.duress.result.RobustnessResult;

/**
 * Dice against budget, one plot an organ, all on the same axes: across the perceptibility that was spent, upwards the
 * organ's lowest Dice. What lies below the limit is shaded, and a ring marks the point where the organ breaks. The
 * curve of an organ that held under an attack which was not shown to be strong is dashed: it is no robustness.
 */
public final class CurvePicture {
    private static final int PLOT_WIDTH = 250;
    /** Of the words at the limit: at the right, where what breaks has fallen below them already. */
    private static final int LIMIT_WIDTH = 76;

    private static final int PLOT_HEIGHT = 190;
    private static final int LEFT = 56;
    private static final int RIGHT = 26;
    private static final int HEAD = 48;
    private static final int TITLE = 46;
    private static final int FOOT = 50;
    private static final int PER_ROW = 4;
    private static final Color AXIS = new Color(0x606060);
    private static final Color GRID = new Color(0xE4E4E4);
    private static final Color BELOW = new Color(0xFBE9E7);
    private static final Color LIMIT = new Color(0xB71C1C);
    private static final Color INK = new Color(0x202020);

    private final RobustnessResult result;
    private final List<OrganEvidence> organs;
    private final List<String> names;
    private final List<Color> colours;
    private final double across;

    /** A picture of the curves of all organs that have one. */
    public CurvePicture(RobustnessResult result) {
        this.result = result;
        organs = result.evidence().organs().stream()
                .filter(organ -> !organ.curve().isEmpty())
                .toList();
        names = List.copyOf(result.spec().cohort().organs().keySet());
        colours = OrganColours.of(names);
        across = BudgetAxis.end(result);
    }

    /** Whether there is no curve to draw. */
    public boolean isEmpty() {
        return organs.isEmpty();
    }

    /** The whole figure as a PNG. */
    public byte[] png() {
        int columns = Math.min(PER_ROW, Math.max(2, organs.size()));
        int rows = (organs.size() + PER_ROW - 1) / PER_ROW;
        int cellWidth = LEFT + PLOT_WIDTH + RIGHT;
        int cellHeight = TITLE + PLOT_HEIGHT + FOOT;
        try (Page page = new Page(columns * cellWidth, HEAD + rows * cellHeight)) {
            page.fitted(
                    Words.verdict(result) + "   " + result.spec().name() + ":  Dice against budget",
                    LEFT,
                    30,
                    18,
                    true,
                    columns * cellWidth - LEFT - RIGHT);
            for (int i = 0; i < organs.size(); i++) {
                plot(page, organs.get(i), LEFT + i % PER_ROW * cellWidth, HEAD + i / PER_ROW * cellHeight + TITLE);
            }
            return Page.png(page.image());
        }
    }

    /** Draws the plot whose upper left corner, axes excluded, is at a point. */
    private void plot(Page page, OrganEvidence organ, int left, int top) {
        double allowed = (1 - organ.maxDiceDrop()) * organ.cleanDice();
        int name = page.text(organ.name(), left, top - 26, 15, true);
        page.text(
                "Dice " + Words.change("%.3f", organ.cleanDice(), organ.attackedDice()),
                left + name + 10,
                top - 26,
                13,
                false);
        page.text(Words.outcome(organ, result), left, top - 8, 13, false);
        int limit = (int) Math.round(y(allowed, top));
        page.box(BELOW, left, limit, PLOT_WIDTH, top + PLOT_HEIGHT - limit);
        axes(page, left, top);
        page.line(LIMIT, left, limit, left + PLOT_WIDTH, limit, true);
        page.text(
                String.format(Locale.ROOT, "limit %.3f", allowed),
                left + PLOT_WIDTH - LIMIT_WIDTH,
                limit + (allowed > 0.12 ? 15 : -5),
                12,
                false);
        Color colour = colours.get(names.indexOf(organ.name()));
        List<BudgetPoint> curve = organ.curve();
        boolean proven = organ.pastThreshold() || result.attackShownStrong();
        for (int i = 0; i < curve.size(); i++) {
            BudgetPoint here = curve.get(i);
            double x = x(here.perceptibility(), left);
            if (i > 0) {
                BudgetPoint before = curve.get(i - 1);
                page.line(
                        colour,
                        x(before.perceptibility(), left),
                        y(before.dice(), top),
                        x,
                        y(here.dice(), top),
                        !proven);
            }
            page.dot(colour, x, y(here.dice(), top), 3.5);
        }
        organ.breakingPoint().ifPresent(at -> breaks(page, x(at, left), y(allowed, top), top));
    }

    private static void breaks(Page page, double x, double y, int top) {
        page.line(INK, x, y, x, top + PLOT_HEIGHT, true);
        page.dot(INK, x, y, 6.5);
        page.dot(Color.WHITE, x, y, 4);
    }

    private void axes(Page page, int left, int top) {
        for (int tick = 0; tick <= 4; tick++) {
            int y = (int) Math.round(y(tick / 4.0, top));
            int x = (int) Math.round(x(across * tick / 4, left));
            page.box(GRID, left, y, PLOT_WIDTH, 1);
            page.box(AXIS, x, top + PLOT_HEIGHT, 1, 5);
            page.text(String.format(Locale.ROOT, "%.2f", tick / 4.0), left - 34, y + 4, 12, false);
            String words = BudgetAxis.words(across * tick / 4, across);
            page.text(words, x - 7 * words.length() / 2, top + PLOT_HEIGHT + 19, 12, false);
        }
        page.box(AXIS, left, top, 1, PLOT_HEIGHT);
        page.box(AXIS, left, top + PLOT_HEIGHT, PLOT_WIDTH + 1, 1);
        page.text("perceptibility p, sd", left + PLOT_WIDTH / 2 - 58, top + PLOT_HEIGHT + 38, 12, false);
    }

    private double x(double perceptibility, int left) {
        return left + PLOT_WIDTH * perceptibility / across;
    }

    private static double y(double dice, int top) {
        return top + PLOT_HEIGHT * (1 - dice);
    }
}

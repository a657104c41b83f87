package org.duress.report;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.duress.base.EnumWords;
import org.duress.result.OrganEvidence;
import org.duress.result.RobustnessResult;
import org.duress.result.ShiftCurve;
import org.duress.result.ShiftEvidence;

/**
 * Dice against the severity of natural shifts, one plot an organ, one line a shift; beside each plot its shifts, the
 * largest fall first, and where attacks took the organ. What lies below the limit is shaded, and the severity that is
 * judged is marked.
 */
public final class ShiftPicture {
    private static final int PLOT_WIDTH = 300;
    private static final int PLOT_HEIGHT = 230;
    private static final int LEFT = 56;
    private static final int LEGEND = 210;
    private static final int HEAD = 48;
    private static final int TITLE = 46;
    private static final int FOOT = 50;
    private static final int PER_ROW = 2;

    /** Lines of a legend that fit beside a plot. */
    private static final int LINE = 17;

    private static final Color AXIS = new Color(0x606060);
    private static final Color GRID = new Color(0xE4E4E4);
    private static final Color BELOW = new Color(0xFBE9E7);
    private static final Color LIMIT = new Color(0xB71C1C);
    private static final Color INK = new Color(0x202020);

    private final RobustnessResult result;
    private final ShiftEvidence shifts;
    private final List<OrganEvidence> organs;

    /** A picture of the curves of all organs. */
    public ShiftPicture(RobustnessResult result) {
        this.result = result;
        shifts = result.evidence().shifts();
        organs = result.evidence().organs().stream()
                .filter(organ -> !shifts.of(organ.name()).isEmpty())
                .toList();
    }

    /** Whether there is nothing to draw. */
    public boolean isEmpty() {
        return organs.isEmpty();
    }

    /** The whole figure as a PNG. */
    public byte[] png() {
        int columns = Math.min(PER_ROW, organs.size());
        int rows = (organs.size() + columns - 1) / columns;
        int cellWidth = LEFT + PLOT_WIDTH + LEGEND;
        int cellHeight = TITLE + plotHeight() + FOOT;
        try (Page page = new Page(columns * cellWidth, HEAD + rows * cellHeight)) {
            page.fitted(
                    Words.verdict(result) + "   " + result.spec().name() + ":  Dice under natural shifts",
                    LEFT,
                    30,
                    18,
                    true,
                    columns * cellWidth - 2 * LEFT);
            for (int i = 0; i < organs.size(); i++) {
                plot(page, organs.get(i), LEFT + i % columns * cellWidth, HEAD + i / columns * cellHeight + TITLE);
            }
            return Page.png(page.image());
        }
    }

    /** As high as the legend needs. */
    private int plotHeight() {
        return Math.max(PLOT_HEIGHT, (shifts.shifts().size() + 2) * LINE);
    }

    /** Draws the plot whose upper left corner, axes excluded, is at a point. */
    private void plot(Page page, OrganEvidence organ, int left, int top) {
        List<ShiftCurve> curves = new ArrayList<>(shifts.of(organ.name()));
        curves.sort(Comparator.comparingDouble(ShiftCurve::relativeDrop).reversed());
        ShiftCurve worst = curves.get(0);
        double allowed = (1 - worst.limit()) * worst.cleanDice();
        page.text(organ.name(), left, top - 26, 15, true);
        page.fitted(shifts.standing(organ).orElseThrow().words(), left, top - 8, 13, false, PLOT_WIDTH + LEGEND - 20);
        int limit = (int) Math.round(y(allowed, top));
        page.box(BELOW, left, limit, PLOT_WIDTH, top + plotHeight() - limit);
        axes(page, left, top);
        page.line(LIMIT, left, limit, left + PLOT_WIDTH, limit, true);
        page.line(INK, x(worst.severity(), left), top, x(worst.severity(), left), top + plotHeight(), true);
        for (int i = curves.size() - 1; i >= 0; i--) {
            curve(page, curves.get(i), left, top);
        }
        int legend = left + PLOT_WIDTH + 14;
        for (int i = 0; i < curves.size(); i++) {
            ShiftCurve curve = curves.get(i);
            int y = top + 12 + i * LINE;
            page.box(colour(curve), legend, y - 6, 14, 4);
            page.text(
                    EnumWords.of(curve.shift()) + String.format(Locale.ROOT, " %.3f", curve.shiftedDice()),
                    legend + 20,
                    y,
                    12,
                    false);
        }
        int y = top + 12 + (curves.size() + 1) * LINE;
        double attacked = y(organ.attackedDice(), top);
        page.line(INK, left + PLOT_WIDTH, attacked, left + PLOT_WIDTH + 8, attacked, false);
        page.text(String.format(Locale.ROOT, "- under attack %.3f", organ.attackedDice()), legend, y, 12, true);
    }

    private void curve(Page page, ShiftCurve curve, int left, int top) {
        List<Double> dice = curve.dice();
        for (int severity = 0; severity < dice.size(); severity++) {
            double x = x(severity, left);
            double y = y(dice.get(severity), top);
            if (severity > 0) {
                page.line(colour(curve), x(severity - 1, left), y(dice.get(severity - 1), top), x, y, false);
            }
            page.dot(colour(curve), x, y, 2.5);
        }
    }

    /** A shift has one colour in all plots: hues as far apart as there are shifts, light and dark in turn. */
    private Color colour(ShiftCurve curve) {
        int place = shifts.shifts().indexOf(curve.shift());
        int all = shifts.shifts().size();
        return Color.getHSBColor((float) place / all, 0.85f, place % 2 == 0 ? 0.85f : 0.55f);
    }

    private void axes(Page page, int left, int top) {
        int height = plotHeight();
        for (int tick = 0; tick <= 4; tick++) {
            int y = (int) Math.round(y(tick / 4.0, top));
            page.box(GRID, left, y, PLOT_WIDTH, 1);
            page.text(String.format(Locale.ROOT, "%.2f", tick / 4.0), left - 34, y + 4, 12, false);
        }
        for (int severity = 0; severity <= 5; severity++) {
            int x = (int) Math.round(x(severity, left));
            page.box(AXIS, x, top + height, 1, 5);
            page.text(String.valueOf(severity), x - 3, top + height + 19, 12, false);
        }
        page.box(AXIS, left, top, 1, height);
        page.box(AXIS, left, top + height, PLOT_WIDTH + 1, 1);
        page.text("severity", left + PLOT_WIDTH / 2 - 22, top + height + 38, 12, false);
    }

    private static double x(double severity, int left) {
        return left + PLOT_WIDTH * severity / 5;
    }

    private double y(double dice, int top) {
        return top + plotHeight() * (1 - dice);
    }
}

package org.duress.studies;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The scaling study as a picture (SVG): for each group time above and memory below. Its colours follow the reader's,
 * light or dark.
 */
final class ScalingPlot {
    private static final int WIDTH = 290;
    private static final int HEIGHT = 170;
    private static final int LEFT = 44;
    private static final int TOP = 34;
    private static final int GAP = 62;
    private static final int MARGIN = 18;

    private static final String STYLE = """
            <style>
            text { font: 11px sans-serif; fill: #1f2328; }
            .title { font-weight: bold; }
            .axis { stroke: #59636e; fill: none; }
            .grid { stroke: #d1d9e0; fill: none; }
            .time { stroke: #0969da; fill: #0969da; }
            .resident { stroke: #bc4c00; fill: #bc4c00; }
            .heap { stroke: #1a7f37; fill: #1a7f37; }
            polyline { fill: none !important; stroke-width: 1.6; }
            text.time, text.resident, text.heap, tspan { stroke: none; }
            @media (prefers-color-scheme: dark) {
            text { fill: #f0f6fc; }
            .axis { stroke: #9198a1; }
            .grid { stroke: #3d444d; }
            .time { stroke: #4493f8; fill: #4493f8; }
            .resident { stroke: #f0883e; fill: #f0883e; }
            .heap { stroke: #3fb950; fill: #3fb950; }
            }
            </style>
            """;

    /** In the colours of its lines. */
    private static final String MEMORY =
            "<tspan class=\"resident\">VmHWM</tspan> and <tspan class=\"heap\">heap</tspan> [MB]";

    private static final Map<ScalingGroup, String> TITLES = Map.of(
            ScalingGroup.SIZE, "rows and columns of a slice",
            ScalingGroup.SLICES, "slices",
            ScalingGroup.ORGANS, "organs",
            ScalingGroup.CONTENDERS, "contenders");

    private static final List<ScalingGroup> SHOWN =
            List.of(ScalingGroup.SIZE, ScalingGroup.SLICES, ScalingGroup.ORGANS, ScalingGroup.CONTENDERS);

    private final StringBuilder out = new StringBuilder();

    private ScalingPlot() {}

    /** A line of a panel. */
    private record Line(String style, ToDoubleFunction<ScalingResult> value) {}

    /**
     * What one axis goes by.
     *
     * @param low value at its lower end
     * @param high value at its upper end
     */
    private record Scale(boolean logarithmic, double low, double high) {
        double share(double value) {
            return logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
        }
    }

    /** The picture of what was measured; groups that were not are left out. */
    static String of(Map<ScalingGroup, List<ScalingResult>> measured) {
        return new ScalingPlot().drawn(measured);
    }

    private String drawn(Map<ScalingGroup, List<ScalingResult>> measured) {
        List<ScalingGroup> groups = SHOWN.stream()
                .filter(group -> !measured.getOrDefault(group, List.of()).isEmpty())
                .toList();
        int width = MARGIN + groups.size() * (LEFT + WIDTH + MARGIN);
        int height = 2 * (TOP + HEIGHT) + GAP + MARGIN + TOP;
        out.append(String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">%n",
                        width,
                        height,
                        width,
                        height))
                .append(STYLE);
        List<Line> time = List.of(new Line("time", ScalingResult::seconds));
        List<Line> memory = List.of(
                new Line("resident", ScalingResult::residentMegabytes), new Line("heap", ScalingResult::heapMegabytes));
        Scale seconds = new Scale(true, 1, most(measured, groups, time, 10, true));
        Scale megabytes = new Scale(false, 0, most(measured, groups, memory, 200, false));
        for (int g = 0; g < groups.size(); g++) {
            List<ScalingResult> results = measured.getOrDefault(groups.get(g), List.of());
            int left = MARGIN + LEFT + g * (LEFT + WIDTH + MARGIN);
            panel(groups.get(g), results, left, TOP, seconds, time, "time [s]");
            panel(groups.get(g), results, left, 2 * TOP + HEIGHT + GAP, megabytes, memory, MEMORY);
        }
        return out.append("</svg>\n").toString();
    }

    /** The end of an axis: a round number that no value passes. */
    private static double most(
            Map<ScalingGroup, List<ScalingResult>> measured,
            List<ScalingGroup> groups,
            List<Line> lines,
            double step,
            boolean logarithmic) {
        double most = groups.stream()
                .flatMap(group -> measured.getOrDefault(group, List.of()).stream())
                .flatMapToDouble(
                        result -> lines.stream().mapToDouble(line -> line.value().applyAsDouble(result)))
                .filter(Double::isFinite)
                .max()
                .orElse(step);
        return logarithmic
                ? Math.pow(step, Math.max(1, Math.ceil(Math.log10(most) / Math.log10(step))))
                : step * Math.max(1, Math.ceil(1.08 * most / step));
    }

    private void panel(
            ScalingGroup group,
            List<ScalingResult> results,
            int left,
            int top,
            Scale scale,
            List<Line> lines,
            String title) {
        text("title", left, top - 12, "start", title);
        double step = scale.logarithmic() ? 10 : scale.high() / 4;
        for (double at = scale.low(); at <= 1.0001 * scale.high(); at = scale.logarithmic() ? at * step : at + step) {
            double y = top + HEIGHT * (1 - scale.share(at));
            out.append(String.format(
                    Locale.ROOT,
                    "<path class=\"grid\" d=\"M%d %.1fh%d\"/>%n",
                    left,
                    y,
                    WIDTH));
            text("", left - 6, y + 4, "end", String.format(Locale.ROOT, "%,.0f", at));
        }
        out.append(String.format(
                Locale.ROOT, "<path class=\"axis\" d=\"M%d %dv%dh%d\"/>%n", left, top, HEIGHT, WIDTH));
        for (int i = 0; i < results.size(); i++) {
            text("", x(i, results, left), top + HEIGHT + 15, "middle", group.place(results.get(i).row()));
        }
        text("", left + WIDTH / 2.0, top + HEIGHT + 32, "middle", TITLES.getOrDefault(group, group.word()));
        lines.forEach(line -> line(line, group, results, left, top, scale));
    }

    /** Rows are as far apart as they are in the table: sizes, slices and organs rise about as powers do. */
    private static double x(int place, List<ScalingResult> results, int left) {
        return left + WIDTH * (place + 0.5) / results.size();
    }

    private void line(Line line, ScalingGroup group, List<ScalingResult> results, int left, int top, Scale scale) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < results.size(); i++) {
            double value = line.value().applyAsDouble(results.get(i));
            if (!Double.isFinite(value)) {
                continue;
            }
            double x = x(i, results, left);
            double y = top + HEIGHT * (1 - Math.max(0, scale.share(value)));
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
            out.append(String.format(
                    Locale.ROOT, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>%n", line.style(), x, y));
            text(line.style(), x, y - 7, "middle", String.format(Locale.ROOT, "%,.0f", value));
        }
        if (group != ScalingGroup.CONTENDERS) {
            out.append(String.format(
                    Locale.ROOT,
                    "<polyline class=\"%s\" points=\"%s\"/>%n",
                    line.style(),
                    points.toString().strip()));
        }
    }

    private void text(String style, double x, double y, String anchor, String words) {
        out.append(String.format(
                Locale.ROOT,
                "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
                style,
                x,
                y,
                anchor,
                words));
    }
}

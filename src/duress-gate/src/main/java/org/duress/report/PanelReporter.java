package org.duress.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.duress.result.GateOutcome;
import org.duress.result.RobustnessResult;
import org.duress.result.slice.WorstCase;

/**
 * Writes a panel for every worst case into the spec's folder, {@code panel-01-liver-s03_z005.png} and so on; beside
 * them, under names of their own, the least changes that break an organ ({@code least-*.png}) and what was too
 * unrealistic to count ({@code unrealistic-*.png}). For every worst case that is a volume a strip of its planes ({@code
 * strip-*.png}) and a page to scroll through them ({@code scroll-*.html}). And of every worst case pictures to compare,
 * clean and attacked ({@code compare-*.jpg}), with a list of them ({@link Gallery}). Those of an earlier run go.
 */
public final class PanelReporter implements Reporter {
    @Override
    public void report(GateOutcome outcome, Path reports) {
        RobustnessResult result = outcome.result();
        Path folder = ReportFiles.folder(reports, result.spec().name());
        Function<Panel, Panel> shown = panel -> panel.showing(outcome.channel());
        worst(folder, outcome.worstCases(), slice -> shown.apply(new Panel(slice, result)));
        write(folder, "least", outcome.leastCases(), slice -> shown.apply(Panel.least(slice, result)));
        write(
                folder,
                "unrealistic",
                outcome.unrealisticCases(),
                slice -> shown.apply(Panel.unrealistic(slice, result)));
    }

    private static String name(String kind, int number, WorstCase slice, String ending) {
        return String.format(
                Locale.ROOT,
                "%s-%02d-%s%s",
                kind,
                number,
                ReportFiles.safeName(slice.organ() + "-" + slice.slice().name()),
                ending);
    }

    /** Writes the panels of one kind, instead of those of an earlier run. */
    private static void write(Path folder, String kind, List<WorstCase> cases, Function<WorstCase, Panel> panels) {
        ReportFiles.delete(folder, kind + "-*.png");
        int number = 0;
        for (WorstCase slice : cases) {
            number++;
            ReportFiles.write(
                    folder.resolve(name(kind, number, slice, ".png")),
                    panels.apply(slice).png());
        }
    }

    /** Writes all that there is of the worst cases. */
    private static void worst(Path folder, List<WorstCase> cases, Function<WorstCase, Panel> panels) {
        for (String old : List.of("panel-*.png", "strip-*.png", "scroll-*.html", "compare-*.jpg", Gallery.FILE)) {
            ReportFiles.delete(folder, old);
        }
        List<Gallery.Case> gallery = new ArrayList<>();
        int number = 0;
        for (WorstCase slice : cases) {
            number++;
            Panel panel = panels.apply(slice);
            List<Gallery.Link> links = new ArrayList<>();
            write(folder, name("panel", number, slice, ".png"), "panel with D and V", panel.png(), links);
            if (panel.ofVolume()) {
                write(folder, name("strip", number, slice, ".png"), "strip of planes", panel.strip(), links);
                write(
                        folder,
                        name("scroll", number, slice, ".html"),
                        "scroll through the planes",
                        new ScrollPage(panel).html(),
                        links);
            }
            gallery.add(new Gallery.Case(
                    panel.organName(),
                    panel.title(),
                    panel.outcome("; "),
                    List.of(
                            pair(folder, name("compare", number, slice, ""), panel, true),
                            pair(folder, name("compare", number, slice, ""), panel, false)),
                    links));
        }
        if (!gallery.isEmpty()) {
            new Gallery(gallery).write(folder);
        }
    }

    private static void write(Path folder, String file, String name, byte[] content, List<Gallery.Link> links) {
        ReportFiles.write(folder.resolve(file), content);
        links.add(new Gallery.Link(name, file));
    }

    private static Gallery.Pair pair(Path folder, String start, Panel panel, boolean segmented) {
        return new Gallery.Pair(
                segmented ? "segmentations" : "images alone",
                panel.large().width(),
                panel.large().height(),
                picture(folder, start, panel, false, segmented),
                picture(folder, start, panel, true, segmented));
    }

    private static Gallery.Picture picture(
            Path folder, String start, Panel panel, boolean attacked, boolean segmented) {
        String state = attacked ? "attacked" : "clean";
        String file = start + "-" + state + (segmented ? "-segmented" : "") + ".jpg";
        ReportFiles.write(folder.resolve(file), panel.jpeg(attacked, segmented));
        return new Gallery.Picture(
                file,
                panel.title() + ", " + state
                        + (segmented
                                ? ", with what the model segments: " + panel.dice(attacked)
                                : ", the image alone"));
    }
}

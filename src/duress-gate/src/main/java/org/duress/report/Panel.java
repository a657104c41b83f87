package org.duress.report;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.duress.base.Grid;
import org.duress.result.RobustnessResult;
import org.duress.result.slice.Judged;
import org.duress.result.slice.Trial;
import org.duress.result.slice.WorstCase;
import org.duress.spec.CohortFormat;
import org.duress.spec.RobustnessSpec;
import org.jspecify.annotations.Nullable;

/**
 * One slice or volume as a figure, like figures 2 and 3 of Chen et al. 2019. The upper row is clean (I_0, ground truth,
 * S_0), the lower row attacked (I_DV, ground truth moved by D, S_DV); at the right are the fields D and V with their
 * scales. A volume has these two rows three times, for three planes through the spot where the organ is worst ({@link
 * WorstSpot}), at one scale and in its true shape. Of images of several channels it shows the one that changed most, or
 * a chosen one, and says which.
 */
public final class Panel {
    /** Pixels of the longest side of a slice or volume: in the report's folder, and where many share one page. */
    private static final int CELL = 320;

    private static final int SMALL_CELL = 144;

    /** Where three planes of a volume share one. */
    private static final int SMALLER_CELL = 112;

    /** Of small pictures, of which a page has many: text and outlines are still clean. */
    private static final double QUALITY = 0.65;

    /** Of those that are looked at one over the other: what flickers is the attack. */
    private static final double FINE = 0.85;

    private static final int MARGIN = 16;
    private static final int GAP = 10;
    private static final int HEAD = 84;
    private static final int CAPTION = 26;
    private static final int SCALE = 78;
    private static final int KEY = 20;
    private static final int LEGEND = 18;

    /** Of the words over a plane of a volume. */
    private static final int TITLE = 26;

    /** Height of a plane that a scale beside it still has room in. */
    private static final int LEAST = 64;

    /** Of one picture of the strip of planes, and how many planes it has at most. */
    private static final int STRIP_CELL = 176;

    private static final int STRIP = 12;
    private static final int STRIP_COLUMNS = 3;
    private static final Color LINE = new Color(0x808080);
    static final Color LOST = new Color(0xFF40C0);
    static final Color GAINED = new Color(0x30D0FF);

    private final WorstCase worst;
    private final Judged judged;
    private final Trial trial;
    private final RobustnessResult result;
    private final RobustnessSpec spec;
    private final String title;
    private final List<String> organs;
    private final List<Color> colours;
    private final int channel;
    private final int organ;
    private @Nullable Shown shown;
    private @Nullable WorstSpot spot;
    private @Nullable PlanePictures large;

    /**
     * A panel of a slice that hurts most.
     *
     * @param slice the slice to show
     * @param result gives the verdict; its spec names the organs in class order, the limit and the reference
     */
    public Panel(WorstCase slice, RobustnessResult result) {
        this(slice, result, slice.organ(), slice.judged().trial().mostChanged());
    }

    private Panel(WorstCase slice, RobustnessResult result, String title, int channel) {
        this.worst = slice;
        this.judged = slice.judged();
        this.trial = judged.trial();
        this.result = result;
        this.title = title;
        this.channel = channel;
        spec = result.spec();
        organs = List.copyOf(spec.cohort().organs().keySet());
        colours = OrganColours.of(organs);
        organ = organs.indexOf(worst.organ()) + 1;
    }

    /** A panel of the least change that still takes its organ past the limit. */
    public static Panel least(WorstCase slice, RobustnessResult result) {
        return new Panel(slice, result).titled("least change that breaks " + slice.organ());
    }

    /** A panel of an image that is no evidence. */
    public static Panel unrealistic(WorstCase slice, RobustnessResult result) {
        return new Panel(slice, result).titled("too unrealistic to count, " + slice.organ());
    }

    private Panel titled(String other) {
        return new Panel(worst, result, other, channel);
    }

    /**
     * The same showing another channel.
     *
     * @param chosen from 1; where it is empty, or the images have fewer, the one that changed most stays
     */
    public Panel showing(OptionalInt chosen) {
        int channels = trial.slice().channels();
        return new Panel(
                worst, result, title, chosen.orElse(channels + 1) <= channels ? chosen.getAsInt() - 1 : channel);
    }

    /** Says which channel a picture shows, where there are several. */
    String ofChannel(String caption) {
        int channels = trial.slice().channels();
        return channels == 1 ? caption : caption + ", channel " + (channel + 1) + " of " + channels;
    }

    /** What the panel shows, in a few words with the slice's name. */
    public String title() {
        return title + " in " + worst.slice().name();
    }

    /** Whether it shows a volume, of which there are more planes to see. */
    public boolean ofVolume() {
        return grid().rank() == 3;
    }

    private Grid grid() {
        return trial.slice().grid();
    }

    /** What all pictures share; rebuilding I_DV and the moved label of a volume takes a while. */
    Shown shown() {
        if (shown == null) {
            shown = new Shown(
                    judged, channel, colours, spec.cohort().sets(), spec.gate().reference());
        }
        return shown;
    }

    /** Names of the organs, in order. */
    List<String> organs() {
        return organs;
    }

    /** What its worst case is one of. */
    String organName() {
        return worst.organ();
    }

    /** {@code Dice 0.950} of the organ in this slice or volume, unperturbed or attacked. */
    String dice(boolean attacked) {
        return "Dice " + Words.number("%.3f", attacked ? worst.attackedDice() : worst.cleanDice());
    }

    /** The organ's number, 0 for one that the spec does not name. */
    int organ() {
        return organ;
    }

    /** The plane of a cut that is shown: of a slice the slice itself. */
    Plane plane(Cut cut) {
        if (ofVolume() && spot == null) {
            spot = WorstSpot.of(shown(), organ);
        }
        return spot == null ? new Plane(grid(), cut, 0) : spot.in(grid(), cut);
    }

    /** The whole figure as a PNG. */
    public byte[] png() {
        return Page.png(figure(CELL));
    }

    /** The whole figure, smaller, as a JPEG. */
    public byte[] jpeg() {
        return Page.jpeg(figure(ofVolume() ? SMALLER_CELL : SMALL_CELL), QUALITY);
    }

    private PlanePictures small() {
        return new PlanePictures(shown(), plane(Cut.AXIAL), SMALL_CELL);
    }

    private BufferedImage figure(int cell) {
        List<PlanePictures> planes = Cut.of(grid()).stream()
                .map(cut -> new PlanePictures(shown(), plane(cut), cell))
                .toList();
        int w = planes.stream().mapToInt(PlanePictures::width).max().orElseThrow();
        int across = Math.max(900, 2 * MARGIN + 4 * w + 3 * GAP + SCALE);
        int foot = HEAD;
        for (PlanePictures plane : planes) {
            foot += heading() + 2 * (room(plane) + CAPTION);
        }
        try (Page ruler = new Page(1, 1);
                Page page = new Page(across, legend(ruler, foot + LEGEND, across) + MARGIN)) {
            int gap = Math.max(GAP, (across - 2 * MARGIN - SCALE - 4 * w) / 3);
            head(page, across);
            int top = HEAD;
            for (PlanePictures plane : planes) {
                if (ofVolume()) {
                    page.text(plane.title(), MARGIN, top + 17, 14, true);
                }
                top = plane(page, plane, top + heading(), w + gap);
            }
            legend(page, foot + LEGEND, across);
            return page.image();
        }
    }

    private int heading() {
        return ofVolume() ? TITLE : 0;
    }

    /** A plane of a volume may be a few pixels high. */
    private int room(PlanePictures plane) {
        return Math.max(ofVolume() ? LEAST : 0, plane.height());
    }

    /**
     * Draws the two rows of a plane.
     *
     * @param stride from one picture to the next
     * @return where the next plane may start
     */
    private int plane(Page page, PlanePictures pictures, int top, int stride) {
        Shown all = shown();
        int lower = top + room(pictures) + CAPTION;
        cell(page, stride, 0, top, pictures.grey(false), ofChannel("I_{0}  image"));
        cell(page, stride, 1, top, pictures.overlay(false, all.truth(), all.truth(), 0), "ground truth");
        cell(
                page,
                stride,
                2,
                top,
                pictures.overlay(false, all.clean(), all.truth(), organ),
                "S_{0}  segmentation of I_{0}");
        cell(page, stride, 0, lower, pictures.grey(true), ofChannel("I_{DV}  attacked image"));
        cell(page, stride, 1, lower, pictures.overlay(true, all.moved(), all.moved(), 0), "ground truth moved by D");
        cell(
                page,
                stride,
                2,
                lower,
                pictures.overlay(true, all.segmented(), all.reference(), organ),
                "S_{DV}  segmentation of I_{DV}");
        double displacement = roundUp(all.longestDisplacement());
        cell(page, stride, 3, top, pictures.deformation(displacement), "D  deformation: grid of I_{0} in I_{DV}");
        String length = "|D|, " + all.lengths().unit();
        scale(page, pictures, stride, top, ColourMap.MAGNITUDE, 0, displacement, length);
        double offset = roundUp(all.largestOffset());
        cell(page, stride, 3, lower, pictures.intensity(offset), ofChannel("V  intensity added"));
        scale(page, pictures, stride, lower, ColourMap.DIVERGING, -offset, offset, "V, sd");
        if (lettered()) {
            letters(page, pictures, top);
            letters(page, pictures, lower);
        }
        return lower + room(pictures) + CAPTION;
    }

    /** Whether it is certain where anterior and right are; the pictures of slices have no letters. */
    private boolean lettered() {
        return ofVolume()
                && (spec.cohort().format() == CohortFormat.NIFTI
                        || spec.cohort().format() == CohortFormat.PHANTOM);
    }

    /** Writes into the grey picture where the body lies. */
    private static void letters(Page page, PlanePictures pictures, int y) {
        List<String> letters = pictures.cut().letters();
        int middle = MARGIN + pictures.width() / 2 - 4;
        int height = y + pictures.height() / 2 + 5;
        page.letter(letters.get(0), middle, y + 14);
        page.letter(letters.get(1), middle, y + pictures.height() - 4);
        page.letter(letters.get(2), MARGIN + 4, height);
        page.letter(letters.get(3), MARGIN + pictures.width() - 13, height);
    }

    /**
     * The planes of a volume that show the organ, from below, as a PNG: S_0 over I_0 beside S_DV over I_DV; every k-th
     * where they are more than twelve.
     */
    public byte[] strip() {
        List<PlanePictures> planes = OrganPlanes.of(
                        shown(), organ, Cut.AXIAL, plane(Cut.AXIAL).index(), STRIP)
                .stream()
                .map(plane -> new PlanePictures(shown(), plane, STRIP_CELL))
                .toList();
        int w = planes.get(0).width();
        int h = planes.get(0).height();
        int columns = Math.min(STRIP_COLUMNS, planes.size());
        int across = Math.max(900, 2 * MARGIN + columns * (2 * w + GAP) - GAP);
        int foot = HEAD + (planes.size() + columns - 1) / columns * (h + CAPTION);
        try (Page ruler = new Page(1, 1);
                Page page = new Page(across, legend(ruler, foot + LEGEND, across) + MARGIN)) {
            head(page, across);
            for (int i = 0; i < planes.size(); i++) {
                PlanePictures plane = planes.get(i);
                int x = MARGIN + i % columns * (2 * w + GAP);
                int y = HEAD + i / columns * (h + CAPTION);
                page.picture(plane.overlay(false, shown().clean(), shown().truth(), organ), x, y);
                page.picture(plane.overlay(true, shown().segmented(), shown().reference(), organ), x + w, y);
                page.box(LINE, x + w, y, 1, h);
                page.frame(LINE, x, y, 2 * w, h);
                page.text(plane.title() + ":  S_{0} | S_{DV}", x, y + h + 17, 13, false);
            }
            legend(page, foot + LEGEND, across);
            return Page.png(page.image());
        }
    }

    /** S_0 over I_0 as a small JPEG. */
    public byte[] cleanJpeg() {
        return Page.jpeg(small().overlay(false, shown().clean(), shown().truth(), 0), QUALITY);
    }

    /** S_DV over I_DV as a small JPEG. */
    public byte[] attackedJpeg() {
        return Page.jpeg(small().overlay(true, shown().segmented(), shown().reference(), 0), QUALITY);
    }

    /**
     * Where S_DV is not S_0, as a small JPEG: pink where an organ was lost or became another, cyan where one appeared.
     */
    public byte[] changeJpeg() {
        return Page.jpeg(small().change(LOST, GAINED), QUALITY);
    }

    /**
     * I_0 or I_DV as a JPEG, of a volume its axial plane through the worst spot; those of one panel have one size.
     *
     * @param segmented with S_0 or S_DV over it, and the label of the organ as a white line
     */
    byte[] jpeg(boolean attacked, boolean segmented) {
        PlanePictures plane = large();
        BufferedImage picture = !segmented
                ? plane.grey(attacked)
                : attacked
                        ? plane.overlay(true, shown().segmented(), shown().reference(), organ)
                        : plane.overlay(false, shown().clean(), shown().truth(), organ);
        return Page.jpeg(picture, FINE);
    }

    /** Those pictures. */
    PlanePictures large() {
        if (large == null) {
            large = new PlanePictures(shown(), plane(Cut.AXIAL), CELL);
        }
        return large;
    }

    private void head(Page page, int across) {
        int width = across - 2 * MARGIN;
        page.fitted(headline(), MARGIN, 26, 18, true, width);
        page.fitted(outcome(), MARGIN, 49, 14, false, width);
        String spent = String.format(
                Locale.ROOT,
                "p = %.3f sd%s     largest |D| = %.2f %s     largest |V| = %.2f sd     \u03be = %s%s",
                trial.perceptibility(),
                perChannel(),
                shown().longestDisplacement(),
                shown().lengths().unit(),
                largest(trial.intensity()),
                spec.attack().xi(),
                ofVolume() ? "     " + size() : "");
        page.fitted(spent, MARGIN, 70, 14, false, width);
    }

    /** {@code 35 x 50 x 36 voxels of 1 x 1 x 1 mm}: planes, rows and columns. */
    String size() {
        String distances = grid().spacing().stream()
                .map(distance ->
                        new DecimalFormat("0.###", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(distance))
                .collect(Collectors.joining(" x ", " of ", " mm"));
        return grid() + " " + grid().kind().points() + (shown().lengths().millimetres() ? distances : "");
    }

    /** The verdict comes first: whoever sees the picture alone must not take it for another. */
    String headline() {
        return Words.verdict(result) + "   " + spec.name() + ":  " + title();
    }

    /** What became of the organ, over all slices, and in this one. */
    String outcome() {
        return outcome("     ");
    }

    /** The same with something else between the two. */
    String outcome(String between) {
        String whole = result.evidence().organs().stream()
                .filter(organ -> organ.name().equals(worst.organ()))
                .map(organ -> organ.name() + ": " + Words.outcome(organ, result) + between)
                .collect(Collectors.joining());
        double drop = worst.cleanDice() > 0 ? 1 - worst.attackedDice() / worst.cleanDice() : 0;
        return whole
                + String.format(
                        Locale.ROOT,
                        "in this %s: Dice %s (fall %.0f %%)",
                        grid().kind().image(),
                        Words.change("%.3f", worst.cleanDice(), worst.attackedDice()),
                        100 * drop);
    }

    private static void cell(Page page, int stride, int column, int y, BufferedImage picture, String caption) {
        int x = MARGIN + column * stride;
        page.picture(picture, x, y);
        page.frame(LINE, x, y, picture.getWidth(), picture.getHeight());
        page.text(caption, x, y + picture.getHeight() + 17, 13, false);
    }

    private void scale(
            Page page, PlanePictures pictures, int stride, int y, ColourMap map, double low, double high, String unit) {
        int x = MARGIN + 3 * stride + pictures.width() + GAP;
        int length = room(pictures) - 24;
        page.text(unit, x, y + 12, 12, false);
        for (int i = 0; i < length; i++) {
            page.box(new Color(map.rgb(1 - (double) i / (length - 1))), x, y + 24 + i, 14, 1);
        }
        page.frame(LINE, x, y + 24, 14, length);
        int ticks = ofVolume() && length < 48 ? 2 : 4;
        for (int tick = 0; tick <= ticks; tick++) {
            int at = y + 24 + tick * (length - 1) / ticks;
            page.box(LINE, x + 14, at, 4, 1);
            double value = high + (low - high) * tick / ticks;
            page.text(
                    String.format(Locale.ROOT, high - low < 0.2 ? "%.3f" : "%.2f", value),
                    x + 21,
                    at + (tick == ticks ? 0 : 4),
                    12,
                    false);
        }
    }

    /** Draws the organs' colours from a line on; returns the last line's baseline. */
    private int legend(Page page, int first, int across) {
        int x = MARGIN;
        int y = first;
        String truth = "ground truth of " + worst.organ() + ", over the segmentations"
                + (trial.slice().scope().all() ? "" : "; what does not count is dimmed");
        for (int i = 0; i <= organs.size(); i++) {
            boolean named = i < organs.size();
            String name = named ? organs.get(i) : truth;
            if (x > MARGIN && x + KEY + 8 * name.length() > across - MARGIN) {
                x = MARGIN;
                y += LEGEND + 6;
            }
            page.box(named ? colours.get(i) : LINE, x, y - 11, 14, 14);
            if (!named) {
                page.frame(Color.WHITE, x + 2, y - 9, 10, 10);
            }
            x += KEY + page.text(name, x + KEY, y + 1, 14, i + 1 == organ) + KEY;
        }
        return y;
    }

    /** p of each channel in brackets, where there are several. */
    private String perChannel() {
        return trial.slice().channels() == 1
                ? ""
                : trial.perceptibilities().stream()
                        .map(p -> String.format(Locale.ROOT, "%.3f", p))
                        .collect(Collectors.joining(", ", " (", ")"));
    }

    static double largest(float[] field) {
        double largest = 0;
        for (float value : field) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /** The next number that gives short ticks when a scale is cut in four; 1 for zero. */
    static double roundUp(double value) {
        if (!(value > 1e-9)) {
            return 1;
        }
        double unit = Math.pow(10, Math.floor(Math.log10(value)));
        for (double step : new double[] {1, 1.2, 1.6, 2, 2.4, 2.8, 3.2, 3.6, 4, 4.8, 6, 8}) {
            if (step * unit >= value * (1 - 1e-9)) {
                return step * unit;
            }
        }
        return 10 * unit;
    }
}

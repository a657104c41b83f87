package org.duress.report;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.duress.result.RobustnessResult;
import org.duress.result.slice.Judged;
import org.duress.result.slice.Trial;
import org.duress.result.slice.WorstCase;
import org.duress.spec.RobustnessSpec;

/**
 * One slice as a figure, like figures 2 and 3 of Chen et al. 2019. The upper row is clean (I_0, ground truth, S_0), the
 * lower row attacked (I_DV, ground truth moved by D, S_DV); at the right are the fields D and V with their scales. Of
 * images of several channels it shows the one that changed most, or a chosen one, and says which.
 */
public final class Panel {
    /** Pixels of the longer side of a slice: in the report's folder, and where many pictures share one page. */
    private static final int CELL = 320;

    private static final int SMALL_CELL = 144;

    /** Of small pictures, of which a page has many: text and outlines are still clean. */
    private static final double QUALITY = 0.65;

    private static final int MARGIN = 16;
    private static final int GAP = 10;
    private static final int HEAD = 84;
    private static final int CAPTION = 26;
    private static final int SCALE = 78;
    private static final int KEY = 20;
    private static final int LEGEND = 18;
    private static final Color LINE = new Color(0x808080);
    private static final Color LOST = new Color(0xFF40C0);
    private static final Color GAINED = new Color(0x30D0FF);

    private final WorstCase worst;
    private final Judged judged;
    private final Trial trial;
    private final RobustnessResult result;
    private final RobustnessSpec spec;
    private final String title;
    private final List<String> organs;
    private final List<Color> colours;
    private final int channel;

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

    /** The whole figure as a PNG. */
    public byte[] png() {
        return Page.png(
                figure(new SlicePictures(judged, channel, colours, spec.cohort().sets(), CELL)));
    }

    /** The whole figure, smaller, as a JPEG. */
    public byte[] jpeg() {
        return Page.jpeg(figure(small()), QUALITY);
    }

    private SlicePictures small() {
        return new SlicePictures(judged, channel, colours, spec.cohort().sets(), SMALL_CELL);
    }

    private BufferedImage figure(SlicePictures pictures) {
        int w = pictures.width();
        int h = pictures.height();
        int across = Math.max(900, 2 * MARGIN + 4 * w + 3 * GAP + SCALE);
        int lower = HEAD + h + CAPTION;
        int foot = lower + h + CAPTION;
        byte[] truth = trial.slice().classes();
        byte[] moved = trial.movedLabel();
        int outlined = organs.indexOf(worst.organ()) + 1;
        try (Page ruler = new Page(1, 1);
                Page page = new Page(across, legend(ruler, foot + LEGEND, across, outlined) + MARGIN)) {
            int gap = Math.max(GAP, (across - 2 * MARGIN - SCALE - 4 * w) / 3);
            head(page, across);
            cell(page, gap, 0, HEAD, pictures.grey(false), ofChannel("I_{0}  image"));
            cell(page, gap, 1, HEAD, pictures.overlay(false, truth, truth, 0), "ground truth");
            cell(
                    page,
                    gap,
                    2,
                    HEAD,
                    pictures.overlay(false, judged.clean().segmented(), truth, outlined),
                    "S_{0}  segmentation of I_{0}");
            cell(page, gap, 0, lower, pictures.grey(true), ofChannel("I_{DV}  attacked image"));
            cell(page, gap, 1, lower, pictures.overlay(true, moved, moved, 0), "ground truth moved by D");
            cell(
                    page,
                    gap,
                    2,
                    lower,
                    pictures.overlay(true, judged.segmented(), reference(), outlined),
                    "S_{DV}  segmentation of I_{DV}");
            double displacement = roundUp(trial.largestDisplacement());
            cell(page, gap, 3, HEAD, pictures.deformation(displacement), "D  deformation: grid of I_{0} in I_{DV}");
            scale(page, pictures, gap, HEAD, ColourMap.MAGNITUDE, 0, displacement, "|D|, px");
            double offset = roundUp(pictures.largestOffset());
            cell(page, gap, 3, lower, pictures.intensity(offset), ofChannel("V  intensity added"));
            scale(page, pictures, gap, lower, ColourMap.DIVERGING, -offset, offset, "V, sd");
            legend(page, foot + LEGEND, across, outlined);
            return page.image();
        }
    }

    /** The labels that I_DV is judged by. */
    private byte[] reference() {
        return spec.gate().reference().choose(trial.movedLabel(), trial.slice().classes());
    }

    /** S_0 over I_0 as a small JPEG. */
    public byte[] cleanJpeg() {
        byte[] truth = trial.slice().classes();
        return Page.jpeg(small().overlay(false, judged.clean().segmented(), truth, 0), QUALITY);
    }

    /** S_DV over I_DV as a small JPEG. */
    public byte[] attackedJpeg() {
        return Page.jpeg(small().overlay(true, judged.segmented(), reference(), 0), QUALITY);
    }

    /**
     * Where S_DV is not S_0, as a small JPEG: pink where an organ was lost or became another, cyan where one appeared.
     */
    public byte[] changeJpeg() {
        return Page.jpeg(small().change(LOST, GAINED), QUALITY);
    }

    private void head(Page page, int across) {
        int width = across - 2 * MARGIN;
        page.fitted(headline(), MARGIN, 26, 18, true, width);
        page.fitted(outcome(), MARGIN, 49, 14, false, width);
        String spent = String.format(
                Locale.ROOT,
                "p = %.3f sd%s     largest |D| = %.2f px     largest |V| = %.2f sd     \u03be = %s",
                trial.perceptibility(),
                perChannel(),
                trial.largestDisplacement(),
                largest(trial.intensity()),
                spec.attack().xi());
        page.fitted(spent, MARGIN, 70, 14, false, width);
    }

    /** The verdict comes first: whoever sees the picture alone must not take it for another. */
    String headline() {
        return Words.verdict(result) + "   " + spec.name() + ":  " + title();
    }

    /** What became of the organ, over all slices, and in this one. */
    String outcome() {
        String whole = result.evidence().organs().stream()
                .filter(organ -> organ.name().equals(worst.organ()))
                .map(organ -> organ.name() + ": " + Words.outcome(organ, result) + "     ")
                .collect(Collectors.joining());
        double drop = worst.cleanDice() > 0 ? 1 - worst.attackedDice() / worst.cleanDice() : 0;
        return whole
                + String.format(
                        Locale.ROOT,
                        "in this slice: Dice %s (fall %.0f %%)",
                        Words.change("%.3f", worst.cleanDice(), worst.attackedDice()),
                        100 * drop);
    }

    private static void cell(Page page, int gap, int column, int y, BufferedImage picture, String caption) {
        int x = MARGIN + column * (picture.getWidth() + gap);
        page.picture(picture, x, y);
        page.frame(LINE, x, y, picture.getWidth(), picture.getHeight());
        page.text(caption, x, y + picture.getHeight() + 17, 13, false);
    }

    private static void scale(
            Page page, SlicePictures pictures, int gap, int y, ColourMap map, double low, double high, String unit) {
        int x = MARGIN + 4 * pictures.width() + 3 * gap + GAP;
        int length = pictures.height() - 24;
        page.text(unit, x, y + 12, 12, false);
        for (int i = 0; i < length; i++) {
            page.box(new Color(map.rgb(1 - (double) i / (length - 1))), x, y + 24 + i, 14, 1);
        }
        page.frame(LINE, x, y + 24, 14, length);
        for (int tick = 0; tick <= 4; tick++) {
            int at = y + 24 + tick * (length - 1) / 4;
            page.box(LINE, x + 14, at, 4, 1);
            double value = high + (low - high) * tick / 4;
            page.text(
                    String.format(Locale.ROOT, high - low < 0.2 ? "%.3f" : "%.2f", value),
                    x + 21,
                    at + (tick == 4 ? 0 : 4),
                    12,
                    false);
        }
    }

    /** Draws the organs' colours from a line on; returns the last line's baseline. */
    private int legend(Page page, int first, int across, int outlined) {
        int x = MARGIN;
        int y = first;
        String truth = "ground truth of " + worst.organ() + ", over the segmentations"
                + (trial.slice().scope().all() ? "" : "; what does not count is dimmed");
        for (int i = 0; i <= organs.size(); i++) {
            boolean organ = i < organs.size();
            String name = organ ? organs.get(i) : truth;
            if (x > MARGIN && x + KEY + 8 * name.length() > across - MARGIN) {
                x = MARGIN;
                y += LEGEND + 6;
            }
            page.box(organ ? colours.get(i) : LINE, x, y - 11, 14, 14);
            if (!organ) {
                page.frame(Color.WHITE, x + 2, y - 9, 10, 10);
            }
            x += KEY + page.text(name, x + KEY, y + 1, 14, i + 1 == outlined) + KEY;
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

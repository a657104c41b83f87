package org.duress.report;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.duress.base.Grid;
import org.duress.base.OrganSets;
import org.duress.base.Scope;

/**
 * The single pictures of a panel: greys, overlays and fields of one slice, or of one plane of a volume, enlarged to one
 * size. Of several channels they show one.
 */
final class PlanePictures {
    private static final double FILL = 0.5;

    /** How much darker what does not count is. */
    private static final double DIMMED = 0.65;

    /** Pixels of an outline before another's colour has its turn. */
    private static final int TURN = 4;

    private static final int WHITE = 0xFFFFFF;

    private final Shown shown;
    private final Plane plane;
    private final List<Color> colours;
    private final OrganSets sets;
    private final Grid from;
    private final Grid to;
    private final int height;
    private final int width;
    private final int[] cleanGreys;
    private final int[] attackedGreys;

    /**
     * Pictures of a plane.
     *
     * @param plane of the slice or volume that is shown
     * @param longest length in pixels of the longest side that it has along any axis; so its planes have one scale
     */
    PlanePictures(Shown shown, Plane plane, int longest) {
        this.shown = shown;
        this.plane = plane;
        colours = shown.colours();
        sets = shown.sets();
        from = plane.grid();
        double scale = longest / shown.lengths().longest(shown.grid());
        height = Math.max(1, (int) Math.round(from.rows() * shown.lengths().of(plane.along()) * scale));
        width = Math.max(1, (int) Math.round(from.columns() * shown.lengths().of(plane.across()) * scale));
        to = Grid.of(height, width);
        cleanGreys = greys(shown.image(false, plane));
        attackedGreys = greys(shown.image(true, plane));
    }

    Cut cut() {
        return plane.cut();
    }

    /** {@code axial, plane 14 of 20}. */
    String title() {
        return plane.cut().word() + ", plane " + (plane.index() + 1) + " of "
                + plane.cut().planes(plane.volume());
    }

    int height() {
        return height;
    }

    int width() {
        return width;
    }

    /** I_0 or I_DV in grey. */
    BufferedImage grey(boolean attacked) {
        return picture(greys(attacked));
    }

    /**
     * A label map over I_0 or I_DV, organs filled and outlined. Of organs that overlap the smaller lies over the
     * larger; where their outlines meet, both colours take turns. What does not count is dimmed, whatever the label
     * map says there.
     *
     * @param classes of the whole slice or volume, as {@code truth}
     * @param truth a label map that says what counts, and of which organ {@code outlined} is drawn as a white line
     * @param outlined the organ's number, 0 for none
     */
    BufferedImage overlay(boolean attacked, byte[] classes, byte[] truth, int outlined) {
        byte[] reference = enlarge(truth);
        int[] pixels = dimmed(greys(attacked), reference);
        byte[] large = counted(enlarge(classes), reference);
        int[] order = largestFirst(large);
        for (int i = 0; i < pixels.length; i++) {
            int smallest = 0;
            List<Integer> outlines = new ArrayList<>();
            for (int organ : order) {
                if (sets.has(large[i], organ)) {
                    smallest = organ;
                    if (border(large, i, organ, 2)) {
                        outlines.add(organ);
                    }
                }
            }
            if (!outlines.isEmpty()) {
                int turn = (i / width + i % width) / TURN % outlines.size();
                pixels[i] = Pixels.mix(pixels[i], colour(outlines.get(turn)), 1);
            } else if (smallest != 0) {
                pixels[i] = Pixels.mix(pixels[i], colour(smallest), FILL);
            }
        }
        if (outlined != 0) {
            for (int i = 0; i < pixels.length; i++) {
                if (sets.has(reference[i], outlined) && border(reference, i, outlined, 1)) {
                    pixels[i] = WHITE;
                }
            }
        }
        return picture(pixels);
    }

    private static int[] dimmed(int[] pixels, byte[] truth) {
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = Scope.counts(truth[i]) ? pixels[i] : Pixels.mix(pixels[i], 0, DIMMED);
        }
        return pixels;
    }

    /** A label map that says nothing where the truth does not count. */
    private static byte[] counted(byte[] classes, byte[] truth) {
        for (int i = 0; i < classes.length; i++) {
            classes[i] = Scope.counts(truth[i]) ? classes[i] : truth[i];
        }
        return classes;
    }

    /**
     * Where S_DV is not S_0, in full colour over a dimmed I_DV: what is lost (or another organ now), and what is new.
     */
    BufferedImage change(Color lost, Color gained) {
        int[] pixels = greys(true);
        byte[] truth = enlarge(shown.truth());
        byte[] before = counted(enlarge(shown.clean()), truth);
        byte[] after = counted(enlarge(shown.segmented()), truth);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = Pixels.mix(0, pixels[i], 0.5);
            if (before[i] != after[i]) {
                pixels[i] = (sets.hasMore(before[i], after[i]) ? lost : gained).getRGB() & WHITE;
            }
        }
        return picture(pixels);
    }

    /**
     * D as a square grid drawn on I_0 and seen in I_DV, as far as it moves within the plane; the colour is the length
     * of the whole displacement.
     *
     * @param largest the displacement, in the unit of {@link Shown#lengths}, that gets the last colour, above 0
     */
    BufferedImage deformation(double largest) {
        int h = from.rows();
        int w = from.columns();
        double stepX = shown.lengths().of(plane.across());
        double stepY = shown.lengths().of(plane.along());
        double stepZ = shown.lengths().of(plane.cut().through());
        float[] dx = component(plane.across());
        float[] dy = component(plane.along());
        float[] dz = plane.cut().through() < shown.grid().rank()
                ? component(plane.cut().through())
                : new float[dx.length];
        double scaleX = (double) width / w;
        double scaleY = (double) height / h;
        double spacing = Math.max(
                2 * Math.max(stepX, Math.max(stepY, stepZ)), shown.lengths().longest(shown.grid()) / 16.0);
        int[] pixels = new int[height * width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int i = y * width + x;
                int right = x + 1 < width ? i + 1 : i;
                int left = x > 0 ? i - 1 : i;
                int below = y + 1 < height ? i + width : i;
                int above = y > 0 ? i - width : i;
                double lineX = line(
                        (x + 0.5) / scaleX + dx[i],
                        Math.hypot(1 / scaleX + slope(dx, left, right, 1), slope(dx, above, below, width)),
                        spacing / stepX);
                double lineY = line(
                        (y + 0.5) / scaleY + dy[i],
                        Math.hypot(slope(dy, left, right, 1), 1 / scaleY + slope(dy, above, below, width)),
                        spacing / stepY);
                double inPlane = Math.hypot(dx[i] * stepX, dy[i] * stepY);
                int colour = ColourMap.MAGNITUDE.rgb(Math.hypot(inPlane, dz[i] * stepZ) / largest);
                pixels[i] = Pixels.mix(colour, 0x303030, 0.85 * Math.max(lineX, lineY));
            }
        }
        return picture(pixels);
    }

    /**
     * V in colour, white for no change.
     *
     * @param largest the offset in standard deviations that gets the last colour, above 0
     */
    BufferedImage intensity(double largest) {
        float[] large = Pixels.enlarge(shown.intensity(plane), from, to);
        int[] pixels = new int[large.length];
        for (int i = 0; i < large.length; i++) {
            pixels[i] = ColourMap.DIVERGING.rgb(0.5 + 0.5 * large[i] / largest);
        }
        return picture(pixels);
    }

    private int[] greys(boolean attacked) {
        return (attacked ? attackedGreys : cleanGreys).clone();
    }

    private byte[] enlarge(byte[] classes) {
        return Pixels.enlargeClasses(plane.of(classes), from, to);
    }

    /** A component of D, positive towards the right and the bottom of the picture. */
    private float[] component(int component) {
        float[] values = shown.deformation(component, plane);
        if (component == plane.along() && plane.upsideDown()) {
            for (int i = 0; i < values.length; i++) {
                values[i] = -values[i];
            }
        }
        return Pixels.enlarge(values, from, to);
    }

    private static double slope(float[] values, int before, int after, int stride) {
        return after == before ? 0 : (values[after] - values[before]) * stride / (double) (after - before);
    }

    /** How much of a grid line, about 1.6 pixels wide, covers a pixel: 0 to 1. */
    private static double line(double at, double perPixel, double spacing) {
        double away = Math.abs(at / spacing - Math.rint(at / spacing)) * spacing;
        double pixels = away / Math.max(1e-6, perPixel);
        return Math.max(0, Math.min(1, 1.3 - pixels));
    }

    private int[] greys(float[] image) {
        float[] large = Pixels.enlarge(image, from, to);
        int[] values = new int[large.length];
        double black = shown.black();
        double range = Math.max(1e-6, shown.white() - black);
        for (int i = 0; i < large.length; i++) {
            values[i] = 0x010101 * (int) Math.round(255 * Math.max(0, Math.min(1, (large[i] - black) / range)));
        }
        return values;
    }

    /** The organs of a label map, those with more pixels first. */
    private int[] largestFirst(byte[] classes) {
        int[] pixels = new int[sets.organs() + 1];
        for (byte c : classes) {
            for (int organ = 1; organ < pixels.length; organ++) {
                pixels[organ] += sets.has(c, organ) ? 1 : 0;
            }
        }
        return IntStream.rangeClosed(1, sets.organs())
                .boxed()
                .sorted(Comparator.comparingInt(organ -> -pixels[organ]))
                .mapToInt(organ -> organ)
                .toArray();
    }

    private int colour(int organ) {
        return colours.get((organ - 1) % colours.size()).getRGB() & WHITE;
    }

    /** Whether a pixel without an organ is within a distance, in pixels, of one with it. */
    private boolean border(byte[] classes, int i, int organ, int distance) {
        int y = i / width;
        int x = i % width;
        for (int dy = -distance; dy <= distance; dy++) {
            for (int dx = -distance; dx <= distance; dx++) {
                int ny = Math.max(0, Math.min(height - 1, y + dy));
                int nx = Math.max(0, Math.min(width - 1, x + dx));
                if (dx * dx + dy * dy <= distance * distance && !sets.has(classes[ny * width + nx], organ)) {
                    return true;
                }
            }
        }
        return false;
    }

    private BufferedImage picture(int[] pixels) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(0, 0, width, height, pixels, 0, width);
        return picture;
    }
}

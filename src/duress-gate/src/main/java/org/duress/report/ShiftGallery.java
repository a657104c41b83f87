package org.duress.report;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import org.duress.base.Grid;
import org.duress.data.Slice;
import org.duress.result.GateOutcome;
import org.duress.result.slice.CleanSlice;
import org.duress.shift.Shifted;
import org.duress.shift.Shifts;
import org.duress.spec.ShiftKind;

/**
 * What natural shifts look like at the severity that is judged: one gate slice, or the middle plane of a volume, clean
 * and under each of them. Noise is drawn as for the first slice of its subject.
 */
final class ShiftGallery {
    private static final int SIDE = 220;
    private static final int HEAD = 34;
    private static final int GAP = 8;
    private static final int PER_ROW = 5;

    private final CleanSlice clean;
    private final List<ShiftKind> kinds;
    private final int severity;
    private final long seed;
    private final int channel;
    private final float least;
    private final float most;

    private ShiftGallery(CleanSlice clean, List<ShiftKind> kinds, int severity, long seed, int channel) {
        this.clean = clean;
        this.kinds = kinds;
        this.severity = severity;
        this.seed = seed;
        this.channel = channel;
        float[] plane = plane(clean.slice());
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float value : plane) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        least = low;
        most = high;
    }

    /** That of the first of the worst cases; empty where there is none, or no shift was measured. */
    static Optional<ShiftGallery> of(GateOutcome outcome) {
        List<ShiftKind> kinds = outcome.result().evidence().shifts().shifts();
        return kinds.isEmpty()
                ? Optional.empty()
                : outcome.worstCases().stream()
                        .findFirst()
                        .map(worst -> new ShiftGallery(
                                worst.judged().clean(),
                                kinds,
                                outcome.result()
                                        .evidence()
                                        .shifts()
                                        .curves()
                                        .get(0)
                                        .severity(),
                                outcome.result().evidence().origin().seed(),
                                outcome.channel().orElse(0)));
    }

    byte[] png() {
        Slice slice = clean.slice();
        Grid picture = picture(slice.grid());
        // A narrow picture leaves its words as much room as a wide one.
        int width = SIDE + GAP;
        int height = picture.rows() + HEAD;
        int rows = (kinds.size() + PER_ROW) / PER_ROW;
        try (Page page = new Page(PER_ROW * width + GAP, rows * height + GAP)) {
            for (int i = 0; i <= kinds.size(); i++) {
                Slice shown =
                        i == 0 ? slice : Shifted.example(slice, clean.subject(), kinds.get(i - 1), severity, seed);
                String words = i == 0 ? slice.name() + ", clean" : Shifts.words(kinds.get(i - 1), severity);
                int left = GAP + i % PER_ROW * width;
                int top = i / PER_ROW * height;
                page.fitted(words, left, top + HEAD - 10, 13, i == 0, width - GAP);
                page.picture(
                        greys(Pixels.enlarge(plane(shown), plane(slice.grid()).grid(), picture), picture),
                        left,
                        top + HEAD);
            }
            return Page.png(page.image());
        }
    }

    private static Plane plane(Grid grid) {
        return new Plane(grid, Cut.AXIAL, grid.planes() / 2);
    }

    private float[] plane(Slice slice) {
        return plane(slice.grid()).of(slice.image(), channel, slice.channels());
    }

    /** So large that the longer side is as long as all pictures' are. */
    private static Grid picture(Grid grid) {
        double larger = (double) SIDE / Math.max(grid.rows(), grid.columns());
        return Grid.of((int) Math.max(1, Math.round(larger * grid.rows())), (int)
                Math.max(1, Math.round(larger * grid.columns())));
    }

    /** In the grey levels of the clean image: a shift that brightens is seen to. */
    private BufferedImage greys(float[] values, Grid grid) {
        BufferedImage picture = new BufferedImage(grid.columns(), grid.rows(), BufferedImage.TYPE_INT_RGB);
        float range = most > least ? most - least : 1;
        for (int p = 0; p < values.length; p++) {
            float level = Math.max(0, Math.min(1, (values[p] - least) / range));
            picture.setRGB(p % grid.columns(), p / grid.columns(), new Color(level, level, level).getRGB());
        }
        return picture;
    }
}

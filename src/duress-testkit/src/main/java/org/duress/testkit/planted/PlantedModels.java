package org.duress.testkit.planted;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.duress.attack.BSpline;
import org.duress.attack.Budget;
import org.duress.attack.Perturbation;
import org.duress.base.Grid;
import org.duress.data.Cohort;
import org.duress.data.Slice;
import org.duress.metric.RootMeanSquare;
import org.duress.model.ImageBatch;
import org.duress.spec.BudgetSpec;
import org.duress.testkit.planted.Planted.Kind;

/**
 * Models of known robustness for one {@link TextureCohort} and one budget. A fragile one has a witness: an intensity
 * field that spends the whole budget and goes straight for the weakness. Its threshold is set so that a given share of
 * the witness begins to break it: the smaller the share, the more fragile.
 *
 * <p>The robust ones are so for any field within the budget: p bounds how far any weighted sum of intensities, and any
 * large part of an organ, can be moved, and their thresholds lie beyond.
 */
public final class PlantedModels {
    private static final int SIDE = TextureCohort.SIDE;
    private static final Grid GRID = Grid.of(SIDE, SIDE);
    private static final int PIXELS = SIDE * SIDE;
    private static final int SPACING = 8;
    private static final int LIVER = 1;
    private static final int ADRENAL = 3;
    private static final Set<Integer> ALL = Set.of(1, 2, 3);
    private static final int DOUBLINGS = 2;
    private static final double SOFTNESS = 1 / 6.0;

    private final List<Slice> slices;
    private final ImageBatch images;
    private final Budget budget;
    private final long seed;

    public PlantedModels(Cohort cohort, BudgetSpec budget, long seed) {
        slices = TextureCohort.gateSlices(cohort);
        images = ImageBatch.of(slices);
        this.budget = new Budget(budget);
        this.seed = seed;
    }

    public ImageBatch images() {
        return images;
    }

    /** Thirty of them. */
    public List<Planted> all() {
        List<Planted> all = new ArrayList<>();
        for (int doublings : new int[] {1, 2, 3}) {
            String name = "robust, texture to the power of " + (1 << doublings);
            all.add(new Planted(name, Kind.ROBUST, 0, plain(name, doublings), Optional.empty()));
        }
        all.add(wideWindow());
        all.add(farDirection());
        for (double share : new double[] {0.3, 0.5, 0.7, 0.9}) {
            all.add(window(Kind.FRAGILE, LIVER, share, Head.PLAIN));
            all.add(position(Kind.FRAGILE, share, Head.PLAIN));
            all.add(direction(Kind.FRAGILE, share, Head.PLAIN));
        }
        for (double share : new double[] {0.3, 0.5, 0.8}) {
            all.add(window(Kind.SMALL_ORGAN, ADRENAL, share, Head.PLAIN));
        }
        all.add(window(Kind.MASKED_FRAGILE, LIVER, 0.4, Head.MASKED));
        all.add(position(Kind.MASKED_FRAGILE, 0.4, Head.MASKED));
        all.add(window(Kind.SATURATED_FRAGILE, LIVER, 0.4, Head.SATURATED));
        all.add(position(Kind.SATURATED_FRAGILE, 0.4, Head.SATURATED));
        all.add(textured(Kind.MASKED_ROBUST, Head.MASKED));
        all.add(textured(Kind.RANDOMISED, Head.RANDOMISED));
        all.add(position(Kind.RANDOMISED_FRAGILE, 0.4, Head.RANDOMISED));
        all.add(constant());
        all.add(textured(Kind.BROKEN, Head.BROKEN));
        all.add(position(Kind.BROKEN_FRAGILE, 0.4, Head.BROKEN));
        return all;
    }

    private static TextureModel plain(String name, int doublings) {
        return new TextureModel(name, doublings, Optional.empty(), Set.of(), Head.PLAIN);
    }

    public Planted textured(Kind kind, Head head) {
        String name = name(kind, "texture", 0);
        return new Planted(
                name, kind, 0, new TextureModel(name, DOUBLINGS, Optional.empty(), Set.of(), head), Optional.empty());
    }

    /** Loses the pixels of one organ whose smoothed intensity leaves a window. */
    public Planted window(Kind kind, int organ, double share, Head head) {
        List<float[]> masks = slices.stream().map(slice -> mask(slice, organ)).toList();
        Perturbation witness = budget.fill(images, fields(masks));
        double moved = 0;
        for (int i = 0; i < slices.size(); i++) {
            moved += median(Smoothing.of(intensity(witness, i), GRID), masks.get(i)) / slices.size();
        }
        return planted(
                kind,
                "window of " + TextureCohort.ORGANS.get(organ - 1),
                share,
                window(organ, share * moved),
                organ,
                head,
                witness);
    }

    private static Planted planted(
            Kind kind, String what, double share, Weakness weakness, int organ, Head head, Perturbation witness) {
        String name = name(kind, what, share);
        TextureModel model =
                new TextureModel(name, DOUBLINGS, Optional.of(weakness), organ == 0 ? ALL : Set.of(organ), head);
        return new Planted(name, kind, share, model, Optional.of(witness));
    }

    private static String name(Kind kind, String what, double share) {
        String text = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ') + ", " + what;
        return share == 0 ? text : String.format(Locale.ROOT, "%s, from %.0f %% of the budget", text, 100 * share);
    }

    /** To lose 46 % of the liver, which is what 0.3 of its Dice takes, more would have to be moved than p allows. */
    private Planted wideWindow() {
        long pixels = slices.stream()
                .mapToLong(slice -> (long) sum(mask(slice, LIVER)))
                .min()
                .orElseThrow();
        double beyond = 1.25 * budget.spec().perceptibility() * PIXELS / (0.46 * pixels);
        String name = "robust, wide window";
        Weakness weakness = window(LIVER, beyond);
        return new Planted(
                name,
                Kind.ROBUST,
                0,
                new TextureModel(name, DOUBLINGS, Optional.of(weakness), Set.of(LIVER), Head.PLAIN),
                Optional.empty());
    }

    /** The weighted sum cannot rise by more than p times the largest weight times the pixels. */
    private Planted farDirection() {
        float[] weights = pattern();
        double most = 0;
        for (float weight : weights) {
            most = Math.max(most, Math.abs(weight));
        }
        String name = "robust, far direction";
        Weakness weakness = sum(weights, 1.25 * most * budget.spec().perceptibility() * PIXELS);
        return new Planted(
                name,
                Kind.ROBUST,
                0,
                new TextureModel(name, DOUBLINGS, Optional.of(weakness), ALL, Head.PLAIN),
                Optional.empty());
    }

    private Weakness window(int organ, double half) {
        double centre = 0;
        for (Slice slice : slices) {
            float[] mask = mask(slice, organ);
            centre += Weakness.Direction.along(mask, Smoothing.of(slice.image(), GRID)) / sum(mask) / slices.size();
        }
        return new Weakness.Window(centre, half, SOFTNESS * half);
    }

    /** Loses all organs once one place has become brighter. */
    public Planted position(Kind kind, double share, Head head) {
        Random random = new Random(seed * 31 + 5);
        double row = 44 + 8 * random.nextDouble();
        double column = 14 + 4 * random.nextDouble();
        float[] weights = new float[PIXELS];
        for (int p = 0; p < PIXELS; p++) {
            int y = p / SIDE;
            int x = p % SIDE;
            double square = (y - row) * (y - row) + (x - column) * (x - column);
            weights[p] = (float) (Math.exp(-square / 18.0) / (18.0 * Math.PI));
        }
        return summed(kind, "one position", share, weights, fields(List.of(weights)), head);
    }

    /** Loses all organs once the image has moved along one smooth pattern. */
    public Planted direction(Kind kind, double share, Head head) {
        float[] weights = pattern();
        float[] everywhere = new float[images.pixels().length];
        for (int i = 0; i < everywhere.length; i++) {
            everywhere[i] = weights[i % PIXELS];
        }
        Perturbation along = new Perturbation(new float[2 * everywhere.length], everywhere, images.count(), GRID);
        return summed(kind, "one direction", share, weights, along, head);
    }

    private Planted summed(Kind kind, String what, double share, float[] weights, Perturbation along, Head head) {
        Perturbation witness = budget.fill(images, along);
        double moved = 0;
        for (int i = 0; i < images.count(); i++) {
            moved += Weakness.Direction.along(weights, Smoothing.of(intensity(witness, i), GRID)) / images.count();
        }
        return planted(kind, what, share, sum(weights, share * moved), 0, head, witness);
    }

    private Weakness sum(float[] weights, double threshold) {
        double usual = slices.stream()
                .mapToDouble(slice -> Weakness.Direction.along(weights, Smoothing.of(slice.image(), GRID)))
                .average()
                .orElseThrow();
        return new Weakness.Direction(weights, usual, threshold, SOFTNESS * threshold);
    }

    private float[] pattern() {
        Random random = new Random(seed * 31 + 7);
        BSpline spline = new BSpline(GRID, SPACING, 1);
        float[] grid = new float[spline.gridLength(1)];
        for (int k = 0; k < grid.length; k++) {
            grid[k] = (float) random.nextGaussian();
        }
        float[] pattern = spline.field(grid, 1, 1);
        double scale = RootMeanSquare.of(pattern, 0, PIXELS) * PIXELS;
        for (int p = 0; p < PIXELS; p++) {
            pattern[p] = (float) (pattern[p] / scale);
        }
        return pattern;
    }

    public Planted constant() {
        byte[] map = slices.get(0).classes();
        return new Planted("constant", Kind.CONSTANT, 0, new ConstantModel(map), Optional.empty());
    }

    /** Intensity fields that are splines near the given ones: one for each slice, or one for all. */
    private Perturbation fields(List<float[]> wanted) {
        BSpline spline = new BSpline(GRID, SPACING, 1);
        Perturbation fields = Perturbation.none(images.count(), GRID);
        for (int i = 0; i < images.count(); i++) {
            float[] smooth = spline.field(spline.pullback(wanted.get(i % wanted.size()), 1, 1), 1, 1);
            System.arraycopy(smooth, 0, fields.intensity(), i * PIXELS, PIXELS);
        }
        return fields;
    }

    private static float[] intensity(Perturbation fields, int image) {
        return Arrays.copyOfRange(fields.intensity(), image * PIXELS, (image + 1) * PIXELS);
    }

    private static float[] mask(Slice slice, int organ) {
        float[] mask = new float[PIXELS];
        byte[] classes = slice.classes();
        for (int p = 0; p < PIXELS; p++) {
            mask[p] = classes[p] == organ ? 1 : 0;
        }
        return mask;
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }

    private static double median(float[] values, float[] mask) {
        double[] inside = new double[(int) sum(mask)];
        for (int p = 0, k = 0; p < values.length; p++) {
            if (mask[p] > 0) {
                inside[k++] = values[p];
            }
        }
        Arrays.sort(inside);
        return inside[inside.length / 2];
    }
}

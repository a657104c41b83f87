package org.duress.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.duress.base.Grid;
import org.duress.base.Seeds;
import org.duress.base.SideBySide;
import org.duress.spec.ImageSize;
import org.duress.spec.Interval;

/**
 * Generates synthetic abdominal CT: axial slices with pancreas, kidneys, liver and spleen among spine, ribs, muscle,
 * fat, vessels and gut, smooth through the slices and of another pose, shape and contrast in each subject.
 *
 * <p>Phantoms stand in for patients where no image may leave the hospital. They are drawn in Hounsfield units of a
 * portal venous scan in which the organs' brightness overlaps with that of their neighbours.
 */
public final class PhantomGenerator {
    /** The phantom's organs in class order, with the label ids of the BTCV set. */
    public static final List<Organ> ORGANS = List.of(
            new Organ("pancreas", Set.of(PhantomBody.PANCREAS)),
            new Organ("kidneys", Set.of(PhantomBody.RIGHT_KIDNEY, PhantomBody.LEFT_KIDNEY)),
            new Organ("liver", Set.of(PhantomBody.LIVER)),
            new Organ("spleen", Set.of(PhantomBody.SPLEEN)));

    /** The abdominal window that {@link #generate} clips to, in Hounsfield units. */
    static final Interval WINDOW = new Interval(-200, 250);

    private static final double FIELD_OF_VIEW_MM = 400;

    /** From the lowest slice to the highest: five vertebrae with their discs, kidneys of 11 cm. */
    private static final double SCAN_MM = 180;

    private PhantomGenerator() {}

    /**
     * Generates a cohort of the four organs {@link #ORGANS}, clipped to -200 to 250 HU and normalised per subject.
     *
     * <p>Subject {@code i} depends on the seed, on {@code i} and on the sizes alone: more subjects leave the earlier
     * ones as they were.
     *
     * @param subjects how many, named p000, p001, ...; at least 1
     * @param slices axial slices of each, from below the kidneys to the dome of the liver; at least 1
     * @param height rows, at least 1
     * @param width columns, at least 1
     * @param seed any number
     */
    public static Cohort generate(int subjects, int slices, int height, int width, long seed) {
        return generate(subjects, Target.slices(new ImageSize(height, width)), slices, height, width, seed);
    }

    /**
     * The same as volumes: each subject is one, of all its slices, whose planes are as far apart as the body is high.
     *
     * @param planes axial slices of each, at least 2
     */
    public static Cohort volumes(int subjects, int planes, int height, int width, long seed) {
        ImageSize size = new ImageSize(List.of(planes, height, width));
        return generate(subjects, new Target(true, Optional.of(size), Optional.empty()), planes, height, width, seed);
    }

    private static Cohort generate(int subjects, Target target, int slices, int height, int width, long seed) {
        CohortBuilder builder = new CohortBuilder(ORGANS, target, Optional.of(WINDOW), 0);
        return builder.cohort(
                SideBySide.each(subjects, i -> builder.subject(new PhantomSource(i, slices, height, width, seed))));
    }

    static String id(int subject) {
        return String.format(Locale.ROOT, "p%03d", subject);
    }

    /** One subject in Hounsfield units, with label ids. */
    static List<RawSlice> raw(int subject, int slices, int height, int width, long seed) {
        Random random = new Random(Seeds.phantom(seed, subject));
        PhantomBody body = new PhantomBody(random);
        double spacing = FIELD_OF_VIEW_MM / Math.min(height, width);
        Grid scan = Grid.of(slices, height, width).spaced(SCAN_MM / slices, spacing, spacing);
        double dose = 9 + 7 * random.nextDouble();
        List<RawSlice> drawn = new ArrayList<>(slices);
        for (int slice = 0; slice < slices; slice++) {
            float[] image = new float[height * width];
            int[] labels = new int[height * width];
            body.draw(body.z(slice, slices), height, width, image, labels);
            blur(image, height, width, 0.15f);
            addNoise(image, height, width, random, dose);
            String name = String.format(Locale.ROOT, "%s_z%03d", id(subject), slice);
            drawn.add(new RawSlice(name, scan, List.of(image), false, labels, LabelEncoding.ANY));
        }
        return drawn;
    }

    /** Quantum noise of a filtered reconstruction: correlated between neighbours, with a finer share on top. */
    private static void addNoise(float[] image, int height, int width, Random random, double deviation) {
        float[] grain = new float[image.length];
        for (int i = 0; i < grain.length; i++) {
            grain[i] = (float) random.nextGaussian();
        }
        blur(grain, height, width, 0.25f);
        for (int i = 0; i < image.length; i++) {
            // The kernel leaves 3/8 of the deviation, hence 2.67.
            image[i] += (float) (deviation * (2.67 * 0.9 * grain[i] + 0.4 * random.nextGaussian()));
        }
    }

    /** A separable three-point blur with the given weight on both neighbours; the border repeats. */
    private static void blur(float[] image, int height, int width, float side) {
        float[] line = new float[Math.max(height, width)];
        for (int row = 0; row < height; row++) {
            blurLine(image, row * width, 1, width, side, line);
        }
        for (int column = 0; column < width; column++) {
            blurLine(image, column, width, height, side, line);
        }
    }

    private static void blurLine(float[] image, int start, int step, int count, float side, float[] line) {
        for (int i = 0; i < count; i++) {
            line[i] = image[start + i * step];
        }
        for (int i = 0; i < count; i++) {
            float neighbours = line[Math.max(0, i - 1)] + line[Math.min(count - 1, i + 1)];
            image[start + i * step] = (1 - 2 * side) * line[i] + side * neighbours;
        }
    }
}

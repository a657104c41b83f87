package org.duress.testkit.planted;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.duress.base.Grid;
import org.duress.data.Cohort;
import org.duress.data.Organ;
import org.duress.data.Slice;
import org.duress.data.Subject;

/**
 * Subjects made for the planted models: a body of one intensity in which three organs differ by the kind of their
 * stripes and by nothing else. Seven subjects of one slice; the organs move a little from one to the next.
 */
public final class TextureCohort {
    public static final int SIDE = 64;
    public static final List<String> ORGANS = List.of("liver", "kidney", "adrenal");

    /** Ids of those that attackers are trained on. */
    public static final List<String> ATTACKERS = List.of("t00", "t01");

    /** Ids of those that the gate judges on. */
    public static final List<String> GATE = List.of("t02", "t03", "t04", "t05", "t06");

    private static final int SLICES = 1;
    private static final double STRIPES = 1;
    private static final double BODY = 0.5;
    private static final double NOISE = 0.1;

    /** Row, column and radius of each organ, in pixels. */
    private static final double[][] PLACES = {{24, 22, 10}, {24, 44, 8}, {45, 32, 5}};

    private TextureCohort() {}

    /** The subjects of one seed. */
    public static Cohort of(long seed) {
        List<Subject> subjects = new ArrayList<>();
        for (String id : ATTACKERS) {
            subjects.add(subject(id, seed));
        }
        for (String id : GATE) {
            subjects.add(subject(id, seed));
        }
        List<Organ> organs = new ArrayList<>();
        for (int i = 0; i < ORGANS.size(); i++) {
            organs.add(new Organ(ORGANS.get(i), Set.of(i + 1)));
        }
        return new Cohort(organs, subjects, Grid.of(SIDE, SIDE));
    }

    /** Slices of the subjects that the gate judges on. */
    public static List<Slice> gateSlices(Cohort cohort) {
        return cohort.subjects().stream()
                .filter(subject -> GATE.contains(subject.id()))
                .flatMap(subject -> subject.slices().stream())
                .toList();
    }

    private static Subject subject(String id, long seed) {
        Random random = new Random(seed * 1_000_003 + id.hashCode());
        double[][] places = moved(PLACES, 1.5, random);
        List<float[]> images = new ArrayList<>();
        List<byte[]> labels = new ArrayList<>();
        for (int s = 0; s < SLICES; s++) {
            byte[] label = label(moved(places, 0.5, random));
            labels.add(label);
            images.add(image(label, random));
        }
        normalise(images);
        List<Slice> slices = new ArrayList<>();
        for (int s = 0; s < SLICES; s++) {
            String name = String.format(Locale.ROOT, "%s_z%d", id, s);
            slices.add(new Slice(name, Grid.of(SIDE, SIDE), images.get(s), labels.get(s)));
        }
        return new Subject(id, slices);
    }

    private static double[][] moved(double[][] places, double by, Random random) {
        double[][] out = new double[places.length][];
        for (int i = 0; i < places.length; i++) {
            out[i] = new double[] {
                places[i][0] + by * (2 * random.nextDouble() - 1),
                places[i][1] + by * (2 * random.nextDouble() - 1),
                places[i][2]
            };
        }
        return out;
    }

    private static byte[] label(double[][] places) {
        byte[] label = new byte[SIDE * SIDE];
        for (int p = 0; p < label.length; p++) {
            int y = p / SIDE;
            int x = p % SIDE;
            for (int i = 0; i < places.length; i++) {
                if (Math.hypot(y - places[i][0], x - places[i][1]) <= places[i][2]) {
                    label[p] = (byte) (i + 1);
                }
            }
        }
        return label;
    }

    private static float[] image(byte[] label, Random random) {
        double[] phases = random.doubles(Carrier.ALL.size(), 0, 2 * Math.PI).toArray();
        float[] image = new float[label.length];
        for (int p = 0; p < label.length; p++) {
            int y = p / SIDE;
            int x = p % SIDE;
            double rim = Math.hypot((y - 31.5) / 29, (x - 31.5) / 30);
            double body = BODY * Math.tanh(12 * (1 - rim));
            double stripes = STRIPES * Carrier.ALL.get(label[p]).at(x, y, phases[label[p]]);
            image[p] = (float) (body + stripes + NOISE * random.nextGaussian());
        }
        return image;
    }

    private static void normalise(List<float[]> images) {
        double sum = 0;
        double squares = 0;
        int count = 0;
        for (float[] image : images) {
            for (float value : image) {
                sum += value;
                squares += (double) value * value;
                count++;
            }
        }
        double mean = sum / count;
        double deviation = Math.sqrt(squares / count - mean * mean);
        for (float[] image : images) {
            for (int p = 0; p < image.length; p++) {
                image[p] = (float) ((image[p] - mean) / deviation);
            }
        }
    }
}

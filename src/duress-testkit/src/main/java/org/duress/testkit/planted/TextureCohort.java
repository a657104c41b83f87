package org.duress.testkit.planted;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.duress.base.ImageKind;
import org.duress.data.Cohort;
import org.duress.data.Organ;
import org.duress.data.Slice;
import org.duress.data.Subject;

/**
 * Subjects made for the planted models: a body of one intensity in which three organs differ by the kind of their
 * stripes and by nothing else. Seven subjects; the organs move a little from one to the next. Another layout has more
 * organs, or slices without some of them, or is one of volumes.
 */
public final class TextureCohort {
    public static final int SIDE = 64;
    public static final List<String> ORGANS = List.of("liver", "kidney", "adrenal");

    /** Ids of those that attackers are trained on. */
    public static final List<String> ATTACKERS = List.of("t00", "t01");

    /** Ids of those that the gate judges on. */
    public static final List<String> GATE = List.of("t02", "t03", "t04", "t05", "t06");

    private static final double STRIPES = 1;
    private static final double BODY = 0.5;
    private static final double NOISE = 0.1;

    private TextureCohort() {}

    /** The subjects of one seed: three organs, one slice each. */
    public static Cohort of(long seed) {
        return of(seed, TextureLayout.THREE_ORGANS);
    }

    /** The subjects of one seed, with the organs and slices of a layout. */
    public static Cohort of(long seed, TextureLayout layout) {
        List<Subject> subjects = new ArrayList<>();
        for (String id : ATTACKERS) {
            subjects.add(subject(id, seed, layout));
        }
        for (String id : GATE) {
            subjects.add(subject(id, seed, layout));
        }
        List<Organ> organs = new ArrayList<>();
        for (int i = 0; i < layout.organs().size(); i++) {
            organs.add(new Organ(layout.organs().get(i).name(), Set.of(i + 1)));
        }
        return new Cohort(organs, subjects, layout.grid());
    }

    /** Slices of the subjects that the gate judges on. */
    public static List<Slice> gateSlices(Cohort cohort) {
        return cohort.subjects().stream()
                .filter(subject -> GATE.contains(subject.id()))
                .flatMap(subject -> subject.slices().stream())
                .toList();
    }

    private static Subject subject(String id, long seed, TextureLayout layout) {
        Random random = new Random(seed * 1_000_003 + id.hashCode());
        List<TextureLayout.Place> places = moved(layout.organs(), 1.5, random);
        List<float[]> images = new ArrayList<>();
        List<byte[]> labels = new ArrayList<>();
        for (int s = 0; s < layout.slices(); s++) {
            List<TextureLayout.Place> here = moved(places, 0.5, random);
            byte[] label = new byte[layout.grid().voxels()];
            byte[] stripes = new byte[label.length];
            for (int i = 0; i < here.size(); i++) {
                if (here.get(i).slices() > s) {
                    here.get(i).fill(label, layout.grid(), i + 1);
                    here.get(i).fill(stripes, layout.grid(), here.get(i).carrier());
                }
            }
            labels.add(label);
            images.add(image(stripes, random));
        }
        normalise(images);
        List<Slice> slices = new ArrayList<>();
        for (int s = 0; s < layout.slices(); s++) {
            String name = layout.grid().kind() == ImageKind.SLICE ? String.format(Locale.ROOT, "%s_z%d", id, s) : id;
            slices.add(new Slice(name, layout.grid(), images.get(s), labels.get(s)));
        }
        return new Subject(id, slices);
    }

    private static List<TextureLayout.Place> moved(List<TextureLayout.Place> places, double by, Random random) {
        return places.stream()
                .map(place -> place.moved(by * (2 * random.nextDouble() - 1), by * (2 * random.nextDouble() - 1)))
                .toList();
    }

    /** One image whose stripes are of the given kind at each pixel. */
    private static float[] image(byte[] kinds, Random random) {
        double[] phases = random.doubles(Carrier.ALL.size(), 0, 2 * Math.PI).toArray();
        float[] image = new float[kinds.length];
        for (int p = 0; p < kinds.length; p++) {
            int y = p / SIDE % SIDE;
            int x = p % SIDE;
            double rim = Math.hypot((y - 31.5) / 29, (x - 31.5) / 30);
            double body = BODY * Math.tanh(12 * (1 - rim));
            double stripes = STRIPES * Carrier.ALL.get(kinds[p]).at(x, y, phases[kinds[p]]);
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

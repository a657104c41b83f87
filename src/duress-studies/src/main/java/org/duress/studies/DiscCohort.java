package org.duress.studies;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.duress.base.Grid;
import org.duress.data.Cohort;
import org.duress.data.Organ;
import org.duress.data.Slice;
import org.duress.data.Subject;

/**
 * A cohort as large as it is wanted: each slice shows every organ, a disc of a brightness of its own
 * ({@link LevelsModel}) in noise.
 *
 * @param size rows and columns
 * @param slices of all gate subjects
 */
record DiscCohort(int size, int slices, int organs) {
    /** Trains what is trained. */
    static final String ATTACKER = "a";

    private static final int OF_A_SUBJECT = 50;
    private static final float NOISE = 0.3f;

    List<String> names() {
        return IntStream.rangeClosed(1, organs).mapToObj(k -> "organ" + k).toList();
    }

    List<String> gate() {
        return IntStream.range(0, (slices + OF_A_SUBJECT - 1) / OF_A_SUBJECT)
                .mapToObj(k -> String.format("g%05d", k))
                .toList();
    }

    Cohort cohort() {
        List<Subject> subjects = new ArrayList<>(List.of(subject(ATTACKER, 4, 0)));
        int left = slices;
        for (String id : gate()) {
            subjects.add(subject(id, Math.min(left, OF_A_SUBJECT), subjects.size()));
            left -= OF_A_SUBJECT;
        }
        List<Organ> all = new ArrayList<>();
        names().forEach(name -> all.add(new Organ(name, Set.of(all.size() + 1))));
        return new Cohort(all, subjects);
    }

    private Subject subject(String id, int count, long seed) {
        Random random = new Random(seed);
        Grid grid = Grid.of(size, size).spaced(1, 1);
        return new Subject(
                id,
                IntStream.range(0, count)
                        .mapToObj(z -> slice(String.format("%s_z%02d", id, z), grid, random))
                        .toList());
    }

    private Slice slice(String name, Grid grid, Random random) {
        int side = (int) Math.ceil(Math.sqrt(organs));
        double cell = (double) size / side;
        float[] image = new float[grid.voxels()];
        byte[] classes = new byte[image.length];
        double shift = 0.1 * (random.nextDouble() - 0.5);
        for (int p = 0; p < image.length; p++) {
            int line = p / size;
            double row = line / cell;
            double column = (p - line * size) / cell;
            int organ = 1 + ((int) row) * side + (int) column;
            double away = Math.hypot(row - (int) row - 0.5 - shift, column - (int) column - 0.5 + shift);
            classes[p] = (byte) (away < 0.3 && organ <= organs ? organ : 0);
            image[p] = LevelsModel.APART * classes[p] + (float) (NOISE * random.nextGaussian());
        }
        return new Slice(name, grid, image, classes);
    }
}

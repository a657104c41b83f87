package org.duress.attack.vaegan;

import java.util.Random;
import org.duress.attack.Perturbation;
import org.duress.base.Grid;
import org.duress.net.Statistics;
import org.duress.spec.AttackSpec;
import org.duress.spec.key.Values;

/**
 * What a generator of the usual settings makes of one slice, in a JVM of its own whose heap says what it may take, on
 * the heap and, by what JavaCPP does unless it is told otherwise, beside it: {@code ROWS COLUMNS MOST}, the numbers of
 * a part. Prints the longest component of D.
 */
final class EncodedImage {
    private EncodedImage() {}

    public static void main(String[] args) {
        Grid grid = Grid.of(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
        AttackSpec spec = AttackSpec.of(Values.DEFAULTS);
        TrainingState state = TrainingState.start(spec, Lattice.of(spec, grid), 1, 2);
        GeneratorPass pass = GeneratorPass.attacking(state.generator(), 1, grid, Long.parseLong(args[2]));
        pass.encode(EncodedImage::waves, Statistics.POPULATION);
        Perturbation fields = pass.decode(pass.draw(new Random(1)), Statistics.POPULATION);
        float longest = 0;
        for (float d : fields.deformation()) {
            longest = Math.max(longest, Math.abs(d));
        }
        System.out.println("longest " + longest);
    }

    /** Of the usual clues: image, slope, one organ, p. */
    private static void waves(int image, int first, int count, float[] to, int from) {
        for (int i = 0; i < 4 * count; i++) {
            to[from + i] = (float) Math.sin(0.01 * (4 * first + i));
        }
    }
}

package org.duress.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.duress.Progress;
import org.duress.attack.Perturbation;
import org.duress.base.Grid;
import org.duress.data.PhantomGenerator;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.metric.Bootstrap;
import org.duress.spec.Reference;
import org.junit.jupiter.api.Test;

class DetectabilityTest {
    private static final List<Subject> SUBJECTS = subjects();
    private static final List<Subject> TRAINING = SUBJECTS.subList(0, 3);
    private static final List<Subject> JUDGED = SUBJECTS.subList(3, 6);

    @Test
    void whiteNoiseIsFound() {
        Detectability found = measured(Disguise.noise(0.1, 3), 60, 2);
        assertThat(found.area()).isGreaterThan(0.98);
        assertThat(found.interval().low()).isBetween(0.95, found.area());
    }

    /** Volumes of 8 x 12 x 10 voxels: a shift has three components, and a detector looks along three axes. */
    @Test
    void whiteNoiseIsFoundInVolumesToo() {
        Grid grid = Grid.of(8, 12, 10);
        List<Subject> volumes = IntStream.range(0, 6)
                .mapToObj(s -> {
                    float[] image = new float[grid.voxels()];
                    for (int i = 0; i < image.length; i++) {
                        image[i] = (float) Math.sin(s + i / 9.0);
                    }
                    return new Subject("s" + s, List.of(new Slice("s" + s, grid, image, new byte[grid.voxels()])));
                })
                .toList();
        Perturbation shift = Disguise.shifted(3).apply(volumes.get(0)).get(0);
        assertThat(shift.deformation()[5]).isEqualTo(shift.deformation()[2]).isNotEqualTo(shift.deformation()[1]);
        Disguise.Fields noise = Disguise.noise(0.5, 3);
        Detectability found = Detectability.of(
                List.of(new Detectability.Case(
                        pair(volumes.subList(0, 3), noise), pair(volumes.subList(3, 6), noise), 7)),
                150,
                Progress.SILENT);
        assertThat(found.area()).isGreaterThan(0.9);
    }

    @Test
    void whatIsTheSameIsNot() {
        Detectability found = measured(Disguise.noise(0, 3), 10, 2);
        assertThat(found.area()).isEqualTo(0.5);
        assertThat(found.interval().low()).isBetween(0.5 - 1e-12, 0.5);
    }

    /** A shift by a fraction of a pixel is no blur: linear interpolation was found here, above 0.8. */
    @Test
    void movingByAFractionLeavesNoTrace() {
        assertThat(measured(Disguise.shifted(3), 60, 1).area()).isBetween(0.3, 0.7);
    }

    /** Where clean images are disguised just as the attacked ones, nothing is left to find. */
    @Test
    void cleanImagesCanBeDisguisedTheSame() {
        Disguise.Fields noise = Disguise.noise(0.1, 3);
        Detectability.Case plain = new Detectability.Case(pair(TRAINING, noise), pair(JUDGED, noise), 7);
        assertThat(Detectability.of(List.of(plain), 60, Progress.SILENT).area()).isGreaterThan(0.8);
        assertThat(Detectability.of(List.of(plain.with(noise)), 10, Progress.SILENT)
                        .area())
                .isEqualTo(0.5);
    }

    @Test
    void theSameSeedFindsTheSame() {
        assertThat(measured(Disguise.noise(0.01, 3), 5, 2)).isEqualTo(measured(Disguise.noise(0.01, 3), 5, 2));
    }

    /** Two detectors, two subjects with one slice each: 2.5 and 4 of 4 pairs. */
    @Test
    void byHand() {
        double[][] pairs = {{1, 1}, {1, 1}};
        double[][] first = {{0.5, 1}, {0, 1}};
        double[][] second = {{1, 1}, {1, 1}};
        Detectability found = Detectability.of(List.of(first, second), pairs, 7);
        assertThat(found.area()).isCloseTo((0.625 + 1) / 2, within(1e-12));
        // Both times the first detector and the first subject: 1 of 16 resamples has 0.5, and none has less.
        assertThat(found.interval()).isEqualTo(new Bootstrap.Bounds(0.5, 1));
        assertThat(Detectability.of(List.<double[][]>of(first), new double[][] {{1}}, 7)
                        .interval()
                        .low())
                .isNaN();
    }

    @Test
    void aSubjectOfMoreSlicesWeighsMore() {
        double[][] pairs = {{9, 3}, {3, 1}};
        double[][] wins = {{9, 0}, {3, 0}};
        assertThat(Detectability.of(List.<double[][]>of(wins), pairs, 7).area()).isEqualTo(0.75);
    }

    private static Detectability measured(Disguise.Fields fields, int steps, int detectors) {
        Detectability.Pair training = pair(TRAINING, fields);
        Detectability.Pair judged = pair(JUDGED, fields);
        List<Detectability.Case> cases = IntStream.range(0, detectors)
                .mapToObj(i -> new Detectability.Case(training, judged, 7 + i))
                .toList();
        return Detectability.of(cases, steps, Progress.SILENT);
    }

    private static Detectability.Pair pair(List<Subject> subjects, Disguise.Fields fields) {
        return new Detectability.Pair(subjects, Disguise.of(subjects, fields, Reference.WARPED));
    }

    private static List<Subject> subjects() {
        return PhantomGenerator.generate(6, 6, 64, 64, 5).subjects();
    }
}

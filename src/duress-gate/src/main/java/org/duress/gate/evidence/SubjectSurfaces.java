package org.duress.gate.evidence;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.duress.base.OrganSets;
import org.duress.data.Slice;
import org.duress.gate.baseline.Batch;
import org.duress.metric.SurfaceDistance;

/**
 * Surface distances per subject and organ, image after image, for one reference. Subjects come one after the other, and
 * of one that is complete two numbers an organ are kept. Mutable, for one thread.
 */
final class SubjectSurfaces {
    private final OrganSets sets;
    private final boolean millimetres;
    private final Map<String, List<Surface>> surfaces = new HashMap<>();
    private List<SurfaceDistance> open;

    /**
     * What is kept of an organ of a subject.
     *
     * @param hd95 see {@link SurfaceDistance#hd95}
     * @param dice see {@link SurfaceDistance#surfaceDice}, with {@link SurfaceDistance#TOLERANCE}
     */
    record Surface(double hd95, double dice) {
        static Surface of(SurfaceDistance distances) {
            return new Surface(distances.hd95(), distances.surfaceDice(SurfaceDistance.TOLERANCE));
        }
    }

    /**
     * No slice yet.
     *
     * @param sets which organs a class is
     * @param millimetres whether every image to come has a spacing; otherwise distances are in points
     */
    SubjectSurfaces(OrganSets sets, boolean millimetres) {
        this.sets = sets;
        this.millimetres = millimetres;
        open = none();
    }

    private List<SurfaceDistance> none() {
        return Stream.generate(SurfaceDistance::new).limit(sets.organs()).toList();
    }

    /** Whether distances on these images can be given in millimetres. */
    static boolean millimetres(List<Batch> batches) {
        return batches.stream()
                .flatMap(batch -> batch.slices().stream())
                .allMatch(slice -> slice.grid().isSpaced());
    }

    /** Adds one slice of the subject whose turn it is, for one organ. */
    void add(int organ, Slice slice, byte[] prediction, byte[] reference) {
        open.get(organ)
                .add(
                        prediction,
                        reference,
                        sets,
                        organ + 1,
                        millimetres ? slice.grid() : slice.grid().unit());
    }

    /** All slices of a subject were added; the next one follows. */
    void complete(String subject) {
        surfaces.put(subject, open.stream().map(Surface::of).toList());
        open = none();
    }

    /** Mean of a metric of one organ over some subjects; NaN never enters it, and is what no subject gives. */
    double mean(int organ, List<String> shown, ToDoubleFunction<Surface> metric) {
        return shown.stream()
                .map(subject -> surfaces.getOrDefault(subject, List.of()))
                .filter(organs -> !organs.isEmpty())
                .mapToDouble(organs -> metric.applyAsDouble(organs.get(organ)))
                .filter(value -> !Double.isNaN(value))
                .average()
                .orElse(Double.NaN);
    }
}

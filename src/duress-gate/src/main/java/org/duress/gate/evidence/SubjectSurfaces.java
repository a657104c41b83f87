package org.duress.gate.evidence;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.duress.base.OrganSets;
import org.duress.data.Slice;
import org.duress.gate.baseline.Batch;
import org.duress.metric.SurfaceDistance;

/** Surface distances per subject and organ, image after image, for one reference. Mutable, for one thread. */
final class SubjectSurfaces {
    private final OrganSets sets;
    private final boolean millimetres;
    private final Map<String, List<SurfaceDistance>> surfaces = new LinkedHashMap<>();

    /**
     * No slice yet.
     *
     * @param sets which organs a class is
     * @param millimetres whether every image to come has a spacing; otherwise distances are in points
     */
    SubjectSurfaces(OrganSets sets, boolean millimetres) {
        this.sets = sets;
        this.millimetres = millimetres;
    }

    /** Whether distances on these images can be given in millimetres. */
    static boolean millimetres(List<Batch> batches) {
        return batches.stream()
                .flatMap(batch -> batch.slices().stream())
                .allMatch(slice -> slice.grid().isSpaced());
    }

    /** Adds one slice of a subject for one organ. */
    void add(String subject, int organ, Slice slice, byte[] prediction, byte[] reference) {
        List<SurfaceDistance> sums = surfaces.computeIfAbsent(
                subject,
                id -> Stream.generate(SurfaceDistance::new).limit(sets.organs()).toList());
        sums.get(organ)
                .add(
                        prediction,
                        reference,
                        sets,
                        organ + 1,
                        millimetres ? slice.grid() : slice.grid().unit());
    }

    /** Mean of a metric of one organ over some subjects; NaN never enters it, and is what no subject gives. */
    double mean(int organ, List<String> shown, ToDoubleFunction<SurfaceDistance> metric) {
        return shown.stream()
                .map(subject -> surfaces.getOrDefault(subject, List.of()))
                .filter(sums -> !sums.isEmpty())
                .mapToDouble(sums -> metric.applyAsDouble(sums.get(organ)))
                .filter(value -> !Double.isNaN(value))
                .average()
                .orElse(Double.NaN);
    }
}

package org.duress.studies;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.duress.data.Cohort;
import org.duress.model.SegmentationModel;
import org.duress.spec.GradientSettings;
import org.duress.testkit.planted.Planted;
import org.duress.testkit.planted.PlantedModels;
import org.duress.testkit.planted.PlantedSpec;
import org.duress.testkit.planted.TextureCohort;
import org.duress.testkit.planted.panel.Ground;
import org.duress.testkit.planted.panel.Kind;
import org.duress.testkit.planted.panel.Panel;
import org.duress.testkit.planted.panel.Specimen;

/**
 * A model of the study, which each seed makes anew.
 *
 * @param judge puts it before the gate, with a seed and a store
 */
record Entry(String name, Sort sort, BiFunction<Long, Path, Judged> judge) {
    /** Both panels. */
    static List<Entry> all() {
        List<Entry> all = new ArrayList<>();
        List<Planted> first = models(1).all();
        for (int i = 0; i < first.size(); i++) {
            int place = i;
            Planted planted = first.get(i);
            all.add(new Entry(planted.name(), Sort.of(planted.kind()), (seed, store) -> judged(place, seed, store)));
        }
        for (Kind kind : Panel.kinds()) {
            all.add(new Entry(kind.name(), Sort.of(kind), (seed, store) -> judged(kind, seed, store)));
        }
        return all;
    }

    private static PlantedModels models(long seed) {
        return new PlantedModels(TextureCohort.of(seed), PlantedSpec.BUDGET, seed);
    }

    private static Judged judged(int place, long seed, Path store) {
        Cohort cohort = TextureCohort.of(seed);
        Planted planted = models(seed).all().get(place);
        return Judged.of(planted.model(), PlantedSpec.of("study", seed, GradientSettings.defaults()), cohort, store);
    }

    /** Proves that what is said to be fragile is, first. */
    static Judged judged(Kind kind, long seed, Path store) {
        Ground ground = kind.ground(seed);
        Specimen specimen = kind.specimen(ground);
        try (SegmentationModel model = specimen.model()) {
            if (specimen.witness().isPresent() && !specimen.broken(ground)) {
                throw new IllegalStateException(
                        kind.name() + " stands its witness with seed " + seed + ": " + specimen.proof(ground));
            }
            return Judged.of(model, specimen.spec(), ground.cohort(), store);
        }
    }

    Run run(long seed, Path store) {
        long start = System.nanoTime();
        Judged judged = judge.apply(seed, store);
        return new Run(name, sort, seed, judged, 1e-9 * (System.nanoTime() - start));
    }
}

package org.duress.data;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.spec.CohortFormat;
import org.duress.spec.CohortSpec;
import org.duress.spec.CohortSpec.Phantoms;
import org.duress.spec.CohortSpec.SubjectSelection;
import org.duress.spec.CohortSpec.SubjectSelection.Named;
import org.duress.spec.CohortSpec.SubjectSelection.Share;
import org.duress.spec.ImageSize;
import org.duress.spec.Interval;
import org.duress.spec.VoxelSpacing;
import org.duress.spec.key.Key;

/**
 * Cohort specs for tests: PNG folders, a liver with id 6, half of the subjects for the attacker, changed step by step.
 */
record Specs(CohortSpec spec) {
    private static final SubjectSelection HALF = new Share(0.5);

    static Specs png(Path folder) {
        return new Specs(CohortSpec.of(CohortFormat.PNG, HALF)
                        .with(CohortSpec.IMAGES, Optional.of(folder.resolve("images")))
                        .with(CohortSpec.LABELS, Optional.of(folder.resolve("labels"))))
                .subject(Optional.of("^(s\\d+)_"))
                .organs(Map.of("liver", List.of(6)))
                .size(4, 4)
                .minOrganPixels(0);
    }

    static Specs nifti(Path folder) {
        return png(folder).with(CohortSpec.FORMAT, CohortFormat.NIFTI).subject(Optional.empty());
    }

    static Specs phantom(int subjects, int slices) {
        return new Specs(CohortSpec.of(CohortFormat.PHANTOM, HALF))
                .with(Phantoms.SUBJECTS, subjects)
                .with(Phantoms.SLICES, slices)
                .organs(Map.of())
                .size(32, 32)
                .minOrganPixels(0);
    }

    private <T> Specs with(Key<?, T> key, T value) {
        return new Specs(spec.with(key, value));
    }

    Specs images(Path value) {
        return with(CohortSpec.IMAGES, Optional.of(value));
    }

    Specs subject(Optional<String> value) {
        return with(CohortSpec.SUBJECT, value);
    }

    Specs organ(String name, Integer... ids) {
        Map<String, List<Integer>> more = new LinkedHashMap<>(spec.organs());
        more.put(name, List.of(ids));
        return organs(more);
    }

    Specs organs(Map<String, List<Integer>> value) {
        return with(CohortSpec.ORGANS, value);
    }

    /** Of slices, or of volumes where there are three. */
    Specs size(Integer... sizes) {
        return with(CohortSpec.SIZE, Optional.of(new ImageSize(List.of(sizes))));
    }

    /** Volumes that keep their own grids, until they get a size or a spacing. */
    Specs volumes() {
        return with(CohortSpec.DIMENSIONS, 3).with(CohortSpec.SIZE, Optional.empty());
    }

    Specs spacing(double planes, double rows, double columns) {
        return with(CohortSpec.SPACING, Optional.of(new VoxelSpacing(planes, rows, columns)));
    }

    Specs mask(Path value) {
        return with(CohortSpec.MASK, Optional.of(value));
    }

    Specs window(double low, double high) {
        return with(CohortSpec.WINDOW, Optional.of(new Interval(low, high)));
    }

    Specs minOrganPixels(int value) {
        return with(CohortSpec.MIN_ORGAN_PIXELS, value);
    }

    Specs split(SubjectSelection attackerSubjects, SubjectSelection gateSubjects) {
        return with(CohortSpec.ATTACKER_SUBJECTS, attackerSubjects).with(CohortSpec.GATE_SUBJECTS, gateSubjects);
    }

    Specs seed(long value) {
        return with(CohortSpec.SEED, value);
    }

    static Named named(String... ids) {
        return new Named(List.of(ids));
    }
}

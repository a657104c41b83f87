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
import org.duress.spec.CohortSpec.SubjectSelection.Rest;
import org.duress.spec.CohortSpec.SubjectSelection.Share;
import org.duress.spec.ImageSize;
import org.duress.spec.Interval;

/**
 * Cohort specs for tests: PNG folders, a liver with id 6, half of the subjects for the attacker, changed step by step.
 */
record Specs(
        CohortFormat format,
        Optional<Path> images,
        Optional<Path> labels,
        Optional<String> subject,
        Map<String, List<Integer>> organs,
        ImageSize size,
        Optional<Interval> window,
        int minOrganPixels,
        SubjectSelection attacker,
        SubjectSelection gate,
        long seed,
        Optional<Phantoms> phantom) {

    static Specs png(Path folder) {
        return new Specs(
                CohortFormat.PNG,
                Optional.of(folder.resolve("images")),
                Optional.of(folder.resolve("labels")),
                Optional.of("^(s\\d+)_"),
                Map.of("liver", List.of(6)),
                new ImageSize(4, 4),
                Optional.empty(),
                0,
                new Share(0.5),
                new Rest(),
                7,
                Optional.empty());
    }

    static Specs nifti(Path folder) {
        return png(folder).format(CohortFormat.NIFTI).subject(Optional.empty());
    }

    static Specs phantom(int subjects, int slices) {
        return new Specs(
                CohortFormat.PHANTOM,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                new ImageSize(32, 32),
                Optional.empty(),
                0,
                new Share(0.5),
                new Rest(),
                7,
                Optional.of(new Phantoms(subjects, slices)));
    }

    CohortSpec spec() {
        return new CohortSpec(
                format, images, labels, subject, organs, size, window, minOrganPixels, attacker, gate, seed, phantom);
    }

    private Specs format(CohortFormat value) {
        return new Specs(
                value, images, labels, subject, organs, size, window, minOrganPixels, attacker, gate, seed, phantom);
    }

    Specs images(Path value) {
        return new Specs(
                format,
                Optional.of(value),
                labels,
                subject,
                organs,
                size,
                window,
                minOrganPixels,
                attacker,
                gate,
                seed,
                phantom);
    }

    Specs subject(Optional<String> value) {
        return new Specs(
                format, images, labels, value, organs, size, window, minOrganPixels, attacker, gate, seed, phantom);
    }

    Specs organ(String name, Integer... ids) {
        Map<String, List<Integer>> more = new LinkedHashMap<>(organs);
        more.put(name, List.of(ids));
        return organs(more);
    }

    Specs organs(Map<String, List<Integer>> value) {
        return new Specs(
                format, images, labels, subject, value, size, window, minOrganPixels, attacker, gate, seed, phantom);
    }

    Specs size(int height, int width) {
        return new Specs(
                format,
                images,
                labels,
                subject,
                organs,
                new ImageSize(height, width),
                window,
                minOrganPixels,
                attacker,
                gate,
                seed,
                phantom);
    }

    Specs window(double low, double high) {
        return new Specs(
                format,
                images,
                labels,
                subject,
                organs,
                size,
                Optional.of(new Interval(low, high)),
                minOrganPixels,
                attacker,
                gate,
                seed,
                phantom);
    }

    Specs minOrganPixels(int value) {
        return new Specs(format, images, labels, subject, organs, size, window, value, attacker, gate, seed, phantom);
    }

    Specs split(SubjectSelection attackerSubjects, SubjectSelection gateSubjects) {
        return new Specs(
                format,
                images,
                labels,
                subject,
                organs,
                size,
                window,
                minOrganPixels,
                attackerSubjects,
                gateSubjects,
                seed,
                phantom);
    }

    Specs seed(long value) {
        return new Specs(
                format, images, labels, subject, organs, size, window, minOrganPixels, attacker, gate, value, phantom);
    }

    static Named named(String... ids) {
        return new Named(List.of(ids));
    }
}

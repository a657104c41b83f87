package org.duress.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duress.gate.RobustnessGate;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.model.open.Understood;
import org.duress.result.Evidence;
import org.duress.result.Interval;
import org.duress.result.Passes;
import org.duress.result.ShiftCurve;
import org.duress.result.ShiftEvidence;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.ShiftKind;
import org.duress.spec.read.SpecFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Old and new side by side. */
class ComparisonTest {
    @TempDir
    Path folder;

    /** Of every organ the first subject keeps so much, and each further one 0.1 more. */
    private static ShiftCurve curve(Evidence evidence, String organ, ShiftKind shift, double left) {
        Map<String, Double> subjects = new LinkedHashMap<>();
        for (String subject : evidence.gateSubjects()) {
            subjects.put(subject, left + 0.1 * subjects.size());
        }
        return new ShiftCurve(
                organ, shift, Collections.nCopies(6, left), 2, shift.words(), 0.15, Interval.UNKNOWN, subjects);
    }

    private static Evidence under(Evidence evidence, double noise, double blur) {
        List<ShiftCurve> curves = new ArrayList<>();
        evidence.organs().forEach(organ -> {
            curves.add(curve(evidence, organ.name(), ShiftKind.NOISE, noise));
            curves.add(curve(evidence, organ.name(), ShiftKind.BLUR, blur));
        });
        return evidence.with(new ShiftEvidence(false, curves, Passes.NONE));
    }

    private static Compared row(List<Compared> rows, String beginning) {
        return rows.stream()
                .filter(row -> row.what().startsWith(beginning))
                .findFirst()
                .orElseThrow();
    }

    /** Noise leaves 0.5 and then 0.8, blur 0.7 and then 0.6: subjects differ, and each gains as much as the others. */
    @Test
    void naturalShiftsStandBesideAttacks() throws IOException {
        Path file = Files.writeString(folder.resolve("spec.yaml"), """
                name: small
                model: {format: duress, path: "classpath:org/duress/phantom-unet-small.zip"}
                cohort: {format: phantom, subjects: 4, slices: 2, seed: 3, size: [32, 32], attackerSubjects: 0.5}
                attack: {batch: 2, contenders: [gradient], restarts: 1, gradientSteps: 1}
                realism: {detectorSteps: 0}
                gate: {maxDiceDrop: 0.001, decision: point}
                """);
        Understood understood = Models.understood(SpecFiles.read(file));
        RobustnessSpec spec = understood.spec();
        Evidence evidence;
        try (SegmentationModel model = understood.open()) {
            evidence = new RobustnessGate(folder.resolve("store"))
                    .run(spec, model, understood.cohort(), new GateLines())
                    .result()
                    .evidence();
        }
        double p = spec.budget().perceptibility();
        List<Compared> none = new Comparison(
                        List.of(new Comparison.At(
                                p, new Repeats(spec, List.of(evidence)), new Repeats(spec, List.of(evidence)))),
                        Set.of())
                .rows(p);
        assertThat(none).noneMatch(row -> row.what().contains("shift"));

        Repeats before = new Repeats(spec, List.of(under(evidence, 0.5, 0.7)));
        Repeats after = new Repeats(spec, List.of(under(evidence, 0.8, 0.6)));
        List<Compared> rows = new Comparison(List.of(new Comparison.At(p, before, after)), Set.of()).rows(p);
        assertThat(rows).hasSize(none.size() + 2);
        Compared all = row(rows, "Dice under shifts, severity 2");
        Compared worst = row(rows, "Dice under the worst shift, severity 2 (noise before, blur after)");
        // Two subjects, of which the second keeps 0.1 more.
        assertThat(all.before()).isCloseTo(0.6 + 0.05, within(1e-12));
        assertThat(all.after()).isCloseTo(0.7 + 0.05, within(1e-12));
        assertThat(worst.before()).isCloseTo(0.5 + 0.05, within(1e-12));
        assertThat(worst.after()).isCloseTo(0.6 + 0.05, within(1e-12));
        for (Compared row : List.of(all, worst)) {
            assertThat(row.difference().low()).as("paired").isCloseTo(0.1, within(1e-12));
            assertThat(row.difference().high()).isCloseTo(0.1, within(1e-12));
        }
        Compared same = row(
                new Comparison(List.of(new Comparison.At(p, before, before)), Set.of()).rows(p),
                "Dice under the worst shift");
        assertThat(same.what()).isEqualTo("Dice under the worst shift, severity 2 (noise)");
    }
}

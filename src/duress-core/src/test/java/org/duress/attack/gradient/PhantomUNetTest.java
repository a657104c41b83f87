package org.duress.attack.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.duress.attack.Budget;
import org.duress.attack.ControlSpacing;
import org.duress.attack.OrganLimits;
import org.duress.attack.Perturbation;
import org.duress.attack.RandomFields;
import org.duress.attack.Warp;
import org.duress.base.OrganSets;
import org.duress.data.Cohorts;
import org.duress.data.Slice;
import org.duress.metric.SoftDice;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.open.Models;
import org.duress.spec.BudgetSpec;
import org.duress.spec.FieldKind;
import org.duress.spec.GradientSettings;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.read.SpecFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped model. */
class PhantomUNetTest {
    @TempDir
    Path folder;

    @Test
    void gradientsFindWhatRandomFieldsOfTheSameBudgetDoNot() throws IOException {
        Path file = folder.resolve("phantom.yaml");
        Files.writeString(file, """
                name: phantom
                model: {format: duress, path: "classpath:org/duress/phantom-unet.zip"}
                cohort: {format: phantom, subjects: 2, slices: 3, seed: 5, size: [64, 64], attackerSubjects: 0.5}
                gate: {maxDiceDrop: 0.9}
                """);
        RobustnessSpec spec = SpecFiles.read(file);
        Slice slice = Cohorts.open(spec.cohort()).subjects().get(0).slices().get(1);
        ImageBatch image = ImageBatch.of(slice);
        Budget budget = new Budget(BudgetSpec.defaults());
        EnumSet<FieldKind> both = EnumSet.allOf(FieldKind.class);
        try (DifferentiableModel model =
                Models.open(spec.model()).differentiable().orElseThrow()) {
            double random = new RandomFields(new RandomFields.Size(1, 0.2), List.of(8, 8))
                    .perturb(image, 4, 3).stream()
                            .mapToDouble(fields -> lost(model, image, budget.fill(image, fields)))
                            .max()
                            .orElseThrow();
            GradientAttack attack = new GradientAttack(
                    model,
                    budget,
                    both,
                    new GradientSettings(2, 8, 8),
                    OrganLimits.ALIKE,
                    List.of(),
                    ControlSpacing.USUAL);
            List<Perturbation> found = attack.perturb(image, 1, 3);
            assertThat(lost(model, image, found.get(0))).isGreaterThan(random + 0.1);
            assertThat(attack.gradients()).isEqualTo(new GradientHealth(1, 0, 0));
        }
    }

    private static double lost(DifferentiableModel model, ImageBatch image, Perturbation fields) {
        float[] moved = Warp.maps(model.probabilities(image), model.classes(), fields);
        float[] answer = model.probabilities(Warp.perturb(image, fields));
        return 1 - SoftDice.mean(moved, 0, answer, 0, image.pixels().length, OrganSets.exclusive(model.classes() - 1));
    }
}

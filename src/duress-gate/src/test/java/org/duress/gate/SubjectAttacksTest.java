package org.duress.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.duress.Progress;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.data.Cohort;
import org.duress.data.Cohorts;
import org.duress.data.Subject;
import org.duress.metric.Displacement;
import org.duress.metric.Perceptibility;
import org.duress.metric.Ssim;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.spec.Contender;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.read.PropertyLayers;
import org.duress.spec.read.SpecFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubjectAttacksTest {
    @TempDir
    Path folder;

    /** Three slices in batches of two: what stays within the budget for a batch must be found again slice by slice. */
    @Test
    void everySliceOfAnySubjectIsAttackedWithinTheBudgetAndTheSameTwice() throws IOException {
        RobustnessSpec spec = spec();
        Cohort cohort = Cohorts.open(spec.cohort());
        try (SegmentationModel model = Models.open(spec.model());
                SubjectAttacks attacks = SubjectAttacks.of(spec, model, cohort, folder, Progress.SILENT);
                SubjectAttacks again = SubjectAttacks.of(spec, model, cohort, folder, Progress.SILENT)) {
            assertThat(attacks.contenders()).containsExactly(Contender.RANDOM, Contender.GRADIENT);
            List<Subject> subjects = Stream.of(
                            attacks.split().attacker(), attacks.split().gate())
                    .flatMap(List::stream)
                    .toList();
            assertThat(subjects).hasSize(2);
            for (Subject subject : subjects) {
                for (Contender contender : attacks.contenders()) {
                    List<Perturbation> found = attacks.perturb(contender, subject);
                    requireWithin(subject, found, contender);
                    List<Perturbation> repeated = again.perturb(contender, subject);
                    for (int i = 0; i < found.size(); i++) {
                        assertThat(repeated.get(i).deformation())
                                .isEqualTo(found.get(i).deformation());
                        assertThat(repeated.get(i).intensity())
                                .isEqualTo(found.get(i).intensity());
                    }
                }
            }
            assertThatThrownBy(() -> attacks.perturb(Contender.QUERY, subjects.get(0)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no attack QUERY");
        }
    }

    /** Random fields spend the whole budget: p of 0.05, or 5 pixels. */
    private static void requireWithin(Subject subject, List<Perturbation> found, Contender contender) {
        assertThat(found).hasSize(3);
        for (int i = 0; i < found.size(); i++) {
            ImageBatch image = ImageBatch.of(subject.slices().get(i));
            double p = Perceptibility.of(
                    image.pixels(), Warp.perturb(image, found.get(i)).pixels());
            double longest = Displacement.longest(found.get(i).deformation(), 2);
            assertThat(p).as("%s on slice %d of %s", contender, i, subject.id()).isBetween(0.001, 0.05);
            assertThat(longest).isLessThanOrEqualTo(5);
            assertThat(contender != Contender.RANDOM || p > 0.0499 || longest > 4.99)
                    .isTrue();
        }
    }

    /** Below an SSIM of 0.98 nothing counts, and much of what a p of 0.05 allows is scaled back; doubles are one. */
    @Test
    void whatIsNotRealisticIsScaledBackAndNothingIsGivenTwice() throws IOException {
        RobustnessSpec spec = spec("realism: {ssim: 0.98}");
        Cohort cohort = Cohorts.open(spec.cohort());
        try (SegmentationModel model = Models.open(spec.model());
                SubjectAttacks attacks = SubjectAttacks.of(spec, model, cohort, folder, Progress.SILENT)) {
            Subject subject = attacks.split().attacker().get(0);
            List<List<Perturbation>> found = attacks.realistic(Contender.RANDOM, subject, 3);
            assertThat(found).hasSize(3);
            double least = 1;
            for (int i = 0; i < 3; i++) {
                ImageBatch image = ImageBatch.of(subject.slices().get(i));
                assertThat(found.get(i)).hasSize(3);
                for (Perturbation fields : found.get(i)) {
                    double ssim =
                            Ssim.of(image.pixels(), Warp.perturb(image, fields).pixels(), image.grid());
                    assertThat(ssim).isGreaterThanOrEqualTo(0.98);
                    least = Math.min(least, ssim);
                }
            }
            assertThat(least).as("something was scaled back").isLessThan(0.985);
            // One search of one restart: it gives the worst of all organs and of each, which are often the same.
            attacks.realistic(Contender.GRADIENT, subject, 5)
                    .forEach(slice -> assertThat(slice).hasSizeBetween(1, 5).doesNotHaveDuplicates());
        }
    }

    private RobustnessSpec spec() throws IOException {
        return spec("");
    }

    private RobustnessSpec spec(String more) throws IOException {
        Path file = Files.writeString(folder.resolve("spec.yaml"), """
                name: subjects
                model: {format: duress, path: "classpath:org/duress/phantom-unet-small.zip"}
                cohort: {format: phantom, subjects: 2, slices: 3, size: [64, 64], attackerSubjects: 0.5}
                budget: {perceptibility: 0.05, displacement: 5}
                attack: {contenders: [gradient], restarts: 1, gradientSteps: 1, batch: 2}
                %s
                """.formatted(more));
        return SpecFiles.read(file, PropertyLayers.of());
    }
}

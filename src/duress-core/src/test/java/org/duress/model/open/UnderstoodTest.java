package org.duress.model.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.duress.DuressException;
import org.duress.data.Cohort;
import org.duress.data.Cohorts;
import org.duress.data.Organ;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.read.SpecFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of a folder of nnU-Net: what a cohort must be like. Its network is never opened here. */
class UnderstoodTest {
    @TempDir
    private Path folder;

    private Understood understood(String classes) throws IOException {
        Path model = Files.createDirectories(folder.resolve("nnUNetTrainer__nnUNetPlans__2d"));
        Files.writeString(model.resolve("plans.json"), """
                {"configurations": {"2d": {
                  "patch_size": [32, 32], "spacing": [1, 1], "use_mask_for_norm": [false, false],
                  "normalization_schemes": ["ZScoreNormalization", "ZScoreNormalization"]}}}
                """);
        Files.writeString(model.resolve("dataset.json"), """
                {"channel_names": {"0": "T1", "1": "T2-FLAIR"}, "labels": {"background": 0, "kidneys": 1, "liver": 2}}
                """);
        Files.writeString(model.resolve("network.onnx"), "a network");
        Path spec = Files.writeString(folder.resolve("spec.yaml"), """
                name: understood
                model: {format: nnunet, path: nnUNetTrainer__nnUNetPlans__2d%s}
                cohort:
                  {format: phantom, subjects: 2, slices: 1, size: [32, 32], organs: {liver: [6], kidneys: [2, 3]},
                   attackerSubjects: 0.5}
                attack: {xi: 2}
                gate: {maxDiceDrop: 0.3}
                """.formatted(classes));
        return Models.understood(SpecFiles.read(spec));
    }

    /** Phantoms, of which only the names of channels and organs are looked at. */
    private static Cohort cohort(Understood understood, String... channels) {
        return Cohorts.open(understood.spec().cohort()).withChannels(List.of(channels));
    }

    @Test
    void channelsOfTheModelsNamesHaveItsOrder() throws IOException {
        Understood understood = understood("");
        assertThatThrownBy(() -> understood.requireFits(cohort(understood, "t2_flair", "t1")))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage("the cohort's channels are [t2_flair, t1], and model nnUNetTrainer__nnUNetPlans__2d takes"
                        + " [T1, T2-FLAIR], the same in another order; put those of cohort.channels in the model's"
                        + " order");
        for (Cohort fits : List.of(
                cohort(understood, "t1", "t2 flair"),
                cohort(understood, "_0001", "_0000"),
                cohort(understood, "t2-flair", "t2"))) {
            assertThat(understood.requireFits(fits)).isSameAs(fits);
        }
    }

    @Test
    void channelsAreAsManyAsTheModels() throws IOException {
        Understood understood = understood("");
        assertThatThrownBy(() -> understood.requireFits(cohort(understood, "t1")))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage("the cohort's channels are [t1], and model nnUNetTrainer__nnUNetPlans__2d takes [T1,"
                        + " T2-FLAIR]; give it these by cohort.channels");
    }

    @Test
    void organsAreThoseTheFilesName() throws IOException {
        Understood understood = understood("");
        RobustnessSpec spec = understood.spec();
        assertThat(spec.model().classes()).containsOnlyKeys("kidneys", "liver");
        Cohort cohort = cohort(understood, "t1", "_0001");
        assertThat(cohort.organNames()).containsExactly("liver", "kidneys");
        Cohort renamed = new Cohort(
                List.of(
                        cohort.organs().get(0),
                        new Organ("kidney", cohort.organs().get(1).labels())),
                cohort.subjects(),
                cohort.grid(),
                List.of("t1", "_0001"),
                List.of());
        assertThatThrownBy(() -> understood.requireFits(renamed))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage("model nnUNetTrainer__nnUNetPlans__2d names the classes [kidneys, liver], but not the"
                        + " cohort's organ 'kidney'; use these names in cohort.organs, or say in model.classes which"
                        + " class is which organ");
        assertThat(understood(", classes: {kidney: 1, liver: 2}").requireFits(renamed))
                .isSameAs(renamed);
    }
}

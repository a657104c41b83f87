package org.duress.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.duress.data.Cohort;
import org.duress.data.Cohorts;
import org.duress.data.NiftiWriter;
import org.duress.data.PngWriter;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.spec.CohortFormat;
import org.duress.spec.CohortSpec;
import org.duress.spec.CohortSpec.Phantoms;
import org.duress.spec.CohortSpec.SubjectSelection;
import org.duress.spec.ImageSize;

/** Phantoms as somebody's files: label ids 1 to 4 in the order of the model's classes. */
final class PhantomFiles {
    private PhantomFiles() {}

    private static Cohort phantoms(int subjects, int slices) {
        return Cohorts.open(CohortSpec.of(CohortFormat.PHANTOM, new SubjectSelection.Share(0.5))
                .with(Phantoms.SUBJECTS, subjects)
                .with(Phantoms.SLICES, slices)
                .with(CohortSpec.SIZE, Optional.of(new ImageSize(64, 64))));
    }

    /** Slices of 64 x 64, {@code p000_z000.png}. */
    static void png(Path images, Path labels, int subjects, int slices) throws IOException {
        Files.createDirectories(images);
        Files.createDirectories(labels);
        for (Slice slice : phantoms(subjects, slices).slices()) {
            int[] greys = new int[64 * 64];
            int[] ids = new int[64 * 64];
            for (int i = 0; i < greys.length; i++) {
                greys[i] = Math.max(0, Math.min(65535, Math.round(20000 + 8000 * slice.image()[i])));
                ids[i] = slice.classes()[i];
            }
            PngWriter.grey16(images.resolve(slice.name() + ".png"), 64, 64, greys);
            PngWriter.grey8(labels.resolve(slice.name() + ".png"), 64, 64, ids);
        }
    }

    /** Volumes of some slices of 64 x 64, as nnU-Net names them: {@code p000_0000.nii.gz}. */
    static void nnUNet(Path root, int subjects, int slices) throws IOException {
        Files.createDirectories(root.resolve("imagesTr"));
        Files.createDirectories(root.resolve("labelsTr"));
        for (Subject subject : phantoms(subjects, slices).subjects()) {
            NiftiWriter.images(
                    root.resolve("imagesTr").resolve(subject.id() + "_0000.nii.gz"),
                    subject.slices().get(0).grid(),
                    subject.slices().stream().map(Slice::image).toList());
            NiftiWriter.labels(
                    root.resolve("labelsTr").resolve(subject.id() + ".nii.gz"),
                    subject.slices().get(0).grid(),
                    subject.slices().stream().map(slice -> ids(slice.classes())).toList());
        }
        Files.writeString(root.resolve("dataset.json"), """
                {"channel_names": {"0": "CT"}, "labels": {"background": 0, "pancreas": 1, "kidneys": 2, "liver": 3,
                 "spleen": 4}, "numTraining": 5, "file_ending": ".nii.gz"}
                """);
    }

    private static int[] ids(byte[] classes) {
        int[] ids = new int[classes.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = classes[i];
        }
        return ids;
    }

    /** The small model that ships with Duress, as a file. */
    static Path model(Path file) throws IOException {
        try (var in = PhantomFiles.class.getResourceAsStream("/org/duress/phantom-unet-small.zip")) {
            Files.copy(Objects.requireNonNull(in), file);
        }
        return file;
    }
}

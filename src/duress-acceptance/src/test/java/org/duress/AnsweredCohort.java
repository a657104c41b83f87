package org.duress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.duress.base.Grid;
import org.duress.base.OrganSets;
import org.duress.data.Cohort;
import org.duress.data.NiftiWriter;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.model.ImageBatch;
import org.duress.model.OrganClasses;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.model.open.Understood;
import org.duress.spec.read.SpecFiles;

/**
 * Files of images, with what an untrained model answers to them as labels, so that there is something to break.
 *
 * @param grid of an image
 * @param images of a subject: its slices, or one volume
 * @param tissue points that are not exactly 0, and may have a label
 */
record AnsweredCohort(int subjects, Grid grid, int images, IntPredicate tissue) {
    /** Ids that are written: a bit each for three organs. */
    private static final int IDS = 8;

    /** Of which every point is tissue. */
    AnsweredCohort(int subjects, Grid grid, int images) {
        this(subjects, grid, images, point -> true);
    }

    /** Of one volume a subject. */
    static AnsweredCohort volumes(int subjects, Grid grid) {
        return new AnsweredCohort(subjects, grid, 1);
    }

    /** What a spec's block {@code cohort} says of them. */
    String words() {
        return grid.rank() == 3 ? "dimensions: 3" : "size: " + grid.sizes();
    }

    /**
     * Writes them where a spec looks for them: a folder beside it for each channel, and {@code labels}.
     *
     * @param spec a file whose organs are of the ids 0 to 7
     */
    void write(Path spec, List<String> channels) throws IOException {
        Path folder = spec.resolveSibling("");
        Random random = new Random(3);
        Path labels = Files.createDirectories(folder.resolve("labels"));
        // Until the model is asked: something of every organ.
        int[] some = IntStream.range(0, grid.voxels()).map(p -> p % IDS).toArray();
        for (int subject = 0; subject < subjects; subject++) {
            String name = "s" + subject + ".nii.gz";
            for (String channel : channels) {
                List<float[]> waves = IntStream.range(0, images)
                        .mapToObj(image -> waves(random))
                        .toList();
                NiftiWriter.images(
                        Files.createDirectories(folder.resolve(channel)).resolve(name), grid, waves);
            }
            NiftiWriter.labels(labels.resolve(name), grid, Collections.nCopies(images, some));
        }
        label(Models.understood(SpecFiles.read(spec)), labels);
    }

    /** Waves and a little noise, in units of CT. */
    private float[] waves(Random random) {
        double rows = 0.15 + 0.2 * random.nextDouble();
        double columns = 0.15 + 0.2 * random.nextDouble();
        double phase = 6 * random.nextDouble();
        float[] image = new float[grid.voxels()];
        for (int p = 0; p < image.length; p++) {
            int line = p / grid.columns();
            double wave = Math.sin(rows * (line % grid.rows()) + phase + 0.4 * Math.floorDiv(line, grid.rows()))
                    + Math.cos(columns * (p % grid.columns()) - phase);
            double noise = random.nextGaussian();
            image[p] = tissue.test(p) ? (float) (50 + 90 * wave + 15 * noise) : 0;
        }
        return image;
    }

    /** The model of a spec, its classes those of the cohort. */
    static SegmentationModel model(Understood understood, Cohort cohort) {
        return OrganClasses.map(
                understood.open(),
                understood.spec().model().head(),
                understood.spec().model().classes(),
                cohort.organNames(),
                cohort.sets());
    }

    private void label(Understood understood, Path labels) throws IOException {
        Cohort cohort = understood.cohort();
        List<List<Integer>> ids = cohort.organs().stream()
                .map(organ -> organ.labels().stream().toList())
                .toList();
        try (SegmentationModel model = model(understood, cohort)) {
            for (Subject subject : cohort.subjects()) {
                List<int[]> written = new ArrayList<>();
                for (Slice slice : subject.slices()) {
                    byte[] answer = model.segment(ImageBatch.of(slice)).classMap();
                    written.add(IntStream.range(0, answer.length)
                            .map(p -> tissue.test(p) ? id(answer[p], cohort.sets(), ids) : 0)
                            .toArray());
                }
                assertThat(written).hasSize(images);
                NiftiWriter.labels(labels.resolve(subject.id() + ".nii.gz"), grid, written);
            }
        }
    }

    /** The id that is in just the organs of a class. */
    private static int id(byte answer, OrganSets sets, List<List<Integer>> organs) {
        for (int id = 0; id < IDS; id++) {
            boolean same = true;
            for (int organ = 0; organ < organs.size(); organ++) {
                same &= organs.get(organ).contains(id) == sets.has(answer, organ + 1);
            }
            if (same) {
                return id;
            }
        }
        throw new IllegalStateException("no id of class " + answer);
    }
}

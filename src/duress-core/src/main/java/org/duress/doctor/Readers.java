package org.duress.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.duress.base.Grid;
import org.duress.model.Differences;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.ModelFormat;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.spec.ModelSpec;

/** Who reads models, and what computes them. */
final class Readers {
    private static final Grid GRID = Grid.of(16, 16);
    private static final int CHANNELS = 3;
    private static final int CLASSES = 4;

    private Readers() {}

    /** Reads the format's sample, and asks it what is known. */
    static Finding format(ModelFormat format) {
        return Doctor.tried(
                format.name(),
                () -> format.sample()
                        .map(sample -> known(format.name(), sample, Known.ANSWERS))
                        .orElseGet(
                                () -> Finding.ok(format.name(), "there is a reader; it has no sample to be tried on")));
    }

    /** What is known of the samples, which are one network. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Known(float[] image, float[] answers, float[] upstream, float[] gradient) {
        static final Known ANSWERS = read();

        private static Known read() {
            int image = GRID.voxels() * CHANNELS;
            int answers = GRID.voxels() * CLASSES;
            float[] all = new float[2 * image + 2 * answers];
            try (InputStream in = Objects.requireNonNull(
                    Readers.class.getResourceAsStream("/org/duress/doctor/known-answers.bin"), "known-answers.bin")) {
                ByteBuffer.wrap(in.readAllBytes()).asFloatBuffer().get(all);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new Known(
                    Arrays.copyOfRange(all, 0, image),
                    Arrays.copyOfRange(all, image, image + answers),
                    Arrays.copyOfRange(all, image + answers, image + 2 * answers),
                    Arrays.copyOfRange(all, image + 2 * answers, all.length));
        }
    }

    static Finding known(String format, Path sample, Known known) {
        try (SegmentationModel model = Models.open(new ModelSpec(format, sample))) {
            DifferentiableModel differentiable = model.differentiable().orElseThrow();
            DifferentiableModel.Forward forward =
                    differentiable.forward(new ImageBatch(known.image(), 1, GRID, CHANNELS));
            float[] answers = forward.probabilities().clone();
            float[] gradient = forward.inputGradient(known.upstream().clone()).clone();
            boolean right =
                    Differences.alike(known.answers(), answers, 0) && Differences.alike(known.gradient(), gradient, 0);
            return right
                    ? Finding.ok(format, "a small model is read, and its answers and gradients are right")
                    : Finding.broken(
                            format,
                            "a small model whose numbers are known is computed wrongly here (answers differ by "
                                    + Differences.text(Differences.largest(known.answers(), answers))
                                    + ", gradients by "
                                    + Differences.text(Differences.largest(known.gradient(), gradient))
                                    + "); use another format of your model, or another machine");
        }
    }
}

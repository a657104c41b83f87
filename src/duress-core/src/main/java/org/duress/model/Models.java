package org.duress.model;

import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.stream.StreamSupport;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.spec.ModelSpec;

/** Opens models of every format on the class path. */
public final class Models {
    private Models() {}

    private static final int IMAGES = 2;
    private static final long SEED = 5;

    /**
     * Opens a model, and checks the gradients of one that has them on two images of noise ({@link GradientCheck}).
     *
     * @throws DuressException if the format is unknown or its artifact missing, the file cannot be opened, or its
     *     gradients are not true
     */
    public static SegmentationModel open(ModelSpec spec) {
        List<ModelFormat> formats = StreamSupport.stream(
                        ServiceLoader.load(ModelFormat.class).spliterator(), false)
                .toList();
        ModelFormat named = formats.stream()
                .filter(format -> format.name().equals(spec.format()))
                .findFirst()
                .orElseThrow(() -> unknown(spec.format(), formats));
        FileKind.requireFor(spec);
        SegmentationModel model = named.open(spec);
        try {
            model.differentiable()
                    .ifPresent(differentiable -> ProbeSizes.firstThatFits(model)
                            .ifPresent(size -> GradientCheck.of(differentiable, noise(size, model.channels()), SEED)));
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
        return model;
    }

    private static DuressException unknown(String format, List<ModelFormat> formats) {
        return new DuressException(Artifact.of(format)
                .map(artifact -> "model.format " + format + " is read by " + artifact.missing())
                .orElseGet(() -> "model format '" + format + "' is unknown; use one of "
                        + formats.stream().map(ModelFormat::name).sorted().toList()));
    }

    private static ImageBatch noise(int size, int channels) {
        Random random = new Random(SEED);
        float[] pixels = new float[IMAGES * size * size * channels];
        for (int p = 0; p < pixels.length; p++) {
            pixels[p] = (float) random.nextGaussian();
        }
        return new ImageBatch(pixels, IMAGES, Grid.of(size, size), channels);
    }
}

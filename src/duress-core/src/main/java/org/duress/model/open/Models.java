package org.duress.model.open;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.model.Artifact;
import org.duress.model.FileKind;
import org.duress.model.GradientCheck;
import org.duress.model.ImageBatch;
import org.duress.model.ModelFormat;
import org.duress.model.ProbeSizes;
import org.duress.model.SegmentationModel;
import org.duress.model.descriptor.MonaiBundle;
import org.duress.model.descriptor.NnUNetPlans;
import org.duress.model.preprocess.Preprocessing;
import org.duress.spec.ModelSpec;
import org.duress.spec.RobustnessSpec;

/** Opens models of every format on the class path. */
public final class Models {
    private static final int IMAGES = 2;

    /** Of both together, where they are large; one is always tried. */
    private static final int MOST_POINTS = 1 << 19;

    private static final long SEED = 5;

    private Models() {}

    /**
     * The spec with what the files beside a model say, where its format is one of {@link Described#FORMATS}; any other
     * spec as it is. What the spec says itself counts more than the files.
     *
     * @throws DuressException if the files say something that is not understood
     */
    public static Understood understood(RobustnessSpec spec) {
        Described described = Described.understood(spec.model());
        return new Understood(spec.with(described.spec()), spec.model(), described);
    }

    /**
     * Opens a model behind what its team does to an image, and checks the gradients of one that has them on two images
     * of noise, or one where they are large ({@link GradientCheck}).
     *
     * @throws DuressException if the format is unknown or its artifact missing, the file cannot be opened, or its
     *     gradients are not true
     */
    public static SegmentationModel open(ModelSpec asked) {
        return open(asked, Described.understood(asked));
    }

    static SegmentationModel open(ModelSpec asked, Described described) {
        return ExplainedModel.of(open(described), asked, described);
    }

    /**
     * What {@code model.format} of a file or folder would be, as far as its names and first bytes say: of a MONAI
     * bundle or a folder of nnU-Net's results one of {@link Described#FORMATS}.
     */
    public static Optional<String> formatOf(Path place) {
        if (!Files.isDirectory(place)) {
            return FileKind.formatOf(place);
        }
        return Files.isRegularFile(place.resolve(MonaiBundle.METADATA))
                ? Optional.of(Described.MONAI)
                : Files.isRegularFile(place.resolve(NnUNetPlans.PLANS))
                        ? Optional.of(Described.NNUNET)
                        : Optional.empty();
    }

    /** A model as its format opens it, without what its team does to an image. */
    static SegmentationModel alone(ModelSpec spec) {
        List<ModelFormat> formats = StreamSupport.stream(
                        ServiceLoader.load(ModelFormat.class).spliterator(), false)
                .toList();
        ModelFormat named = formats.stream()
                .filter(format -> format.name().equals(spec.format()))
                .findFirst()
                .orElseThrow(() -> unknown(spec.format(), formats));
        FileKind.requireFor(spec);
        return named.open(spec);
    }

    private static SegmentationModel open(Described described) {
        ModelSpec spec = described.spec();
        SegmentationModel model = Preprocessing.before(alone(spec), spec);
        try {
            model.differentiable()
                    .ifPresent(differentiable -> ProbeSizes.firstThatFits(model)
                            .ifPresent(size -> GradientCheck.of(
                                    differentiable, noise(Preprocessing.spaced(size, spec), model.channels()), SEED)));
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
                        + Stream.concat(
                                        Described.FORMATS.stream(),
                                        formats.stream().map(ModelFormat::name))
                                .sorted()
                                .toList()));
    }

    private static ImageBatch noise(Grid grid, int channels) {
        Random random = new Random(SEED);
        int count = Math.max(1, Math.min(IMAGES, MOST_POINTS / grid.voxels()));
        float[] pixels = new float[count * grid.voxels() * channels];
        for (int p = 0; p < pixels.length; p++) {
            pixels[p] = (float) random.nextGaussian();
        }
        return new ImageBatch(pixels, count, grid, channels);
    }
}

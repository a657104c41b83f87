package org.duress.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.EnvironmentException;

/**
 * A model that takes images of one size more than its own: each batch is padded to the next size that it takes, and its
 * answer is cut back. What was added is neither attacked nor judged. Differentiable where the model is: a repeated
 * pixel gets the gradient of all its copies.
 */
public class PaddedModel implements SegmentationModel {
    private final SegmentationModel model;
    private final Padding padding;

    private PaddedModel(SegmentationModel model, Padding padding) {
        this.model = model;
        this.padding = padding;
    }

    /**
     * A model for images of one size.
     *
     * @param model closed with the result
     * @return the model itself where it takes the size, so that nothing changes; otherwise one that pads;
     *     differentiable where the model is
     * @throws DuressException if it does not take the size, nor two multiples of a power of two above it; the message
     *     is the model's own
     */
    public static SegmentationModel fit(SegmentationModel model, int height, int width) {
        try {
            model.requireSize(height, width);
            return model;
        } catch (EnvironmentException e) {
            throw e;
        } catch (DuressException e) {
            // What is wrong may be something else than the size.
            Padding padding = Optional.of(model)
                    .filter(asked -> !asked.takes(height, width))
                    .flatMap(asked -> Padding.toWhatIsTaken(height, width, asked::takes))
                    .orElseThrow(() -> e);
            return model instanceof DifferentiableModel differentiable
                    ? new Differentiable(differentiable, padding)
                    : new PaddedModel(model, padding);
        }
    }

    /** How images of its size are padded. */
    public Padding padding() {
        return padding;
    }

    @Override
    public List<String> organs() {
        return model.organs();
    }

    @Override
    public int classes() {
        return model.classes();
    }

    @Override
    public String fingerprint() {
        return model.fingerprint();
    }

    @Override
    public void requireSize(int height, int width) {
        if (!fits(height, width)) {
            model.requireSize(height, width);
        }
    }

    private boolean fits(int height, int width) {
        return height == padding.height() && width == padding.width();
    }

    /** Of this size padded, of others as they are. */
    Padding padding(ImageBatch images) {
        int height = images.height();
        int width = images.width();
        return fits(height, width) ? padding : new Padding(height, width, 1);
    }

    @Override
    public float[] probabilities(ImageBatch images) {
        Padding own = padding(images);
        return own.crop(model.probabilities(own.pad(images)), images.count(), classes());
    }

    @Override
    public Segmentation segment(ImageBatch images) {
        return cropped(images, model.segment(padding(images).pad(images)));
    }

    @Override
    public List<Segmentation> segmentAll(List<ImageBatch> batches) {
        List<Segmentation> padded = model.segmentAll(
                batches.stream().map(images -> padding(images).pad(images)).toList());
        List<Segmentation> cropped = new ArrayList<>();
        for (int i = 0; i < padded.size(); i++) {
            cropped.add(cropped(batches.get(i), padded.get(i)));
        }
        return cropped;
    }

    private Segmentation cropped(ImageBatch images, Segmentation padded) {
        Padding own = padding(images);
        return new Segmentation(
                own.crop(padded.probabilities(), images.count(), classes()),
                own.crop(padded.classMap(), images.count()));
    }

    @Override
    public Map<String, String> provenance() {
        Map<String, String> all = new LinkedHashMap<>(model.provenance());
        all.put("padding", padding + " for the model; what was added is neither attacked nor judged");
        return all;
    }

    @Override
    public Map<String, String> diagnostics() {
        return model.diagnostics();
    }

    @Override
    public long checks() {
        return model.checks();
    }

    @Override
    public void close() {
        model.close();
    }

    private static final class Differentiable extends PaddedModel implements DifferentiableModel {
        private final DifferentiableModel model;

        Differentiable(DifferentiableModel model, Padding padding) {
            super(model, padding);
            this.model = model;
        }

        @Override
        public ComputeEngine engine() {
            return model.engine();
        }

        @Override
        public Forward forward(ImageBatch images) {
            Padding own = padding(images);
            int count = images.count();
            Forward padded = model.forward(own.pad(images));
            float[] probabilities = own.crop(padded.probabilities(), count, classes());
            return new Forward() {
                @Override
                public float[] probabilities() {
                    return probabilities;
                }

                @Override
                public float[] inputGradient(float[] gradient) {
                    return own.pulledBack(padded.inputGradient(own.embed(gradient, count, classes())), count, 1);
                }
            };
        }
    }
}

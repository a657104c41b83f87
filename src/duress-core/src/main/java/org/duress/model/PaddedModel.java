package org.duress.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.base.Grid;

/**
 * A model that takes images of one size more than its own: each batch is padded to the next size that it takes, and its
 * answer is cut back. What was added is neither attacked nor judged. A repeated pixel gets the gradient of all its
 * copies.
 */
public final class PaddedModel extends ForwardingModel {
    private final Padding padding;

    private PaddedModel(SegmentationModel model, Padding padding) {
        super(model);
        this.padding = padding;
    }

    /**
     * A model for images of one size.
     *
     * @param model closed with the result
     * @return the model itself where it takes the size, so that nothing changes; otherwise one that pads
     * @throws DuressException if it does not take the size, nor two multiples of a power of two above it; the message
     *     is the model's own
     */
    public static SegmentationModel fit(SegmentationModel model, Grid images) {
        try {
            model.requireSize(images);
            return model;
        } catch (EnvironmentException e) {
            throw e;
        } catch (DuressException e) {
            // What is wrong may be something else than the size.
            Padding padding = Optional.of(model)
                    .filter(asked -> !asked.takes(images))
                    .flatMap(asked -> Padding.toWhatIsTaken(images, asked::takes))
                    .orElseThrow(() -> e);
            return new PaddedModel(model, padding);
        }
    }

    /** How images of its size are padded. */
    public Padding padding() {
        return padding;
    }

    @Override
    public void requireSize(Grid grid) {
        if (!grid.fits(padding.images())) {
            super.requireSize(grid);
        }
    }

    @Override
    public boolean takes(Grid grid) {
        return grid.fits(padding.images()) || super.takes(grid);
    }

    /** Of this size padded, of others as they are. */
    @Override
    protected Passage passage(ImageBatch images) {
        Padding own = images.grid().fits(padding.images()) ? padding : new Padding(images.grid(), 1);
        return new Padded(own, own.pad(images), classes());
    }

    private record Padded(Padding padding, ImageBatch images, int classes) implements Passage {
        @Override
        public float[] probabilities(float[] own) {
            return padding.crop(own, images.count(), classes);
        }

        @Override
        public byte[] classMap(Segmentation own) {
            return padding.crop(own.classMap(), images.count());
        }

        @Override
        public float[] inputGradient(float[] gradient, DifferentiableModel.Forward own) {
            float[] padded = own.inputGradient(padding.embed(gradient, images.count(), classes));
            return padding.pulledBack(padded, images.count(), images.channels());
        }
    }

    @Override
    public Map<String, String> provenance() {
        Map<String, String> all = new LinkedHashMap<>(super.provenance());
        all.put("padding", padding + " for the model; what was added is neither attacked nor judged");
        return all;
    }
}

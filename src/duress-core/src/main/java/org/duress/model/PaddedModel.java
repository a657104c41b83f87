package org.duress.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.base.Grid;

/**
 * A model that takes images of more sizes than its own: each batch is padded to the next size that it takes, by the
 * batch's own grid, and its answer is cut back. What was added is neither attacked nor judged. A repeated pixel gets
 * the gradient of all its copies.
 */
public final class PaddedModel extends ForwardingModel {
    private final Map<Grid, Padding> paddings = new LinkedHashMap<>();

    private PaddedModel(SegmentationModel model) {
        super(model);
    }

    /** A model for images of one size, as {@link #fit(SegmentationModel, List)}. */
    public static SegmentationModel fit(SegmentationModel model, Grid images) {
        return fit(model, List.of(images));
    }

    /**
     * A model for images of some sizes.
     *
     * @param model closed with the result
     * @param images at least one
     * @return the model itself where it takes all sizes, so that nothing changes; otherwise one that pads
     * @throws DuressException if it does not take a size, nor two multiples of a power of two above it; the message is
     *     the model's own
     */
    public static SegmentationModel fit(SegmentationModel model, List<Grid> images) {
        PaddedModel padded = new PaddedModel(model);
        for (Grid grid : images) {
            padded.requireSize(grid);
        }
        return padded.paddings().isEmpty() ? model : padded;
    }

    /**
     * A model that pads images of whatever sizes it is asked about, where it does not take them.
     *
     * @param model closed with the result
     */
    public static SegmentationModel ofAnySize(SegmentationModel model) {
        return new PaddedModel(model);
    }

    /** How images of those sizes that are padded are, as far as they were asked about. */
    public List<Padding> paddings() {
        return paddings.values().stream().filter(padding -> !padding.none()).toList();
    }

    /** The same in words: of the first size, and how many more there are. */
    public String words() {
        List<String> all = paddings().stream().map(Padding::toString).distinct().toList();
        return all.get(0) + (all.size() == 1 ? "" : ", and of " + (all.size() - 1) + " more sizes likewise,");
    }

    private Padding padding(Grid images) {
        return Optional.ofNullable(paddings.get(images)).orElseGet(() -> {
            Padding padding = Optional.of(delegate())
                    .filter(asked -> !asked.takes(images))
                    .flatMap(asked -> Padding.toWhatIsTaken(images, asked::takes))
                    .orElseGet(() -> new Padding(images, 1));
            paddings.put(images, padding);
            return padding;
        });
    }

    @Override
    public void requireSize(Grid grid) {
        try {
            super.requireSize(grid);
        } catch (EnvironmentException e) {
            throw e;
        } catch (DuressException e) {
            // What is wrong may be something else than the size.
            if (padding(grid).none()) {
                throw e;
            }
        }
    }

    @Override
    public boolean takes(Grid grid) {
        return !padding(grid).none() || super.takes(grid);
    }

    @Override
    protected Passage passage(ImageBatch images) {
        Padding own = padding(images.grid());
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
        if (paddings().isEmpty()) {
            return all;
        }
        all.put("padding", words() + " for the model; what was added is neither attacked nor judged");
        return all;
    }
}

package org.duress.model.preprocess;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.base.Grid;
import org.duress.model.ComputeEngine;
import org.duress.model.DifferentiableModel;
import org.duress.model.ForwardingModel;
import org.duress.model.ImageBatch;
import org.duress.model.Passage;
import org.duress.model.Segmentation;
import org.duress.model.SegmentationModel;
import org.duress.spec.PreprocessStep.Spacing;

/**
 * Asks about images of different spacing one spacing after another: resampled they have different sizes, which no one
 * batch holds. The gradients of such a batch cost a second pass over each part.
 */
final class EquallySpaced extends ForwardingModel {
    private final Spacing wanted;

    EquallySpaced(SegmentationModel model, Spacing wanted) {
        super(model);
        this.wanted = wanted;
    }

    @Override
    public void requireSize(Grid grid) {
        super.requireSize(assumed(grid));
    }

    @Override
    public boolean takes(Grid grid) {
        return super.takes(assumed(grid));
    }

    /** Of a grid of which nothing is known, that it has the spacing that is wanted. */
    private Grid assumed(Grid grid) {
        boolean known = grid.spacing().stream().allMatch(mm -> mm > 0);
        return known ? grid : grid.spaced(wanted.rows(), wanted.columns());
    }

    @Override
    protected Passage passage(ImageBatch images) {
        return Passage.unchanged(images);
    }

    /** Images of one spacing, and where they are in their batch. */
    private record Part(int[] places, ImageBatch images) {
        static List<Part> of(ImageBatch images) {
            Map<List<Double>, List<Integer>> places = new LinkedHashMap<>();
            for (int i = 0; i < images.count(); i++) {
                places.computeIfAbsent(images.acquisitions().get(i).spacing(), spacing -> new ArrayList<>())
                        .add(i);
            }
            List<Part> parts = new ArrayList<>();
            places.forEach((spacing, own) -> {
                int[] picked = own.stream().mapToInt(Integer::intValue).toArray();
                ImageBatch part = images.picked(picked);
                Grid grid = images.grid()
                        .spaced(spacing.stream()
                                .mapToDouble(Double::doubleValue)
                                .toArray());
                parts.add(new Part(picked, part.resized(part.pixels(), grid)));
            });
            return parts;
        }

        void put(float[] own, float[] all, int count) {
            int length = all.length / count;
            for (int k = 0; k < places.length; k++) {
                System.arraycopy(own, k * length, all, places[k] * length, length);
            }
        }

        float[] of(float[] all, int count) {
            int length = all.length / count;
            float[] own = new float[places.length * length];
            for (int k = 0; k < places.length; k++) {
                System.arraycopy(all, places[k] * length, own, k * length, length);
            }
            return own;
        }
    }

    @Override
    public float[] probabilities(ImageBatch images) {
        List<Part> parts = Part.of(images);
        if (parts.size() == 1) {
            return super.probabilities(parts.get(0).images());
        }
        float[] all = new float[images.count() * images.grid().voxels() * classes()];
        parts.forEach(part -> part.put(super.probabilities(part.images()), all, images.count()));
        return all;
    }

    @Override
    public Segmentation segment(ImageBatch images) {
        return Segmentation.mostProbable(probabilities(images), classes(), images.grid());
    }

    @Override
    public List<Segmentation> segmentAll(List<ImageBatch> batches) {
        return batches.stream().map(this::segment).toList();
    }

    @Override
    public Optional<DifferentiableModel> differentiable() {
        return delegate().differentiable().map(own -> new Differentiable(this, own));
    }

    private static final class Differentiable extends ForwardingModel implements DifferentiableModel {
        private final DifferentiableModel own;

        Differentiable(EquallySpaced wrapper, DifferentiableModel own) {
            super(wrapper);
            this.own = own;
        }

        @Override
        protected Passage passage(ImageBatch images) {
            return Passage.unchanged(images);
        }

        @Override
        public Optional<DifferentiableModel> differentiable() {
            return Optional.of(this);
        }

        @Override
        public ComputeEngine engine() {
            return own.engine();
        }

        @Override
        public Forward forward(ImageBatch images) {
            List<Part> parts = Part.of(images);
            if (parts.size() == 1) {
                return own.forward(parts.get(0).images());
            }
            int count = images.count();
            float[] all = new float[count * images.grid().voxels() * classes()];
            parts.forEach(part -> part.put(own.forward(part.images()).probabilities(), all, count));
            return new Forward() {
                @Override
                public float[] probabilities() {
                    return all;
                }

                @Override
                public float[] inputGradient(float[] gradient) {
                    float[] pulled = new float[images.pixels().length];
                    parts.forEach(part -> part.put(
                            own.forward(part.images()).inputGradient(part.of(gradient, count)), pulled, count));
                    return pulled;
                }
            };
        }
    }
}

package org.duress.model.preprocess;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.duress.base.Grid;
import org.duress.base.NonzeroBox;
import org.duress.data.AxisMap;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.spec.PreprocessStep.Crop;
import org.duress.spec.PreprocessStep.Foreground;

/**
 * Shows a model the box of each image's foreground, boxes of one place together. Where an image is cut off no class has
 * a probability, as in MONAI, so that steps before this one, which interpolate answers, take nothing from there; in the
 * end it is background ({@link Shares}).
 */
final class Cropped extends InTurns {
    private final Crop step;

    /**
     * A model behind a cut.
     *
     * @param model closed with this one
     */
    Cropped(SegmentationModel model, Crop step) {
        super(model);
        this.step = step;
    }

    @Override
    public String fingerprint() {
        return StageModel.fingerprint(super.fingerprint(), step.toString());
    }

    @Override
    Turns turns(ImageBatch images) {
        return new ByParts(images, parts(images, step, classes()));
    }

    /** What the model sees of the first image, and of those with the same box. */
    static ImageBatch first(ImageBatch images, Crop step) {
        return parts(images, step, 1).get(0).images(images);
    }

    private static List<Part> parts(ImageBatch images, Crop step, int classes) {
        List<Part> parts = new ArrayList<>();
        Picked.alike(images.count(), image -> box(images, image, step))
                .forEach((box, picked) -> parts.add(Part.of(images, box, step.edge(), picked, classes)));
        return parts;
    }

    /**
     * Where a box begins and how many points it has along an axis.
     *
     * @param from may be before the image
     */
    private record Span(int from, int points) {
        static Span of(int first, int last, int size, Crop step) {
            int from = first - step.margin();
            int end = last + 1 + step.margin();
            if (step.within()) {
                from = Math.max(from, 0);
                end = Math.min(end, size);
            }
            int points = (end - from + step.multiple() - 1) / step.multiple() * step.multiple();
            return new Span(from - (points - (end - from)) / 2, points);
        }
    }

    private static List<Span> box(ImageBatch images, int image, Crop step) {
        Grid grid = images.grid();
        NonzeroBox box = new NonzeroBox(step.to() == Foreground.POSITIVE);
        box.add(0, images.pixels(), image * images.length(), grid, images.channels());
        // Of planes, rows and columns.
        int missing = 3 - grid.rank();
        return IntStream.range(0, grid.rank())
                .mapToObj(axis -> box.empty()
                        ? new Span(0, grid.size(axis))
                        : Span.of(box.first(axis + missing), box.last(axis + missing), grid.size(axis), step))
                .toList();
    }

    /**
     * Images of one box.
     *
     * @param there of images
     * @param back of answers
     */
    private record Part(Picked picked, GridMap there, GridMap back, Grid grid, int channels, int classes)
            implements ByParts.Part {
        static Part of(ImageBatch batch, List<Span> box, boolean edge, Picked picked, int classes) {
            Grid images = batch.grid();
            GridMap there = GridMap.of(images, axis -> {
                Span span = box.get(axis);
                return edge
                        ? AxisMap.stretch(images.size(axis), span.from(), span.points())
                        : AxisMap.part(images.size(axis), span.from(), span.points());
            });
            GridMap back = GridMap.of(images, axis -> {
                Span span = box.get(axis);
                return AxisMap.part(span.points(), -span.from(), images.size(axis));
            });
            List<Integer> sizes = box.stream().map(Span::points).toList();
            return new Part(picked, there, back, new Grid(sizes, images.spacing()), batch.channels(), classes);
        }

        int count() {
            return picked.places().length;
        }

        @Override
        public ImageBatch images(ImageBatch all) {
            ImageBatch own = picked.images(all);
            return own.resized(there.apply(own.pixels(), count(), channels), grid);
        }

        @Override
        public float[] answer(float[] own) {
            return back.apply(own, count(), classes);
        }

        @Override
        public float[] answerAdjoint(float[] gradient) {
            return back.adjoint(gradient, count(), classes);
        }

        @Override
        public float[] imagesAdjoint(float[] own) {
            return there.adjoint(own, count(), channels);
        }
    }
}

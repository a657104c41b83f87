package org.duress.model.preprocess;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.data.AxisMap;
import org.duress.model.ImageBatch;
import org.duress.model.Passage;
import org.duress.spec.AnswerSpace;
import org.duress.spec.ImageSize;
import org.duress.spec.PreprocessStep.Pad;
import org.duress.spec.PreprocessStep.Resampling;
import org.duress.spec.PreprocessStep.Resize;
import org.duress.spec.PreprocessStep.Resizing;
import org.duress.spec.PreprocessStep.Spacing;

/** Steps that bring images to another grid, and answers back: spacing, size, borders. */
final class Resampled implements Stage {
    private final Plan plan;

    private Resampled(Plan plan) {
        this.plan = plan;
    }

    /** How images on one grid go there and answers come back. */
    private interface Plan {
        Way way(Grid images);
    }

    /**
     * How images on one grid go there and answers come back.
     *
     * @param there of images
     * @param then of what was held
     * @param back of answers
     * @param grid of the model behind
     * @param answers what is interpolated on the way back; empty where nothing is, but points are taken as they are
     * @param held how many parts of an image are each held to their range after {@code there}, as a cubic overshoots: 0
     *     for none, 1 for the image, or its planes
     * @param border value of what nothing was mapped to
     * @param spacing what becomes of the distance of pixels
     */
    private record Way(
            GridMap there,
            GridMap then,
            GridMap back,
            Grid grid,
            Optional<AnswerSpace> answers,
            int held,
            float border,
            UnaryOperator<List<Double>> spacing) {}

    private static GridMap nothing(Grid grid) {
        return GridMap.of(grid, axis -> AxisMap.identity(grid.size(axis)));
    }

    private static Grid grid(int[] sizes, List<Double> millimetres) {
        return Grid.of(sizes)
                .spaced(millimetres.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** Another distance of pixels. */
    static Resampled to(Spacing step) {
        return new Resampled(images -> {
            Axes.require("spacing in model.preprocess", step.millimetres().size(), images);
            requireKnown(images);
            return step.as() == Resampling.MONAI ? monai(images, step) : nnUNet(images, step);
        });
    }

    private static void requireKnown(Grid images) {
        if (!images.spacing().stream().allMatch(spacing -> spacing > 0)) {
            throw new DuressException("model.preprocess brings images to a spacing, but how far apart the pixels of"
                    + " these images are is not known; use files that say it (NIfTI), or resize instead");
        }
    }

    private static Way monai(Grid images, Spacing step) {
        List<Double> to = step.millimetres();
        int[] sizes = IntStream.range(0, images.rank())
                .map(axis -> AxisMap.points(images.size(axis), images.spacing(axis), to.get(axis)))
                .toArray();
        Grid grid = grid(sizes, to);
        return new Way(
                GridMap.of(
                        images,
                        axis -> AxisMap.anchored(images.size(axis), sizes[axis], to.get(axis) / images.spacing(axis))),
                nothing(grid),
                GridMap.of(
                        images,
                        axis -> AxisMap.anchored(sizes[axis], images.size(axis), images.spacing(axis) / to.get(axis))),
                grid,
                Optional.of(step.answers()),
                0,
                0,
                spacing -> to);
    }

    private static Way nnUNet(Grid images, Spacing step) {
        List<Double> to = step.millimetres();
        int[] sizes = IntStream.range(0, images.rank())
                .map(axis -> rounded(images.size(axis) * images.spacing(axis) / to.get(axis)))
                .toArray();
        Grid grid = grid(sizes, to);
        boolean apart = Anisotropy.firstAxisIsApart(images.spacing(), to);
        GridMap there = GridMap.of(
                images,
                axis -> axis == 0 && apart
                        ? AxisMap.identity(images.size(axis))
                        : AxisMap.cubic(images.size(axis), sizes[axis]));
        GridMap then = GridMap.of(
                images,
                axis -> axis == 0 && apart
                        ? AxisMap.nearest(images.size(axis), sizes[axis])
                        : AxisMap.identity(sizes[axis]));
        GridMap back = GridMap.of(
                images,
                axis -> axis == 0 && apart
                        ? AxisMap.nearest(sizes[axis], images.size(axis))
                        : AxisMap.centred(sizes[axis], images.size(axis)));
        return new Way(
                there, then, back, grid, Optional.of(step.answers()), apart ? images.size(0) : 1, 0, spacing -> to);
    }

    /** Half to even, as Python and numpy round. */
    private static int rounded(double points) {
        return (int) Math.max(1, Math.rint(points));
    }

    /** Another size. */
    static Resampled to(Resize step) {
        return new Resampled(images -> {
            Axes.require("resize in model.preprocess", step.size().rank(), images);
            Grid sized = step.size().grid();
            boolean area = step.by() == Resizing.AREA;
            GridMap there = GridMap.of(
                    images,
                    axis -> area
                            ? AxisMap.area(images.size(axis), sized.size(axis))
                            : AxisMap.centred(images.size(axis), sized.size(axis)));
            GridMap back = GridMap.of(images, axis -> AxisMap.centred(sized.size(axis), images.size(axis)));
            UnaryOperator<List<Double>> spacing = own -> IntStream.range(0, own.size())
                    .mapToObj(axis -> own.get(axis) * images.size(axis) / sized.size(axis))
                    .toList();
            Grid grid = new Grid(sized.sizes(), spacing.apply(images.spacing()));
            return new Way(there, nothing(grid), back, grid, Optional.of(step.answers()), 0, 0, spacing);
        });
    }

    /** A border. */
    static Resampled to(Pad step) {
        return new Resampled(images -> {
            List<Integer> least = step.least().map(ImageSize::sizes).orElse(Collections.nCopies(images.rank(), 1));
            Axes.require("pad.least in model.preprocess", least.size(), images);
            int[] sizes = IntStream.range(0, images.rank())
                    .map(axis -> padded(images.size(axis), step.multiple(), least.get(axis)))
                    .toArray();
            int[] before = new int[sizes.length];
            Arrays.setAll(before, axis -> step.atEnd() ? 0 : (sizes[axis] - images.size(axis)) / 2);
            boolean edge = step.value().isEmpty();
            GridMap there = GridMap.of(
                    images,
                    axis -> edge
                            ? AxisMap.stretch(images.size(axis), -before[axis], sizes[axis])
                            : AxisMap.part(images.size(axis), -before[axis], sizes[axis]));
            GridMap back = GridMap.of(images, axis -> AxisMap.part(sizes[axis], before[axis], images.size(axis)));
            Grid grid = grid(sizes, images.spacing());
            float border = step.value().orElse(0.0).floatValue();
            return new Way(there, nothing(grid), back, grid, Optional.empty(), 0, border, UnaryOperator.identity());
        });
    }

    private static int padded(int size, int multiple, int least) {
        int wanted = Math.max(size, least);
        return (wanted + multiple - 1) / multiple * multiple;
    }

    @Override
    public Grid grid(Grid images) {
        return plan.way(images).grid();
    }

    @Override
    public Passage passage(ImageBatch images, Answers answers) {
        Way way = plan.way(images.grid());
        int count = images.count();
        float[] mapped = way.there().apply(images.pixels(), count, images.channels());
        if (way.border() != 0) {
            fill(mapped, way, images);
        }
        Held held = way.held() > 0 ? Held.of(images, mapped, way.held()) : Held.NOTHING;
        float[] there = way.then().apply(held.values(mapped), count, images.channels());
        return new Averaged(
                images.resized(there, way.grid(), way.spacing()),
                way.answers()
                        .map(space -> Averaging.of(space, answers))
                        .orElseGet(() -> new Averaging.Probabilities(answers.classes())),
                linear(way.back(), count),
                new Averaged.Linear() {
                    @Override
                    public float[] apply(float[] values, int channels) {
                        return way.then().apply(way.there().apply(values, count, channels), count, channels);
                    }

                    @Override
                    public float[] adjoint(float[] gradient, int channels) {
                        float[] before = way.then().adjoint(gradient, count, channels);
                        float[] extremes = new float[way.held() > 0 ? images.pixels().length : 0];
                        float[] pulled = way.there().adjoint(held.pulledBack(before, extremes), count, channels);
                        if (extremes.length == 0) {
                            return pulled;
                        }
                        for (int i = 0; i < extremes.length; i++) {
                            extremes[i] += pulled[i];
                        }
                        return extremes;
                    }
                });
    }

    /** Where an axis has nothing of the image. */
    private static void fill(float[] mapped, Way way, ImageBatch images) {
        int channels = images.channels();
        List<AxisMap> axes = way.there().axes();
        for (int at = 0; at < mapped.length; at += channels) {
            int pixel = at / channels;
            boolean made = true;
            for (int axis = axes.size() - 1; axis >= 0; axis--) {
                int size = axes.get(axis).to();
                made &= axes.get(axis).weights()[pixel % size].length > 0;
                pixel /= size;
            }
            if (!made) {
                Arrays.fill(mapped, at, at + channels, way.border());
            }
        }
    }

    private static Averaged.Linear linear(GridMap map, int count) {
        return new Averaged.Linear() {
            @Override
            public float[] apply(float[] values, int channels) {
                return map.apply(values, count, channels);
            }

            @Override
            public float[] adjoint(float[] gradient, int channels) {
                return map.adjoint(gradient, count, channels);
            }
        };
    }
}

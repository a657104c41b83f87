package org.duress.model.preprocess;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.data.AxisMap;
import org.duress.model.ImageBatch;
import org.duress.model.Passage;
import org.duress.spec.AnswerSpace;
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
     * @param back of answers
     * @param grid of the model behind
     * @param answers what is interpolated on the way back
     * @param held whether each channel is held to its range afterwards, as a cubic overshoots
     * @param border value of what nothing was mapped to
     * @param spacing what becomes of the distance of pixels
     */
    private record Way(
            PlaneMap there,
            PlaneMap back,
            Grid grid,
            AnswerSpace answers,
            boolean held,
            float border,
            UnaryOperator<List<Double>> spacing) {}

    /** Another distance of pixels. */
    static Resampled to(Spacing step) {
        return new Resampled(images -> {
            double rows = known(images, 0);
            double columns = known(images, 1);
            boolean monai = step.as() == Resampling.MONAI;
            int height = points(images.height(), rows, step.rows(), monai);
            int width = points(images.width(), columns, step.columns(), monai);
            Grid grid = Grid.of(height, width).spaced(step.rows(), step.columns());
            PlaneMap there = new PlaneMap(
                    there(images.height(), height, rows, step.rows(), monai),
                    there(images.width(), width, columns, step.columns(), monai));
            PlaneMap back = new PlaneMap(
                    back(height, images.height(), step.rows(), rows, monai),
                    back(width, images.width(), step.columns(), columns, monai));
            return new Way(
                    there, back, grid, step.answers(), !monai, 0, spacing -> List.of(step.rows(), step.columns()));
        });
    }

    /** Half to even, as Python and numpy round. */
    private static int points(int size, double from, double to, boolean monai) {
        double points = monai ? (size - 1) * from / to + 1 : size * from / to;
        return (int) Math.max(1, Math.rint(points));
    }

    private static AxisMap there(int size, int newSize, double from, double to, boolean monai) {
        return monai ? AxisMap.anchored(size, newSize, to / from) : AxisMap.cubic(size, newSize);
    }

    private static AxisMap back(int size, int newSize, double from, double to, boolean monai) {
        return monai ? AxisMap.anchored(size, newSize, to / from) : AxisMap.centred(size, newSize);
    }

    private static double known(Grid images, int axis) {
        double spacing = images.spacing(axis);
        if (!(spacing > 0)) {
            throw new DuressException("model.preprocess brings images to a spacing, but how far apart the pixels of"
                    + " these images are is not known; use files that say it (NIfTI), or resize instead");
        }
        return spacing;
    }

    /** Another size. */
    static Resampled to(Resize step) {
        return new Resampled(images -> {
            int height = step.size().height();
            int width = step.size().width();
            Grid grid = Grid.of(height, width)
                    .spaced(images.spacing(0) * images.height() / height, images.spacing(1) * images.width() / width);
            boolean area = step.by() == Resizing.AREA;
            PlaneMap there = area
                    ? new PlaneMap(AxisMap.area(images.height(), height), AxisMap.area(images.width(), width))
                    : new PlaneMap(AxisMap.centred(images.height(), height), AxisMap.centred(images.width(), width));
            PlaneMap back =
                    new PlaneMap(AxisMap.centred(height, images.height()), AxisMap.centred(width, images.width()));
            return new Way(
                    there,
                    back,
                    grid,
                    step.answers(),
                    false,
                    0,
                    spacing -> List.of(
                            spacing.get(0) * images.height() / height, spacing.get(1) * images.width() / width));
        });
    }

    /** A border. */
    static Resampled to(Pad step) {
        return new Resampled(images -> {
            int height = padded(images.height(), step.multiple(), step.least().map(size -> size.height()));
            int width = padded(images.width(), step.multiple(), step.least().map(size -> size.width()));
            int above = step.atEnd() ? 0 : (height - images.height()) / 2;
            int left = step.atEnd() ? 0 : (width - images.width()) / 2;
            boolean edge = step.value().isEmpty();
            PlaneMap there = new PlaneMap(
                    border(images.height(), height, above, edge), border(images.width(), width, left, edge));
            PlaneMap back = new PlaneMap(
                    AxisMap.part(height, above, images.height()), AxisMap.part(width, left, images.width()));
            Grid grid = Grid.of(height, width).spaced(images.spacing(0), images.spacing(1));
            float border = step.value().orElse(0.0).floatValue();
            return new Way(there, back, grid, AnswerSpace.PROBABILITIES, false, border, UnaryOperator.identity());
        });
    }

    private static int padded(int size, int multiple, Optional<Integer> least) {
        int wanted = Math.max(size, least.orElse(1));
        return (wanted + multiple - 1) / multiple * multiple;
    }

    private static AxisMap border(int size, int padded, int before, boolean edge) {
        return edge ? AxisMap.stretch(size, -before, padded) : AxisMap.part(size, -before, padded);
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
        Held held = way.held() ? Held.of(images, mapped) : Held.NOTHING;
        ImageBatch there = images.resized(held.values(mapped), way.grid(), way.spacing());
        return new Averaged(
                there, Averaging.of(way.answers(), answers), linear(way.back(), count), new Averaged.Linear() {
                    @Override
                    public float[] apply(float[] values, int channels) {
                        return way.there().apply(values, count, channels);
                    }

                    @Override
                    public float[] adjoint(float[] gradient, int channels) {
                        float[] extremes = new float[images.pixels().length];
                        float[] pulled = way.there().adjoint(held.pulledBack(gradient, extremes), count, channels);
                        float[] sum = new float[pulled.length];
                        for (int i = 0; i < sum.length; i++) {
                            sum[i] = pulled[i] + extremes[i];
                        }
                        return sum;
                    }
                });
    }

    private static void fill(float[] mapped, Way way, ImageBatch images) {
        int channels = images.channels();
        int width = way.there().columns().to();
        for (int at = 0; at < mapped.length; at++) {
            int pixel = at / channels;
            int row = pixel / width % way.there().rows().to();
            boolean made = way.there().rows().weights()[row].length > 0
                    && way.there().columns().weights()[pixel % width].length > 0;
            mapped[at] = made ? mapped[at] : way.border();
        }
    }

    private static Averaged.Linear linear(PlaneMap map, int count) {
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

package org.duress.model.lowering.graph.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duress.model.lowering.Value;
import org.duress.model.lowering.graph.Atom;
import org.duress.model.lowering.graph.Axis;
import org.duress.model.lowering.graph.Constant;
import org.duress.model.lowering.graph.Step;
import org.duress.model.lowering.graph.Tensor;

/** Normalisations over any axes, recognised also where an exporter wrote them out. */
public final class Normalisation {
    private Normalisation() {}

    /** What a step of a written-out normalisation is when something else reads it. */
    static Tensor forced(Step step, Moments moments) {
        return switch (moments.kind()) {
            case MEAN -> Reductions.mean(step, moments.of(), moments.axes(), true);
            case CENTERED -> {
                Tensor mean = Reductions.mean(step, moments.of(), moments.axes(), true);
                Broadcasting.Pair pair = Broadcasting.pair(step, moments.of(), mean);
                yield pair.of(step.net().subtract(step.name(), pair.a(), pair.b()));
            }
            case SQUARE -> {
                Tensor centered = forced(step, moments.as(Moments.Kind.CENTERED));
                yield centered.with(step.net().multiply(step.name(), centered.value(), centered.value()));
            }
            case VARIANCE -> {
                Tensor square = forced(step, moments.as(Moments.Kind.SQUARE));
                Tensor variance = Reductions.mean(step, square, moments.axes(), true);
                yield moments.epsilon() == 0
                        ? variance
                        : variance.with(step.affine(variance.value(), 1, moments.epsilon()));
            }
            case DEVIATION, INVERSE_DEVIATION ->
                throw step.refused("a square root that is no part of a normalisation over channels or pixels");
        };
    }

    /**
     * Batch normalisation with population statistics.
     *
     * @param axis of the channels
     * @param moments scales, shifts, means and variances, each a number a channel
     */
    public static Tensor batch(Step step, Tensor x, int axis, List<float[]> moments, double epsilon) {
        int channels = x.value().channels();
        if (!x.is(axis, Axis.C)) {
            throw step.refused("axis " + axis + " of shape " + Arrays.toString(x.shape()) + " is not the channels");
        }
        if (moments.stream().anyMatch(numbers -> numbers.length != channels)) {
            throw step.refused("numbers for other than " + channels + " channels");
        }
        float[] scale = new float[channels];
        float[] shift = new float[channels];
        for (int c = 0; c < channels; c++) {
            double s = moments.get(0)[c] / Math.sqrt(moments.get(3)[c] + epsilon);
            scale[c] = (float) s;
            shift[c] = (float) (moments.get(1)[c] - s * moments.get(2)[c]);
        }
        return x.with(step.affine(x.value(), scale, shift));
    }

    /** Each image and channel by itself, over all axes behind the channels. */
    public static Tensor instance(Step step, Tensor x, Constant scale, Constant shift, double epsilon) {
        if (x.rank() < 3) {
            throw step.refused("a tensor with " + x.rank() + " axes where an image has 4");
        }
        Tensor y = normalised(step, x, from(2, x.rank()), epsilon);
        int[] ones = onesBehind(x.size(1), x.rank() - 2);
        return Arithmetic.affine(step, y, Optional.of(scale.reshaped(ones)), Optional.of(shift.reshaped(ones)));
    }

    /** Over an axis and all behind it. */
    public static Tensor layer(
            Step step, Tensor x, int axis, Optional<Constant> scale, Optional<Constant> shift, double epsilon) {
        return Arithmetic.affine(step, normalised(step, x, from(axis, x.rank()), epsilon), scale, shift);
    }

    /** Over groups of channels; with a scale and a shift a group, or one a channel. */
    public static Tensor group(Step step, Tensor x, int groups, Constant scale, Constant shift, double epsilon) {
        int[] shape = x.shape();
        if (shape.length < 2 || groups < 1 || shape[1] % groups != 0) {
            throw step.refused(groups + " groups of shape " + Arrays.toString(shape));
        }
        int[] split = new int[shape.length + 1];
        split[0] = shape[0];
        split[1] = groups;
        split[2] = shape[1] / groups;
        System.arraycopy(shape, 2, split, 3, shape.length - 2);
        Tensor apart = normalised(step, x.reshaped(split), from(2, split.length), epsilon);
        boolean perGroup = scale.size() == groups;
        int[] ones = onesBehind(scale.size(), perGroup ? split.length - 2 : shape.length - 2);
        Tensor y = perGroup ? apart : apart.reshaped(shape);
        return Arithmetic.affine(step, y, Optional.of(scale.reshaped(ones)), Optional.of(shift.reshaped(ones)))
                .reshaped(shape);
    }

    private static int[] onesBehind(int size, int ones) {
        int[] shape = new int[1 + ones];
        Arrays.fill(shape, 1);
        shape[0] = size;
        return shape;
    }

    private static Set<Integer> from(int axis, int rank) {
        return IntStream.range(axis, rank).boxed().collect(Collectors.toSet());
    }

    /** Zero mean and unit variance over some axes. */
    public static Tensor normalised(Step step, Tensor x, Set<Integer> axes, double epsilon) {
        List<Atom> over = new ArrayList<>();
        List<Atom> outside = new ArrayList<>();
        for (int d = 0; d < x.rank(); d++) {
            (axes.contains(d) ? over : outside).addAll(x.dims().get(d));
        }
        boolean batch = over.stream().anyMatch(atom -> atom.axis() == Axis.N);
        boolean allPixels = outside.stream().noneMatch(atom -> atom.axis().isSpatial());
        boolean noPixels = over.stream().noneMatch(atom -> atom.axis().isSpatial());
        List<Atom> kept = outside.stream().filter(atom -> atom.axis() == Axis.C).toList();
        Value value = x.value();
        int channels = value.channels();
        boolean groups = kept.isEmpty()
                || (kept.size() == 1 && kept.get(0).size() * kept.get(0).stride() == channels);
        if (!batch && allPixels && groups) {
            int count = kept.isEmpty() ? 1 : kept.get(0).size();
            return x.with(step.scaled(
                    value, (scale, shift) -> step.net().groupNorm(step.name(), value, count, epsilon, scale, shift)));
        }
        if (!batch && noPixels && kept.isEmpty()) {
            return x.with(step.scaled(
                    value, (scale, shift) -> step.net().layerNorm(step.name(), value, epsilon, scale, shift)));
        }
        throw step.refused(
                "a normalisation over axes " + new TreeSet<>(axes) + " of shape " + Arrays.toString(x.shape()));
    }
}

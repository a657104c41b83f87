package org.duress.model.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.duress.model.lowering.Sliding;
import org.duress.model.lowering.Value;

/** Means, and normalisations over any axes, recognised also where an exporter wrote them out. */
final class Normalisation {
    private Normalisation() {}

    /** What a step of a written-out normalisation is when something else reads it. */
    static Tensor forced(Step step, Moments moments) {
        return switch (moments.kind()) {
            case MEAN -> mean(step, moments.of(), moments.axes(), true);
            case CENTERED -> {
                Tensor mean = mean(step, moments.of(), moments.axes(), true);
                Broadcasting.Pair pair = Broadcasting.pair(step, moments.of(), mean);
                yield pair.of(step.net().subtract(step.name(), pair.a(), pair.b()));
            }
            case SQUARE -> {
                Tensor centered = forced(step, moments.as(Moments.Kind.CENTERED));
                yield centered.with(step.net().multiply(step.name(), centered.value(), centered.value()));
            }
            case VARIANCE -> {
                Tensor square = forced(step, moments.as(Moments.Kind.SQUARE));
                Tensor variance = mean(step, square, moments.axes(), true);
                yield moments.epsilon() == 0
                        ? variance
                        : variance.with(step.scales().affine(step, variance.value(), 1, moments.epsilon()));
            }
            case DEVIATION, INVERSE_DEVIATION ->
                throw step.refused("a square root that is no part of a normalisation over channels or pixels");
        };
    }

    /** Mean over ONNX axes. */
    static Tensor mean(Step step, Tensor given, Set<Integer> axes, boolean keep) {
        Tensor x = given;
        boolean pixels = false;
        Value value = x.value();
        List<List<Atom>> dims = new ArrayList<>(x.dims());
        int kernelY = 1;
        int kernelX = 1;
        boolean channels = false;
        for (int d : axes) {
            for (Atom atom : x.dims().get(d)) {
                boolean whole = atom.size() == x.size(atom.axis());
                if (!whole || atom.axis() == Axis.N) {
                    throw step.refused("a mean over the batch, or over some of the channels");
                }
                pixels |= atom.axis() != Axis.C;
                channels |= atom.axis() == Axis.C;
                kernelY = atom.axis() == Axis.H ? atom.size() : kernelY;
                kernelX = atom.axis() == Axis.W ? atom.size() : kernelX;
            }
            dims.set(d, List.of());
        }
        if (pixels) {
            boolean all = kernelY == value.height() && kernelX == value.width();
            value = all
                    ? step.net().globalAverage(step.name(), value)
                    : step.net().averagePool(step.name(), value, kernelY, kernelX, Sliding.PLAIN, true);
        }
        if (channels) {
            float[] shares = new float[value.channels()];
            Arrays.fill(shares, 1f / shares.length);
            value = step.net().channels(step.name(), value, 1, shares);
        }
        List<List<Atom>> left = new ArrayList<>();
        for (int d = 0; d < dims.size(); d++) {
            if (keep || !axes.contains(d)) {
                left.add(dims.get(d));
            }
        }
        return new Tensor(value, x.batch(), left, false);
    }

    /** Zero mean and unit variance over ONNX axes. */
    static Tensor normalised(Step step, Tensor x, Set<Integer> axes, double epsilon) {
        List<Atom> over = new ArrayList<>();
        List<Atom> outside = new ArrayList<>();
        for (int d = 0; d < x.rank(); d++) {
            (axes.contains(d) ? over : outside).addAll(x.dims().get(d));
        }
        boolean batch = over.stream().anyMatch(atom -> atom.axis() == Axis.N);
        boolean allPixels = outside.stream().noneMatch(atom -> atom.axis() == Axis.H || atom.axis() == Axis.W);
        boolean noPixels = over.stream().noneMatch(atom -> atom.axis() == Axis.H || atom.axis() == Axis.W);
        List<Atom> kept = outside.stream().filter(atom -> atom.axis() == Axis.C).toList();
        Value value = x.value();
        int channels = value.channels();
        boolean groups = kept.isEmpty()
                || (kept.size() == 1 && kept.get(0).size() * kept.get(0).stride() == channels);
        if (!batch && allPixels && groups) {
            int count = kept.isEmpty() ? 1 : kept.get(0).size();
            return x.with(step.scales()
                    .scaled(
                            channels,
                            (scale, shift) -> step.net().groupNorm(step.name(), value, count, epsilon, scale, shift)));
        }
        if (!batch && noPixels && kept.isEmpty()) {
            return x.with(step.scales()
                    .scaled(
                            channels,
                            (scale, shift) -> step.net().layerNorm(step.name(), value, epsilon, scale, shift)));
        }
        throw step.refused(
                "a normalisation over axes " + new TreeSet<>(axes) + " of shape " + Arrays.toString(x.shape()));
    }
}

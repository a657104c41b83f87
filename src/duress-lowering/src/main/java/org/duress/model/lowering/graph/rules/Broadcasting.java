package org.duress.model.lowering.graph.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.duress.base.Extent;
import org.duress.model.lowering.Value;
import org.duress.model.lowering.graph.Array;
import org.duress.model.lowering.graph.Atom;
import org.duress.model.lowering.graph.Axis;
import org.duress.model.lowering.graph.Constant;
import org.duress.model.lowering.graph.Misfit;
import org.duress.model.lowering.graph.Step;
import org.duress.model.lowering.graph.Tensor;
import org.duress.net.Op;

/** Makes the operands of an element-wise operator alike, as NumPy broadcasts them. */
public final class Broadcasting {
    private Broadcasting() {}

    /** The shape that two shapes broadcast to. */
    public static int[] shape(int[] a, int[] b) {
        int[] shape = new int[Math.max(a.length, b.length)];
        for (int d = 0; d < shape.length; d++) {
            int x = at(a, d - shape.length + a.length);
            int y = at(b, d - shape.length + b.length);
            if (x != y && x != 1 && y != 1) {
                throw Misfit.of("shapes " + Arrays.toString(a) + " and " + Arrays.toString(b) + " do not go together");
            }
            shape[d] = x == 1 ? y : x;
        }
        return shape;
    }

    private static int at(int[] shape, int d) {
        return d < 0 ? 1 : shape[d];
    }

    /** The same with axes of size 1 in front. */
    static Tensor ofRank(Tensor x, int rank) {
        List<List<Atom>> dims = new ArrayList<>(x.dims());
        while (dims.size() < rank) {
            dims.add(0, List.of());
        }
        return x.with(dims);
    }

    /**
     * One number a channel from a constant that is broadcast against a tensor; empty where it varies over pixels.
     *
     * @throws IllegalArgumentException if the shapes do not go together
     */
    public static Optional<float[]> perChannel(Tensor x, Constant constant) {
        int[] shape = constant.shape();
        int offset = x.rank() - shape.length;
        List<Atom> own = new ArrayList<>();
        List<Atom> channels = new ArrayList<>();
        for (int d = 0; d < shape.length; d++) {
            if (shape[d] == 1) {
                continue;
            }
            if (d + offset < 0 || x.size(d + offset) != shape[d]) {
                return Optional.empty();
            }
            own.addAll(x.dims().get(d + offset));
        }
        own.stream().filter(atom -> atom.axis() == Axis.C).forEach(channels::add);
        float[] numbers = new float[x.value().channels()];
        boolean[] known = new boolean[numbers.length];
        int[] index = new int[own.size()];
        for (int i = 0; i < constant.size(); i++) {
            int rest = i;
            for (int a = index.length - 1; a >= 0; a--) {
                index[a] = rest % own.get(a).size();
                rest /= own.get(a).size();
            }
            int channel = 0;
            for (int a = 0; a < index.length; a++) {
                channel += own.get(a).axis() == Axis.C ? index[a] * own.get(a).stride() : 0;
            }
            float number = (float) constant.at(i);
            if (known[channel] && Float.compare(numbers[channel], number) != 0) {
                return Optional.empty();
            }
            numbers[channel] = number;
            known[channel] = true;
        }
        float[] all = new float[numbers.length];
        for (int c = 0; c < all.length; c++) {
            int channel = 0;
            for (Atom atom : channels) {
                channel += c / atom.stride() % atom.size() * atom.stride();
            }
            all[c] = numbers[channel];
        }
        return Optional.of(all);
    }

    /** Copies along axes of size 1, and along new ones in front; a larger size of the two is the result's. */
    public static Array to(Step step, Array x, int[] wanted) {
        int[] shape = shape(x.shape(), wanted);
        if (x instanceof Constant constant) {
            Constant.requireMade(shape, constant.size());
            return constant.broadcast(shape);
        }
        return expanded(step, (Tensor) x, shape);
    }

    /** A tensor copied along its axes of size 1 until it has this shape; its rank may be smaller. */
    public static Tensor expanded(Step step, Tensor given, int[] shape) {
        Tensor x = ofRank(given, shape.length);
        Extent size = x.value().extent();
        int channels = x.value().channels();
        List<List<Atom>> dims = new ArrayList<>(x.dims());
        for (int d = 0; d < shape.length; d++) {
            if (x.size(d) == shape[d] || shape[d] == 1) {
                continue;
            }
            Axis role = x.role(d);
            if (x.size(d) != 1 || role == Axis.N || x.size(role) != 1) {
                throw step.refused("copies of a tensor of shape " + Arrays.toString(given.shape()) + " up to "
                        + Arrays.toString(shape));
            }
            size = role.in(size, shape[d]);
            channels = role == Axis.C ? shape[d] : channels;
            dims.set(d, List.of(new Atom(role, shape[d], 1)));
        }
        return new Tensor(grown(step, x.value(), size, channels), x.batch(), dims, false);
    }

    private static Value grown(Step step, Value x, Extent size, int channels) {
        step.requireSize(size, channels);
        Value y = channels == x.channels() ? x : step.repeated(x, channels);
        return step.net().resize(step.name(), y, size, Op.Interpolation.NEAREST_FLOOR, Op.Coordinates.ASYMMETRIC);
    }

    /** Two tensors as values that {@code Lowering.add} and {@code multiply} take, and the view of what these give. */
    record Pair(Value a, Value b, Tensor like) {
        Tensor of(Value result) {
            return like.with(result);
        }
    }

    static Pair pair(Step step, Tensor first, Tensor second) {
        shape(first.shape(), second.shape());
        int rank = Math.max(first.rank(), second.rank());
        Tensor a = ofRank(first, rank);
        Tensor b = ofRank(second, rank);
        if (!fit(a, b)) {
            a = step.normal(a);
            b = step.normal(b);
            if (!fit(a, b)) {
                throw step.refused("two tensors of shapes " + Arrays.toString(first.shape()) + " and "
                        + Arrays.toString(second.shape()) + " whose axes differ in order");
            }
        }
        List<List<Atom>> dims = new ArrayList<>();
        for (int d = 0; d < rank; d++) {
            List<Atom> atoms =
                    a.dims().get(d).isEmpty() ? b.dims().get(d) : a.dims().get(d);
            dims.add(atoms);
        }
        Extent size = a.value().extent().with(b.value().extent(), Math::max);
        int channels = Math.max(a.value().channels(), b.value().channels());
        Value x = a.value();
        Value y = b.value();
        // The core copies one pixel or one channel of one operand itself; the rest is written out.
        boolean one = same(x, size, channels) || same(y, size, channels);
        if (!one || !simple(x, size, channels) || !simple(y, size, channels)) {
            x = grown(step, x, size, channels);
            y = grown(step, y, size, channels);
        }
        return new Pair(x, y, new Tensor(x, a.batch(), dims, false));
    }

    private static boolean same(Value x, Extent size, int channels) {
        return x.extent().equals(size) && x.channels() == channels;
    }

    private static boolean simple(Value x, Extent size, int channels) {
        boolean allPixels = x.extent().equals(size);
        return x.channels() == channels ? allPixels || x.extent().equals(Extent.ONE) : allPixels && x.channels() == 1;
    }

    /** Whether each axis of the core lies in the same places of both, or is missing in one. */
    private static boolean fit(Tensor a, Tensor b) {
        for (Axis axis : Axis.values()) {
            List<List<Atom>> x = places(a, axis);
            List<List<Atom>> y = places(b, axis);
            boolean missing = a.size(axis) == 1 || b.size(axis) == 1;
            if (!missing && !x.equals(y)) {
                return false;
            }
        }
        for (int d = 0; d < a.rank(); d++) {
            boolean empty = a.dims().get(d).isEmpty() || b.dims().get(d).isEmpty();
            if (!empty && !a.dims().get(d).equals(b.dims().get(d))) {
                return false;
            }
        }
        return true;
    }

    private static List<List<Atom>> places(Tensor x, Axis axis) {
        return x.dims().stream()
                .map(atoms -> atoms.stream().filter(atom -> atom.axis() == axis).toList())
                .toList();
    }
}

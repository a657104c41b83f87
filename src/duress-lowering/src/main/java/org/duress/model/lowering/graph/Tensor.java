package org.duress.model.lowering.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.duress.model.lowering.Value;
import org.duress.spec.ModelLayout;

/**
 * A tensor of a graph that is computed from the image, as a view of a value of the core. Each axis of the graph is a
 * product of axes of the core, or of factors of them, the outermost first; one of size 1 is an empty product. So
 * reshaping and transposing compute nothing, and what they come to is seen where an operator needs the axes in order.
 *
 * @param value what the core computes, {@code [batch, planes, height, width, channels]}
 * @param batch the model's fixed batch, or 1
 * @param dims the graph's axes
 * @param log whether the graph's tensor is the logarithm of the value: the result of a log-softmax
 */
public record Tensor(Value value, int batch, List<List<Atom>> dims, boolean log) implements Array {
    /** Copies. */
    public Tensor {
        dims = dims.stream().map(List::copyOf).toList();
    }

    /** The value with its axes in this order. */
    public static Tensor of(Value value, int batch, Axis... order) {
        Tensor none = new Tensor(value, batch, List.of(), false);
        return new Tensor(value, batch, Arrays.stream(order).map(none::all).toList(), false);
    }

    public static Tensor image(Value value, int batch, ModelLayout layout) {
        return of(value, batch, Axis.order(layout, value.axes()));
    }

    public Tensor with(Value other) {
        return new Tensor(other, batch, dims, log);
    }

    public Tensor with(List<List<Atom>> other) {
        return new Tensor(value, batch, other, log);
    }

    /** The same with another product at one axis. */
    public Tensor with(Value other, int dim, List<Atom> atoms) {
        List<List<Atom>> changed = new ArrayList<>(dims);
        changed.set(dim, atoms);
        return new Tensor(other, batch, changed, log);
    }

    @Override
    public int rank() {
        return dims.size();
    }

    public int size(int dim) {
        return dims.get(dim).stream().mapToInt(Atom::size).reduce(1, Math::multiplyExact);
    }

    @Override
    public int[] shape() {
        int[] shape = new int[rank()];
        Arrays.setAll(shape, this::size);
        return shape;
    }

    public int size(Axis axis) {
        return switch (axis) {
            case N -> batch;
            case D, H, W -> axis.of(value.extent());
            case C -> value.channels();
        };
    }

    /** The whole of an axis of the core as a product. */
    public List<Atom> all(Axis axis) {
        return size(axis) == 1 ? List.of() : List.of(new Atom(axis, size(axis), 1));
    }

    /** Whether this axis of the graph is this axis of the core, and nothing else. */
    public boolean is(int dim, Axis axis) {
        return dims.get(dim).equals(all(axis));
    }

    /** Whether no axis of the core is torn apart or merged with another. */
    boolean isNormal() {
        return dims.stream()
                .allMatch(atoms -> atoms.size() <= 1
                        && atoms.stream().allMatch(atom -> atom.size() == size(atom.axis()) && atom.stride() == 1));
    }

    /**
     * The axis of the core that an axis of the graph is, or would be if it had more than one element: by what it holds,
     * else by its place.
     */
    public Axis role(int dim) {
        if (!dims.get(dim).isEmpty()) {
            return dims.get(dim).get(0).axis();
        }
        int last = value.axes() + 1;
        if (rank() != last + 1) {
            boolean hasChannels = dims.stream().flatMap(List::stream).anyMatch(atom -> atom.axis() == Axis.C);
            return dim == 0 && batch == 1 ? Axis.N : hasChannels ? Axis.N : Axis.C;
        }
        Axis[] channelsLast = Axis.order(ModelLayout.NHWC, value.axes());
        boolean isLast = IntStream.rangeClosed(1, last).anyMatch(d -> has(d, channelsLast[d]));
        return isLast ? channelsLast[dim] : Axis.order(ModelLayout.NCHW, value.axes())[dim];
    }

    private boolean has(int dim, Axis axis) {
        return dims.get(dim).stream().anyMatch(atom -> atom.axis() == axis);
    }

    /**
     * The same elements in the same order with another shape.
     *
     * @param shape sizes, their product that of this shape
     * @throws IllegalArgumentException if the core's axes would have to be torn at a place that is no factor
     */
    @Override
    public Tensor reshaped(int... shape) {
        List<Atom> left = new ArrayList<>();
        dims.forEach(left::addAll);
        List<List<Atom>> reshaped = new ArrayList<>();
        for (int size : shape) {
            List<Atom> atoms = new ArrayList<>();
            int product = 1;
            while (product < size) {
                if (left.isEmpty()) {
                    throw cannot(shape);
                }
                Atom next = left.remove(0);
                int wanted = size / product;
                if (size % product == 0 && wanted < next.size() && next.size() % wanted == 0) {
                    left.add(0, next.inner(wanted));
                    next = next.outer(wanted);
                }
                append(atoms, next);
                product = Math.multiplyExact(product, next.size());
            }
            if (product != size) {
                throw cannot(shape);
            }
            reshaped.add(atoms);
        }
        if (!left.isEmpty()) {
            throw cannot(shape);
        }
        return with(reshaped);
    }

    private IllegalArgumentException cannot(int[] shape) {
        return Misfit.of("a tensor of shape " + Arrays.toString(shape()) + " cannot become " + Arrays.toString(shape));
    }

    private static void append(List<Atom> atoms, Atom next) {
        if (!atoms.isEmpty() && next.follows(atoms.get(atoms.size() - 1))) {
            Atom before = atoms.remove(atoms.size() - 1);
            atoms.add(new Atom(next.axis(), before.size() * next.size(), next.stride()));
        } else {
            atoms.add(next);
        }
    }

    /** Another order of the axes: axis d of the result is axis {@code order[d]} of this. */
    @Override
    public Tensor transposed(int... order) {
        List<List<Atom>> moved = new ArrayList<>();
        for (int d : order) {
            moved.add(dims.get(d));
        }
        return with(moved);
    }

    /** Where each number, row-major, lies in the core's {@code [batch, planes, height, width, channels]}. */
    public int[] places() {
        List<Atom> atoms = dims.stream().flatMap(List::stream).toList();
        int[] places = new int[Constant.count(shape())];
        int[] index = new int[atoms.size()];
        int from = 0;
        for (int to = 0; to < places.length; to++) {
            places[to] = from;
            for (int a = index.length - 1; a >= 0; a--) {
                Atom atom = atoms.get(a);
                int step = atom.stride() * distance(atom.axis());
                from += step;
                if (++index[a] < atom.size()) {
                    break;
                }
                index[a] = 0;
                from -= step * atom.size();
            }
        }
        return places;
    }

    /** How far apart neighbours along a whole axis lie. */
    private int distance(Axis axis) {
        return switch (axis) {
            case C -> 1;
            case W -> value.channels();
            case H -> value.channels() * value.width();
            case D -> value.channels() * value.width() * value.height();
            case N -> value.channels() * value.extent().product();
        };
    }
}

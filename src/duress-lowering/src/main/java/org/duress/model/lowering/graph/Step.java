package org.duress.model.lowering.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.base.Extent;
import org.duress.model.lowering.Lowering;
import org.duress.model.lowering.Value;
import org.duress.net.Graph;
import org.duress.spec.ModelLayout;

/** One operator while it is lowered: what it reads, and the network it adds to. */
public class Step {
    /** Rows or columns that no segmentation network has more of. */
    private static final int MOST_PIXELS = 1 << 15;

    /** Numbers that a layer gives for one image: 0.5 GB. */
    private static final long MOST_NUMBERS = 1L << 27;

    private static final int MOST_MAP = 1 << 24;

    private final Context context;
    private int names;

    /**
     * What every operator has.
     *
     * @param inputs in the operator's order; empty where one is left out
     */
    public record Context(Site site, List<Optional<Operand>> inputs, Lowering net, Scales scales) {
        /** Copies. */
        public Context {
            inputs = List.copyOf(inputs);
        }
    }

    public Step(Context context) {
        this.context = context;
    }

    public final Site site() {
        return context.site();
    }

    public final Lowering net() {
        return context.net();
    }

    /** A name for a layer that nobody has. */
    public final String name() {
        return "n" + site().position() + "." + site().type() + (names++ == 0 ? "" : names);
    }

    /** What to throw where the core cannot do this, whatever the image size. */
    public final DuressException refused(String why) {
        return site().refused(why);
    }

    public final int inputs() {
        return context.inputs().size();
    }

    public final boolean has(int i) {
        return i < inputs() && context.inputs().get(i).isPresent();
    }

    public final Operand operand(int i) {
        if (!has(i)) {
            throw refused("input " + i + " is missing");
        }
        return context.inputs().get(i).orElseThrow();
    }

    public final List<Operand> operands() {
        return IntStream.range(0, inputs()).mapToObj(this::operand).toList();
    }

    /** An input whose axes are moved, which may be done to the logarithm of something too. */
    public final Array array(int i) {
        return operand(i) instanceof Array array ? array : ((Deferred) operand(i)).forced(this);
    }

    /** An input that is computed from the image. */
    public final Tensor tensor(int i) {
        return tensor(operand(i), "input " + i);
    }

    /** An operand that is computed from the image. */
    public final Tensor tensor(Operand operand) {
        return tensor(operand, "one of its inputs");
    }

    private Tensor tensor(Operand operand, String what) {
        if (operand instanceof Constant) {
            throw refused(what + " does not depend on the image");
        }
        Tensor tensor = operand instanceof Deferred deferred ? deferred.forced(this) : (Tensor) operand;
        if (tensor.log()) {
            throw refused("something is computed from a log-softmax");
        }
        return tensor;
    }

    /** An input that does not depend on the image. */
    public final Constant constant(int i, String what) {
        if (operand(i) instanceof Constant constant) {
            return constant;
        }
        throw refused(what + " depend on the image");
    }

    public final Optional<Constant> optionalConstant(int i, String what) {
        return has(i) ? Optional.of(constant(i, what)) : Optional.empty();
    }

    /** An axis counted from the front. */
    public final int axis(int axis, int rank) {
        int positive = axis < 0 ? axis + rank : axis;
        if (positive < 0 || positive >= rank) {
            throw refused("axis " + axis + " of a tensor with " + rank + " axes");
        }
        return positive;
    }

    /** Axes counted from the front. */
    public final int[] axes(int[] axes, int rank) {
        return Arrays.stream(axes).map(axis -> axis(axis, rank)).toArray();
    }

    /** An input with the axes of an image, in this order, as a value of the core. */
    public final Value image(int i, ModelLayout layout) {
        Tensor x = normal(tensor(i));
        requireImage(x);
        Tensor wanted = Tensor.image(x.value(), x.batch(), layout);
        if (!x.dims().equals(wanted.dims())) {
            throw refused("its input's axes are not " + axes(layout, x.value().axes()) + " (check model.layout)");
        }
        return x.value();
    }

    /** Refuses what has not as many axes as an image with its batch. */
    public final void requireImage(Tensor x) {
        int axes = x.value().axes() + 2;
        if (x.rank() != axes) {
            throw refused("a tensor with " + x.rank() + " axes where an image has " + axes);
        }
    }

    private static String axes(ModelLayout layout, int axes) {
        String spatial = axes == 2 ? "height, width" : "depth, height, width";
        return layout == ModelLayout.NHWC
                ? "batch, " + spatial + " and channels"
                : "batch, channels, " + spatial.replace(", width", " and width");
    }

    /** Refuses layers that are too large, before anything is allocated. */
    public final void requireSize(Extent size, long channels) {
        boolean fits = size.atLeast(1)
                && channels >= 1
                && size.map(side -> MOST_PIXELS - side).atLeast(0)
                && channels <= MOST_NUMBERS
                && (double) size.z() * size.y() * size.x() * channels <= MOST_NUMBERS;
        if (!fits) {
            throw refused("a layer of " + new Graph.Shape(size, 1) + " with " + channels + " channels");
        }
    }

    /** {@code scale * x + shift} of each channel. */
    public final Value affine(Value x, float[] scale, float[] shift) {
        return context.scales().affine(this, x, scale, shift);
    }

    /** {@code scale * x + shift} with the same numbers for all channels. */
    public final Value affine(Value x, double scale, double shift) {
        float[] scales = new float[x.channels()];
        float[] shifts = new float[x.channels()];
        Arrays.fill(scales, (float) scale);
        Arrays.fill(shifts, (float) shift);
        return affine(x, scales, shifts);
    }

    /** A layer of as many channels that ends in a scale and a shift of each, here 1 and 0. */
    public final Value scaled(Value x, Scales.Layer layer) {
        return context.scales().scaled(x, layer);
    }

    /** The number that a value is another one times, if it is. */
    public final OptionalDouble factor(Value y, Value x) {
        return context.scales().factor(y, x);
    }

    /** The same tensor as a view in which no axis of the core is torn apart or merged. */
    public final Tensor normal(Tensor x) {
        if (x.isNormal()) {
            return x;
        }
        if (x.log()) {
            throw reordered(x);
        }
        Map<Axis, List<Atom>> blocks = new EnumMap<>(Axis.class);
        for (Axis axis : Axis.values()) {
            blocks.put(axis, new ArrayList<>());
        }
        Axis[] order = new Axis[x.rank()];
        for (int d = 0; d < order.length; d++) {
            order[d] = x.role(d);
            List<Atom> atoms = x.dims().get(d);
            List<Atom> rest = atoms.isEmpty() || order[d] == Axis.C ? atoms : atoms.subList(1, atoms.size());
            boolean headWhole =
                    atoms.isEmpty() || order[d] == Axis.C || atoms.get(0).size() == x.size(order[d]);
            boolean onlyChannels = rest.stream().allMatch(atom -> atom.axis() == Axis.C);
            if (!headWhole
                    || !onlyChannels
                    || (order[d] == Axis.N && !rest.isEmpty())
                    || (order[d] == Axis.C && !of(blocks, Axis.C).isEmpty())) {
                throw reordered(x);
            }
            of(blocks, order[d]).addAll(rest);
        }
        Extent block =
                new Extent(product(of(blocks, Axis.D)), product(of(blocks, Axis.H)), product(of(blocks, Axis.W)));
        if (block.y() != block.x() || Arrays.stream(order).distinct().count() != order.length) {
            throw reordered(x);
        }
        List<Atom> wanted = new ArrayList<>();
        blocks.values().forEach(wanted::addAll);
        Value value = permuted(x.value(), indices(wanted));
        if (!block.equals(Extent.ONE)) {
            value = net().depthToSpace(name(), value, block);
        }
        return Tensor.of(value, x.batch(), order);
    }

    private static List<Atom> of(Map<Axis, List<Atom>> blocks, Axis axis) {
        return blocks.computeIfAbsent(axis, key -> new ArrayList<>());
    }

    private static int product(List<Atom> atoms) {
        return atoms.stream().mapToInt(Atom::size).reduce(1, (a, b) -> a * b);
    }

    private DuressException reordered(Tensor x) {
        return refused("its input of shape " + Arrays.toString(x.shape())
                + " was reshaped or transposed in a way that mixes rows, columns and channels");
    }

    /** Another order of the channels, or some of them; result c is channel {@code order[c]}. */
    public final Value permuted(Value x, int[] order) {
        boolean contiguous = true;
        for (int c = 0; c < order.length; c++) {
            contiguous &= order[c] == order[0] + c;
        }
        if (contiguous) {
            return net().sliceChannels(name(), x, order[0], order[0] + order.length);
        }
        if ((long) x.channels() * order.length > MOST_MAP) {
            throw refused("another order of " + x.channels() + " channels");
        }
        return net().permuteChannels(name(), x, order);
    }

    /** Positions along the channels, in the row-major order of these factors of them. */
    public static int[] indices(List<Atom> atoms) {
        int[] indices = {0};
        for (Atom atom : atoms) {
            int[] more = new int[indices.length * atom.size()];
            for (int i = 0; i < more.length; i++) {
                more[i] = indices[i / atom.size()] + i % atom.size() * atom.stride();
            }
            indices = more;
        }
        return indices;
    }

    /** Copies of one channel. */
    public final Value repeated(Value x, int channels) {
        float[] ones = new float[channels];
        Arrays.fill(ones, 1);
        return net().channels(name(), x, channels, ones);
    }
}

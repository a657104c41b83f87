package org.duress.model.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.model.lowering.Lowering;
import org.duress.model.lowering.Value;

/** One operator while it is lowered: what it reads, and the network it adds to. */
final class Step {
    private static final int MOST_MAP = 1 << 24;

    private final OnnxNode node;
    private final int opset;
    private final List<Optional<Operand>> inputs;
    private final Lowering net;
    private final Scales scales;
    private int names;

    Step(OnnxNode node, int opset, List<Optional<Operand>> inputs, Lowering net, Scales scales) {
        this.node = node;
        this.opset = opset;
        this.inputs = inputs;
        this.net = net;
        this.scales = scales;
    }

    OnnxNode node() {
        return node;
    }

    int opset() {
        return opset;
    }

    Lowering net() {
        return net;
    }

    Scales scales() {
        return scales;
    }

    /** A name for a layer that nobody has. */
    String name() {
        return "n" + node.position() + "." + node.type() + (names++ == 0 ? "" : names);
    }

    DuressException refused(String why) {
        return node.refused(why);
    }

    int inputs() {
        return inputs.size();
    }

    boolean has(int i) {
        return i < inputs.size() && inputs.get(i).isPresent();
    }

    Operand operand(int i) {
        if (!has(i)) {
            throw refused("input " + i + " is missing");
        }
        return inputs.get(i).orElseThrow();
    }

    /** An input that is computed from the image. */
    Tensor tensor(int i) {
        Operand operand = operand(i);
        if (operand instanceof Constant) {
            throw refused("input " + i + " does not depend on the image");
        }
        Tensor tensor = operand instanceof Moments moments ? Normalisation.forced(this, moments) : (Tensor) operand;
        if (tensor.log()) {
            throw refused("something is computed from a log-softmax");
        }
        return tensor;
    }

    List<Tensor> tensors() {
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            tensors.add(tensor(i));
        }
        return tensors;
    }

    /** An input that does not depend on the image. */
    Constant constant(int i, String what) {
        if (operand(i) instanceof Constant constant) {
            return constant;
        }
        throw refused(what + " depend on the image");
    }

    Optional<Constant> optionalConstant(int i, String what) {
        return has(i) ? Optional.of(constant(i, what)) : Optional.empty();
    }

    /** Numbers that are an attribute in older operator sets and an input in newer ones. */
    int[] ints(int input, String attribute, int... otherwise) {
        return optionalConstant(input, "its " + attribute)
                .map(Constant::ints)
                .orElseGet(() -> node.integers(attribute, otherwise));
    }

    /** An axis counted from the front. */
    int axis(int axis, int rank) {
        int positive = axis < 0 ? axis + rank : axis;
        if (positive < 0 || positive >= rank) {
            throw refused("axis " + axis + " of a tensor with " + rank + " axes");
        }
        return positive;
    }

    /** An input {@code [batch, channels, height, width]} as a value of the core. */
    Value image(int i) {
        Tensor x = normal(tensor(i));
        if (x.rank() != 4) {
            throw refused("a tensor with " + x.rank() + " axes where an image has 4");
        }
        if (!x.isInOrder(Axis.N, Axis.C, Axis.H, Axis.W)) {
            throw refused("its input's axes are not batch, channels, height and width");
        }
        return x.value();
    }

    /** A tensor {@code [batch, channels, height, width]}. */
    Tensor ofImage(Value value, Tensor like) {
        return Tensor.of(value, like.batch(), Axis.N, Axis.C, Axis.H, Axis.W);
    }

    /** The same tensor as a view in which no axis of the core is torn apart or merged. */
    Tensor normal(Tensor x) {
        if (x.isNormal()) {
            return x;
        }
        if (x.log()) {
            throw reordered(x);
        }
        List<Atom> down = new ArrayList<>();
        List<Atom> right = new ArrayList<>();
        List<Atom> channels = new ArrayList<>();
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
                    || (order[d] == Axis.C && !channels.isEmpty())) {
                throw reordered(x);
            }
            (order[d] == Axis.H ? down : order[d] == Axis.W ? right : channels).addAll(rest);
        }
        int blockY = down.stream().mapToInt(Atom::size).reduce(1, (a, b) -> a * b);
        int blockX = right.stream().mapToInt(Atom::size).reduce(1, (a, b) -> a * b);
        if (blockY != blockX || Arrays.stream(order).distinct().count() != order.length) {
            throw reordered(x);
        }
        List<Atom> wanted = new ArrayList<>(down);
        wanted.addAll(right);
        wanted.addAll(channels);
        Value value = permuted(x.value(), indices(wanted));
        if (blockY > 1) {
            value = net.depthToSpace(name(), value, blockY);
        }
        return Tensor.of(value, x.batch(), order);
    }

    private DuressException reordered(Tensor x) {
        return refused("its input of shape " + Arrays.toString(x.shape())
                + " was reshaped or transposed in a way that mixes rows, columns and channels");
    }

    /** Another order of the channels, or some of them; result c is channel {@code order[c]}. */
    Value permuted(Value x, int[] order) {
        boolean contiguous = true;
        for (int c = 0; c < order.length; c++) {
            contiguous &= order[c] == order[0] + c;
        }
        if (contiguous) {
            return net.sliceChannels(name(), x, order[0], order[0] + order.length);
        }
        if ((long) x.channels() * order.length > MOST_MAP) {
            throw refused("another order of " + x.channels() + " channels");
        }
        return net.permuteChannels(name(), x, order);
    }

    /** Positions along the channels, in the row-major order of these factors of them. */
    static int[] indices(List<Atom> atoms) {
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
    Value repeated(Value x, int channels) {
        float[] ones = new float[channels];
        Arrays.fill(ones, 1);
        return net.channels(name(), x, channels, ones);
    }
}

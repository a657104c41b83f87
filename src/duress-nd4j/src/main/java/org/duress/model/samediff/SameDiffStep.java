package org.duress.model.samediff;

import java.util.Arrays;
import org.duress.model.Dimensions;
import org.duress.model.lowering.Value;
import org.duress.model.lowering.graph.Constant;
import org.duress.model.lowering.graph.Operand;
import org.duress.model.lowering.graph.Step;
import org.duress.model.samediff.SameDiffGraph.Operator;
import org.duress.spec.ModelLayout;

/** A SameDiff operator while it is lowered: what it reads, and its arguments, which have places and no names. */
final class SameDiffStep extends Step {
    /** Largest stride, padding, factor or size that a model may name: far beyond any image. */
    private static final int MOST = 1 << 16;

    private final Operator operator;

    SameDiffStep(Operator operator, Context context) {
        super(context);
        this.operator = operator;
    }

    Operator operator() {
        return operator;
    }

    int integer(int i, int otherwise) {
        return i < operator.integers().length ? operator.integers()[i] : otherwise;
    }

    /** An argument that counts something: at least {@code least}. */
    int count(int i, int least) {
        if (i >= operator.integers().length) {
            throw refused("integer argument " + (i + 1) + " is missing");
        }
        return requireCount(operator.integers()[i], least);
    }

    int requireCount(int value, int least) {
        if (value < least || value > MOST) {
            throw refused("an argument " + value + ", which must be from " + least + " to " + MOST + ",");
        }
        return value;
    }

    double number(int i, double otherwise) {
        return i < operator.numbers().length ? operator.numbers()[i] : otherwise;
    }

    boolean flag(int i, boolean otherwise) {
        return i < operator.flags().length ? operator.flags()[i] : otherwise;
    }

    /** The integer arguments from one on. */
    int[] integersFrom(int from) {
        int[] all = operator.integers();
        return Arrays.copyOfRange(all, Math.min(from, all.length), all.length);
    }

    /** An input that must not depend on the image. */
    Constant constant(int i) {
        return constant(i, "the numbers of input " + (i + 1));
    }

    int[] ints(int i) {
        return constant(i).ints();
    }

    /** Integers that are an input, or the arguments. */
    int[] inputOrIntegers(int input) {
        return has(input) ? ints(input) : integersFrom(0);
    }

    /** Axes as the arguments or else the second input name them, none if neither does. */
    int[] axes(int[] given) {
        int[] named = given.length == 0 && has(1) ? ints(1) : given;
        return Arrays.stream(named).map(axis -> inner(axis, operand(0))).toArray();
    }

    /** An axis that an operator works along, of what depends on the image not that of the images. */
    int inner(int axis, Operand x) {
        int counted = axis(axis, x.rank());
        if (counted == 0 && !(x instanceof Constant)) {
            throw refused("something along the axis of the images, which are independent of one another,");
        }
        return counted;
    }

    /** The number of a scalar operator; after an import it may be an input. */
    double scalar() {
        Double scalar = operator.scalar();
        return scalar != null
                ? scalar
                : has(1) && constant(1).size() == 1 ? constant(1).at(0) : number(0, 0);
    }

    /** The number of a scalar operator as an operand, whole where it goes with whole numbers. */
    Constant scalarOperand() {
        double scalar = scalar();
        boolean whole = operand(0) instanceof Constant x && !x.isFloat() && scalar == Math.rint(scalar);
        return whole ? Constant.ofScalar((long) scalar) : Constant.ofScalar((float) scalar);
    }

    /**
     * The first input, as a value of the core.
     *
     * @param axes of the images that the operator is for: 2 or 3
     */
    Value imageOf(int axes, ModelLayout layout) {
        int own = tensor(0).value().axes();
        if (own != axes) {
            throw refused("an operator of " + Dimensions.words(axes) + " in a graph of " + Dimensions.words(own));
        }
        return image(0, layout);
    }

    /** The order of axes that an argument says: 1 for NHWC. */
    ModelLayout layout(int argument) {
        return integer(argument, 0) == 1 ? ModelLayout.NHWC : ModelLayout.NCHW;
    }

    /** A vector with one number a channel so that it is broadcast along the channels. */
    Constant perChannel(int i, boolean channelsFirst) {
        Constant vector = constant(i);
        int[] shape = new int[channelsFirst ? operand(0).rank() - 1 : 1];
        Arrays.fill(shape, 1);
        shape[0] = vector.size();
        return vector.reshaped(shape);
    }
}

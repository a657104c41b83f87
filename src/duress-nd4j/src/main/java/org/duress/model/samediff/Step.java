package org.duress.model.samediff;

import java.util.Arrays;
import java.util.List;
import org.duress.DuressException;
import org.duress.model.lowering.Lowering;
import org.duress.model.lowering.Value;
import org.duress.model.samediff.SameDiffGraph.Operator;
import org.duress.model.samediff.Tensor.Axes;
import org.duress.model.samediff.Tensor.Image;
import org.duress.model.samediff.Tensor.Known;
import org.duress.spec.ModelLayout;

/**
 * One operator while it is lowered: what it reads, what it was given, and how it says that it cannot.
 *
 * @param inputs what its variables hold
 * @param location of the file, for messages
 */
record Step(Operator operator, List<Tensor> inputs, Lowering lowering, String location) {
    /** Largest stride, padding, factor or size that a model may name: far beyond any image. */
    private static final int MOST = 1 << 16;

    /** Name of the node that gives the result. */
    String name() {
        // The position makes it unique; a name may hold anything.
        return operator.position() + ":" + operator.name();
    }

    Tensor input(int i) {
        if (i >= inputs.size()) {
            throw unsupported("lacks input " + (i + 1));
        }
        return inputs.get(i);
    }

    /** An input that depends on the image. */
    Image image(int i) {
        if (input(i) instanceof Image image) {
            return image;
        }
        throw unsupported("reads constants where the image belongs");
    }

    /** An input that depends on the image, all of whose axes are there. */
    Image picture(int i) {
        Image image = image(i);
        if (image.axes() == Axes.NC) {
            throw unsupported("reads a tensor of rank 2 where one of rank 4 belongs");
        }
        return image;
    }

    /** An input that does not depend on the image. */
    Constant known(int i) {
        if (input(i) instanceof Known known) {
            return known.constant();
        }
        throw unsupported("has input " + (i + 1) + " computed from the image, which must be a constant or a variable");
    }

    boolean has(int i) {
        return i < inputs.size();
    }

    int integer(int i, int otherwise) {
        return i < operator.integers().length ? operator.integers()[i] : otherwise;
    }

    /** An argument that counts something: at least {@code least}. */
    int count(int i, int least) {
        if (i >= operator.integers().length) {
            throw unsupported("lacks integer argument " + (i + 1));
        }
        return requireCount(operator.integers()[i], least);
    }

    int requireCount(int value, int least) {
        if (value < least || value > MOST) {
            throw unsupported("has an argument " + value + ", which must be from " + least + " to " + MOST);
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

    /** Axes as the arguments or the second input name them, negative ones counted from the end. */
    int[] axes(int rank, int[] given) {
        int[] axes = given.length == 0 && has(1) ? known(1).integers() : given.clone();
        for (int i = 0; i < axes.length; i++) {
            axes[i] = axis(rank, axes[i]);
        }
        return axes;
    }

    int axis(int rank, int axis) {
        int counted = axis < 0 ? axis + rank : axis;
        if (counted < 0 || counted >= rank) {
            throw unsupported("names axis " + axis + " of a tensor with " + rank);
        }
        return counted;
    }

    /** An image in the order that the operator says, NCHW or NHWC. */
    Image ordered(int i, boolean channelsLast) {
        Image image = picture(i);
        if ((image.axes() == Axes.NHWC) != channelsLast) {
            throw unsupported("reads " + (channelsLast ? ModelLayout.NHWC : ModelLayout.NCHW) + " where the tensor is "
                    + image.axes() + "; if that is not so, set model.layout");
        }
        return image;
    }

    /** The numbers of a vector, one a channel. */
    float[] perChannel(int i, Value value) {
        Constant constant = known(i);
        if (constant.length() != value.channels()) {
            throw unsupported("has " + constant.length() + " numbers for " + value.channels() + " channels");
        }
        return constant.values();
    }

    /** The error that ends the reading of a model. */
    DuressException unsupported(String why) {
        return new DuressException(operator + " of file " + location + " " + why
                + "; export the model as ONNX or TorchScript (model.format: onnx or torchscript), or attack a substitute"
                + " of it");
    }
}

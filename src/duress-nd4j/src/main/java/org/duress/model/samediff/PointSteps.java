package org.duress.model.samediff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duress.model.lowering.Lowering;
import org.duress.model.lowering.Value;
import org.duress.model.samediff.Tensor.Axes;
import org.duress.model.samediff.Tensor.Image;
import org.duress.model.samediff.Tensor.Known;
import org.jspecify.annotations.Nullable;

/** Arithmetic, activations and normalisations of images. */
final class PointSteps {
    private static final double SELU_ALPHA = 1.6732632423543772;
    private static final double SELU_GAMMA = 1.0507009873554805;
    /** SameDiff divides by the deviation itself, and gives 0 where it is 0. */
    private static final double SMALLEST_VARIANCE = 1e-12;

    /** A node that is another one times a number. */
    private record Scaled(String source, double factor) {}

    private final Map<String, Scaled> scaled = new HashMap<>();

    /** The result, or null if the operator is none of these. */
    @Nullable
    Image lower(Step step) {
        String name = step.name();
        Lowering to = step.lowering();
        return switch (step.operator().type()) {
            case "relu" -> {
                if (scalar(step) != 0) {
                    throw step.unsupported("has a cutoff other than 0");
                }
                yield with(step, to.relu(name, value(step)));
            }
            case "leakyrelu" -> with(step, to.leakyRelu(name, value(step), step.number(0, scalar(step))));
            case "relu6" -> with(step, to.clip(name, value(step), scalar(step), 6));
            case "elu" -> with(step, to.elu(name, value(step), step.number(0, 1)));
            case "selu" -> with(step, to.selu(name, value(step), SELU_ALPHA, SELU_GAMMA));
            case "gelu" -> with(step, to.swish(name, value(step), 1.702));
            case "precise_gelu" -> with(step, preciseGelu(step));
            case "swish" -> with(step, to.swish(name, value(step), 1));
            case "mish" -> with(step, to.mish(name, value(step)));
            case "tanh" -> with(step, to.tanh(name, value(step)));
            case "sigmoid" -> with(step, to.sigmoid(name, value(step)));
            case "hard_sigmoid" -> with(step, to.hardSigmoid(name, value(step), 0.2, 0.5));
            case "hardtanh" -> with(step, to.clip(name, value(step), -1, 1));
            case "softplus" -> with(step, to.softplus(name, value(step)));
            case "erf" -> with(step, to.erf(name, value(step)));
            case "abs" -> with(step, to.leakyRelu(name, value(step), -1));
            case "square" -> with(step, to.multiply(name, value(step), value(step)));
            case "cube" -> with(step, power(step, 3));
            case "pow", "Pow" -> with(step, power(step, exponent(step)));
            case "prelu" -> prelu(step);
            case "clipbyvalue", "ClipByValue" ->
                with(step, to.clip(name, value(step), step.number(0, Double.NaN), step.number(1, Double.NaN)));
            case "neg" -> affine(step, step.image(0), -1, 0);
            case "add_scalar" -> affine(step, step.image(0), 1, scalar(step));
            case "sub_scalar" -> affine(step, step.image(0), 1, -scalar(step));
            case "rsub_scalar" -> affine(step, step.image(0), -1, scalar(step));
            case "mul_scalar" -> affine(step, step.image(0), scalar(step), 0);
            case "div_scalar" -> affine(step, step.image(0), 1 / scalar(step), 0);
            case "max_scalar" -> with(step, to.clip(name, value(step), scalar(step), Double.POSITIVE_INFINITY));
            case "scalar_min", "min_scalar" ->
                with(step, to.clip(name, value(step), Double.NEGATIVE_INFINITY, scalar(step)));
            case "add", "mergeadd", "mergesum", "accumulate_n" -> sum(step);
            case "mergeavg" -> mean(step);
            case "subtract" -> difference(step, step.input(0), step.input(1));
            case "reversesubtract" -> difference(step, step.input(1), step.input(0));
            case "multiply" -> product(step);
            case "divide", "realdiv" -> quotient(step);
            case "maximum" -> larger(step, false);
            case "minimum" -> larger(step, true);
            case "biasadd" -> bias(step);
            case "xw_plus_b" -> matrix(step, 1, 2);
            case "matmul", "mmul" -> matrix(step, 1, -1);
            case "batchnorm" -> batchNorm(step);
            case "layer_norm" -> layerNorm(step);
            case "standardize" -> standardize(step);
            case "softmax" -> softmax(step);
            default -> null;
        };
    }

    private static Value value(Step step) {
        return step.image(0).value();
    }

    private static Image with(Step step, Value value) {
        return step.image(0).with(value);
    }

    private static double scalar(Step step) {
        Double scalar = step.operator().scalar();
        if (scalar != null) {
            return scalar;
        }
        // After an import the number may be an input.
        if (step.has(1) && step.known(1).isScalar()) {
            return step.known(1).values()[0];
        }
        return step.number(0, 0);
    }

    private static double exponent(Step step) {
        return step.operator().numbers().length > 0 ? step.number(0, 0) : scalar(step);
    }

    private static Value power(Step step, double exponent) {
        Value x = value(step);
        Lowering to = step.lowering();
        if (exponent == 2) {
            return to.multiply(step.name(), x, x);
        }
        if (exponent == 3) {
            return to.multiply(step.name(), x, to.multiply(step.name() + ".square", x, x));
        }
        throw step.unsupported("has the exponent " + exponent);
    }

    private Image affine(Step step, Image x, double factor, double shift) {
        Value y = step.lowering().affine(step.name(), x.value(), factor, shift);
        if (shift == 0) {
            scaled.put(y.node(), new Scaled(x.value().node(), factor));
        }
        return x.with(y);
    }

    /** A scale and a shift of each channel, where a constant differs along no other axis. */
    private static float[] perChannel(Step step, Image x, Constant constant) {
        int rank = x.axes().rank();
        float[] numbers = new float[x.value().channels()];
        boolean fits = constant.rank() <= rank;
        for (int i = 0; fits && i < constant.rank(); i++) {
            int axis = rank - constant.rank() + i;
            int size = constant.shape()[i];
            fits = size == 1 || (axis == x.axes().channel() && size == numbers.length);
        }
        if (!fits) {
            throw step.unsupported("combines a tensor of " + numbers.length + " channels with constants of shape "
                    + Arrays.toString(constant.shape()) + ", which are neither one number nor one a channel");
        }
        for (int c = 0; c < numbers.length; c++) {
            numbers[c] = constant.values()[constant.isScalar() ? 0 : c];
            if (Float.isNaN(numbers[c])) {
                throw step.unsupported("computes with the number of images");
            }
        }
        return numbers;
    }

    private static float[] all(Image x, double number) {
        float[] numbers = new float[x.value().channels()];
        Arrays.fill(numbers, (float) number);
        return numbers;
    }

    private Image affine(Step step, Image x, float[] factors, float[] shifts) {
        boolean uniform = true;
        for (int c = 1; c < factors.length; c++) {
            uniform &= factors[c] == factors[0] && shifts[c] == shifts[0];
        }
        return uniform
                ? affine(step, x, factors[0], shifts[0])
                : x.with(step.lowering().affine(step.name(), x.value(), factors, shifts));
    }

    /** The image and the constant of a pair; null if both are images. */
    private static @Nullable Constant constantOf(Step step) {
        return step.input(0) instanceof Known a ? a.constant() : step.input(1) instanceof Known b ? b.constant() : null;
    }

    private static Image imageOf(Step step) {
        return step.input(0) instanceof Image image ? image : step.image(1);
    }

    /** Where both are images: of one order of axes. */
    private static void requireAlike(Step step, Image a, Image b) {
        boolean alike = a.axes() == b.axes();
        if (!alike) {
            throw step.unsupported("combines " + a.axes() + " with " + b.axes() + " tensors");
        }
    }

    private static Image larger(Image a, Image b) {
        long sizeA = (long) a.value().height() * a.value().width() * a.value().channels();
        long sizeB = (long) b.value().height() * b.value().width() * b.value().channels();
        return sizeA >= sizeB ? a : b;
    }

    private Image sum(Step step) {
        List<Image> images = new ArrayList<>();
        List<Constant> constants = new ArrayList<>();
        for (Tensor input : step.inputs()) {
            if (input instanceof Image image) {
                images.add(image);
            } else if (input instanceof Known known) {
                constants.add(known.constant());
            }
        }
        if (images.size() == 1 && constants.size() == 1) {
            Image x = images.get(0);
            return affine(step, x, all(x, 1), perChannel(step, x, constants.get(0)));
        }
        if (!constants.isEmpty() || images.size() < 2) {
            throw step.unsupported("adds several constants to a tensor");
        }
        images.forEach(image -> requireAlike(step, images.get(0), image));
        return images.get(0)
                .with(step.lowering()
                        .add(step.name(), images.stream().map(Image::value).toList()));
    }

    private static Image mean(Step step) {
        List<Value> values = new ArrayList<>();
        for (int i = 0; step.has(i); i++) {
            requireAlike(step, step.image(0), step.image(i));
            values.add(step.image(i).value());
        }
        if (values.size() < 2) {
            throw step.unsupported("averages fewer than two tensors");
        }
        Value sum = step.lowering().add(step.name() + ".sum", values);
        return with(step, step.lowering().affine(step.name(), sum, 1.0 / values.size(), 0));
    }

    private Image difference(Step step, Tensor a, Tensor b) {
        if (a instanceof Image x && b instanceof Known known) {
            float[] shifts = perChannel(step, x, known.constant());
            for (int c = 0; c < shifts.length; c++) {
                shifts[c] = -shifts[c];
            }
            return affine(step, x, all(x, 1), shifts);
        }
        if (a instanceof Known known && b instanceof Image x) {
            return affine(step, x, all(x, -1), perChannel(step, x, known.constant()));
        }
        Image x = step.image(0);
        requireAlike(step, x, step.image(1));
        return x.with(step.lowering().subtract(step.name(), ((Image) a).value(), ((Image) b).value()));
    }

    private Image product(Step step) {
        Image x = imageOf(step);
        Constant constant = constantOf(step);
        if (constant != null) {
            return affine(step, x, perChannel(step, x, constant), all(x, 0));
        }
        Image y = step.image(1);
        requireAlike(step, x, y);
        return x.with(step.lowering().multiply(step.name(), x.value(), y.value()));
    }

    private Image quotient(Step step) {
        Image x = step.image(0);
        if (!(step.input(1) instanceof Known known)) {
            throw step.unsupported("divides by a tensor that is computed from the image");
        }
        float[] factors = perChannel(step, x, known.constant());
        for (int c = 0; c < factors.length; c++) {
            factors[c] = 1 / factors[c];
        }
        return affine(step, x, factors, all(x, 0));
    }

    /** The larger one, or where asked the smaller one, of two tensors or of a tensor and a number. */
    private Image larger(Step step, boolean smaller) {
        Lowering to = step.lowering();
        Image x = imageOf(step);
        Constant constant = constantOf(step);
        if (constant != null) {
            if (!constant.isScalar()) {
                throw step.unsupported("compares a tensor with more than one number");
            }
            double bound = constant.values()[0];
            return x.with(
                    smaller
                            ? to.clip(step.name(), x.value(), Double.NEGATIVE_INFINITY, bound)
                            : to.clip(step.name(), x.value(), bound, Double.POSITIVE_INFINITY));
        }
        Image y = step.image(1);
        requireAlike(step, x, y);
        for (Image[] pair : new Image[][] {{x, y}, {y, x}}) {
            Scaled slope = scaled.get(pair[1].value().node());
            // max(x, slope x), how many write a leaky ReLU
            if (!smaller
                    && slope != null
                    && slope.source().equals(pair[0].value().node())
                    && slope.factor() >= 0
                    && slope.factor() < 1) {
                return pair[0].with(to.leakyRelu(step.name(), pair[0].value(), slope.factor()));
            }
        }
        Image shaped = larger(x, y);
        Value difference = to.subtract(step.name() + ".difference", x.value(), y.value());
        Value excess = to.relu(step.name() + ".excess", difference);
        return shaped.with(
                smaller
                        ? to.subtract(step.name(), x.value(), excess)
                        : to.add(step.name(), List.of(y.value(), excess)));
    }

    /**
     * {@code x / 2 (1 + tanh(sqrt(2 / pi) (x + (0.044715 x)^3)))}: ND4J cubes the constant too, and the model was
     * trained with that.
     */
    private static Value preciseGelu(Step step) {
        Lowering to = step.lowering();
        String name = step.name();
        Value x = value(step);
        double c = Math.sqrt(2 / Math.PI);
        Value slope = to.affine(name + ".slope", to.multiply(name + ".square", x, x), c * Math.pow(0.044715, 3), c);
        Value tanh = to.tanh(name + ".tanh", to.multiply(name + ".inner", x, slope));
        return to.multiply(name, x, to.affine(name + ".half", tanh, 0.5, 0.5));
    }

    private static Image prelu(Step step) {
        Image x = step.image(0);
        Constant slopes = step.known(1);
        // Slopes have a size for every axis but the batch.
        return x.with(step.lowering().prelu(step.name(), x.value(), perChannel(step, x, slopes)));
    }

    private Image bias(Step step) {
        Image x = step.image(0);
        boolean channelsFirst = step.flag(0, false);
        if (x.axes() != Axes.NC) {
            x = step.ordered(0, !channelsFirst);
        }
        return affine(step, x, all(x, 1), step.perChannel(1, x.value()));
    }

    /** A linear map of one pixel's channels. */
    private static Image matrix(Step step, int weights, int bias) {
        Image x = step.image(0);
        Constant w = step.known(weights);
        boolean plain = true;
        for (int i = 0; i < step.operator().integers().length; i++) {
            plain &= step.operator().integers()[i] == 0;
        }
        if (x.axes() != Axes.NC || w.rank() != 2 || !plain || step.number(0, 1) != 1 || step.number(1, 0) != 0) {
            throw step.unsupported("is a matrix product other than of one pixel's channels with a plain matrix");
        }
        if (w.shape()[0] != x.value().channels()) {
            throw new IllegalArgumentException("a matrix for " + w.shape()[0] + " channels, not "
                    + x.value().channels());
        }
        String name = step.name();
        Value product =
                step.lowering().channels(bias < 0 ? name : name + ".product", x.value(), w.shape()[1], w.values());
        if (bias < 0) {
            return x.with(product);
        }
        return x.with(step.lowering().affine(name, product, all(x.with(product), 1), step.perChannel(bias, product)));
    }

    private static Image batchNorm(Step step) {
        Image x = step.image(0);
        Value value = x.value();
        boolean scales = step.integer(0, 0) == 1;
        boolean shifts = step.integer(1, 0) == 1;
        int[] given = step.integersFrom(2);
        requireChannelAxis(step, x, given.length == 0 ? new int[] {-1} : given);
        float[] gamma = scales ? step.perChannel(3, value) : all(x, 1);
        float[] beta = shifts ? step.perChannel(scales ? 4 : 3, value) : all(x, 0);
        return x.with(step.lowering()
                .batchNorm(
                        step.name(),
                        value,
                        gamma,
                        beta,
                        step.perChannel(1, value),
                        step.perChannel(2, value),
                        step.number(0, 0)));
    }

    private static void requireChannelAxis(Step step, Image x, int[] given) {
        if (given.length != 1
                || step.axis(x.axes().rank(), given[0]) != x.axes().channel()) {
            throw step.unsupported("works along axes " + Arrays.toString(given) + " of an " + x.axes()
                    + " tensor, not along its channels");
        }
    }

    private static Image layerNorm(Step step) {
        Image x = step.image(0);
        float[] gain = step.perChannel(1, x.value());
        float[] shift = step.has(2) ? step.perChannel(2, x.value()) : all(x, 0);
        boolean channelsFirst = step.flag(0, false);
        if (channelsFirst != (x.axes().channel() == 1)) {
            throw step.unsupported("scales along another axis than the channels");
        }
        return normalise(step, x, step.axes(x.axes().rank(), step.integersFrom(0)), gain, shift);
    }

    private static Image standardize(Step step) {
        Image x = step.image(0);
        return normalise(step, x, step.axes(x.axes().rank(), step.integersFrom(0)), all(x, 1), all(x, 0));
    }

    private static Image normalise(Step step, Image x, int[] axes, float[] gain, float[] shift) {
        boolean channels = false;
        boolean height = false;
        boolean width = false;
        for (int axis : axes) {
            channels |= axis == x.axes().channel();
            height |= axis == x.axes().height();
            width |= x.axes() != Axes.NC && axis == x.axes().width();
        }
        int known = (channels ? 1 : 0) + (height ? 1 : 0) + (width ? 1 : 0);
        if (known == axes.length && channels && !height && !width) {
            return x.with(step.lowering().layerNorm(step.name(), x.value(), SMALLEST_VARIANCE, gain, shift));
        }
        if (known == axes.length && height && width) {
            int groups = channels ? 1 : x.value().channels();
            return x.with(step.lowering().groupNorm(step.name(), x.value(), groups, SMALLEST_VARIANCE, gain, shift));
        }
        throw step.unsupported("normalises along axes " + Arrays.toString(axes) + " of an " + x.axes() + " tensor");
    }

    /**
     * Over channels. Computed as meant: for an axis that is not the last, ND4J M2.1 with oneDNN gives wrong numbers.
     */
    private static Image softmax(Step step) {
        Image x = step.image(0);
        requireChannelAxis(step, x, new int[] {step.integer(0, -1)});
        return x.with(step.lowering().softmax(step.name(), x.value()));
    }
}

package org.duress.model.samediff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.duress.model.lowering.Kernel;
import org.duress.model.lowering.Lowering;
import org.duress.model.lowering.Sliding;
import org.duress.model.lowering.Value;
import org.duress.model.samediff.Tensor.Axes;
import org.duress.model.samediff.Tensor.Image;
import org.duress.net.Op;
import org.jspecify.annotations.Nullable;

/** What moves pixels and channels of images, or takes means of them. */
final class ShapeSteps {
    private static final int PAD_CONSTANT = 0;
    private static final int PAD_REFLECT = 1;
    private static final int[] TO_NHWC = {0, 2, 3, 1};
    private static final int[] TO_NCHW = {0, 3, 1, 2};

    private ShapeSteps() {}

    /** One result for each output, or null if the operator is none of these. */
    static @Nullable List<Image> lower(Step step) {
        return switch (step.operator().type()) {
            case "identity", "dropout", "dropout_inverted", "alpha_dropout" -> List.of(step.image(0));
            case "cast" -> List.of(cast(step));
            case "concat" -> List.of(concat(step));
            case "split" -> split(step, null);
            case "split_v" -> split(step, step.known(1).integers());
            case "slice" -> List.of(slice(step));
            case "strided_slice" -> List.of(stridedSlice(step));
            case "pad" -> List.of(pad(step));
            case "permute", "transpose" -> List.of(permute(step));
            case "reshape" -> List.of(reshape(step));
            case "upsampling2d" -> List.of(upsampling(step));
            case "resize_nearest_neighbor" -> List.of(resize(step, true));
            case "resize_bilinear" -> List.of(resize(step, false));
            case "depth_to_space" -> List.of(depthToSpace(step));
            case "space_to_depth" -> List.of(spaceToDepth(step));
            case "reduce_mean", "reduce_sum", "reduce_max" -> List.of(reduce(step));
            default -> null;
        };
    }

    private static Image cast(Step step) {
        int type = step.integer(0, 0);
        // Half, float, double, bfloat16: the core computes in floats whatever the graph says.
        if (type != 3 && type != 5 && type != 6 && type != 17) {
            throw step.unsupported("makes integers of the image, which have no gradient");
        }
        return step.image(0);
    }

    private static Image concat(Step step) {
        List<Image> parts = new ArrayList<>();
        int count = step.inputs().size();
        boolean axisIsInput = step.flag(0, false);
        int axis = axisIsInput ? step.known(count - 1).integers()[0] : step.integer(0, 0);
        for (int i = 0; i < (axisIsInput ? count - 1 : count); i++) {
            parts.add(step.image(i));
        }
        Axes axes = parts.get(0).axes();
        requireChannels(step, axes, axis);
        if (parts.stream().anyMatch(part -> part.axes() != axes)) {
            throw step.unsupported("joins NCHW with NHWC tensors");
        }
        if (parts.size() == 1) {
            return parts.get(0);
        }
        return parts.get(0)
                .with(step.lowering()
                        .concat(step.name(), parts.stream().map(Image::value).toList()));
    }

    private static void requireChannels(Step step, Axes axes, int axis) {
        if (step.axis(axes.rank(), axis) != axes.channel()) {
            throw step.unsupported("works along axis " + axis + " of an " + axes + " tensor, not along its channels");
        }
    }

    private static List<Image> split(Step step, int @Nullable [] sizes) {
        // The axis comes after the number of parts; after an import it can be the first input.
        boolean axisFirst = step.input(0) instanceof Tensor.Known && step.has(1);
        Image x = step.image(axisFirst ? 1 : 0);
        int parts = step.operator().outputs().size();
        // split has the axis last, split_v first, or as its third input.
        int given = axisFirst
                ? step.known(0).integers()[0]
                : sizes == null
                        ? step.integer(1, 0)
                        : step.has(2) ? step.known(2).integers()[0] : step.integer(0, 0);
        int axis = step.axis(x.axes().rank(), given);
        int whole = size(x, axis, step);
        List<Image> results = new ArrayList<>();
        int from = 0;
        for (int p = 0; p < parts; p++) {
            int size = sizes == null ? whole / parts : p < sizes.length ? sizes[p] : 0;
            if (size < 1 || from + (long) size > whole || (sizes == null && whole % parts != 0)) {
                throw new IllegalArgumentException("cannot split " + whole + " into " + parts);
            }
            int[] begin = new int[x.axes().rank()];
            int[] end = sizes(x);
            begin[axis] = from;
            end[axis] = from + size;
            results.add(cut(step, step.name() + ".part" + p, x, begin, end));
            from += size;
        }
        return results;
    }

    private static int size(Image x, int axis, Step step) {
        if (axis == 0) {
            throw step.unsupported("takes the batch apart");
        }
        return sizes(x)[axis];
    }

    /** Sizes by axis; 1 for the batch. */
    private static int[] sizes(Image x) {
        float[] shape = x.shape();
        int[] sizes = new int[shape.length];
        for (int i = 1; i < sizes.length; i++) {
            sizes[i] = (int) shape[i];
        }
        sizes[0] = 1;
        return sizes;
    }

    private static Image slice(Step step) {
        Image x = step.image(0);
        int rank = x.axes().rank();
        int[] begin = step.has(1) ? step.known(1).integers() : Arrays.copyOf(step.integersFrom(0), rank);
        int[] size = step.has(2) ? step.known(2).integers() : Arrays.copyOf(step.integersFrom(rank), rank);
        if (begin.length != rank || size.length != rank || begin[0] != 0) {
            throw step.unsupported("takes the batch apart, or slices axes that are not there");
        }
        int[] end = sizes(x);
        for (int i = 1; i < rank; i++) {
            end[i] = size[i] < 0 ? end[i] : (int) Math.min(Integer.MAX_VALUE, begin[i] + (long) size[i]);
        }
        return cut(step, step.name(), x, begin, end);
    }

    private static Image stridedSlice(Step step) {
        Image x = step.image(0);
        int rank = x.axes().rank();
        StridedSlice slice = StridedSlice.of(step, x.shape());
        for (int i = 0; i < rank; i++) {
            if (slice.step()[i] != 1 || slice.dropped()[i]) {
                throw step.unsupported("skips pixels or drops an axis of the image");
            }
        }
        if (slice.begin()[0] != 0 || !slice.wholeBatch()) {
            throw step.unsupported("takes the batch apart");
        }
        int[] end = new int[rank];
        for (int i = 0; i < rank; i++) {
            end[i] = slice.begin()[i] + slice.count()[i];
        }
        return cut(step, step.name(), x, slice.begin(), end);
    }

    /** Index begin (inclusive) to end (exclusive) of each axis; the batch stays. */
    private static Image cut(Step step, String name, Image x, int[] begin, int[] end) {
        int[] sizes = sizes(x);
        for (int i = 1; i < sizes.length; i++) {
            if (begin[i] < 0 || begin[i] >= end[i] || end[i] > sizes[i]) {
                throw new IllegalArgumentException(
                        "indices " + begin[i] + " to " + end[i] + " of an axis with " + sizes[i]);
            }
        }
        int channel = x.axes().channel();
        Value channels = step.lowering().sliceChannels(name + ".channels", x.value(), begin[channel], end[channel]);
        if (x.axes() == Axes.NC) {
            return x.with(channels);
        }
        int h = x.axes().height();
        int w = x.axes().width();
        return x.with(step.lowering().crop(name, channels, begin[h], sizes[h] - end[h], begin[w], sizes[w] - end[w]));
    }

    private static Image pad(Step step) {
        Image x = step.picture(0);
        Constant given = step.known(1);
        int mode = step.integer(0, PAD_CONSTANT);
        double filling = step.has(2) ? step.known(2).values()[0] : step.number(0, 0);
        if (given.length() != 8) {
            throw step.unsupported("has padding for other than 4 axes");
        }
        int[] by = given.integers();
        for (int amount : by) {
            step.requireCount(amount, 0);
        }
        int c = 2 * x.axes().channel();
        int h = 2 * x.axes().height();
        int w = 2 * x.axes().width();
        if (by[0] != 0 || by[1] != 0) {
            throw step.unsupported("pads the batch");
        }
        if (mode == PAD_REFLECT && by[c] == 0 && by[c + 1] == 0) {
            return x.with(
                    step.lowering().pad(step.name(), x.value(), by[h], by[h + 1], by[w], by[w + 1], Op.Border.REFLECT));
        }
        if (mode != PAD_CONSTANT) {
            throw step.unsupported("pads other than with constants or by reflection of pixels");
        }
        Lowering to = step.lowering();
        Value value = filling == 0 ? x.value() : to.affine(step.name() + ".less", x.value(), 1, -filling);
        if (by[c] > 0 || by[c + 1] > 0) {
            int in = value.channels();
            int out = in + by[c] + by[c + 1];
            float[] weights = new float[Constant.madeLength(in, out)];
            for (int i = 0; i < in; i++) {
                weights[i * out + by[c] + i] = 1;
            }
            value = to.channels(step.name() + ".channels", value, out, weights);
        }
        value = to.pad(step.name() + ".padded", value, by[h], by[h + 1], by[w], by[w + 1], Op.Border.ZERO);
        return x.with(filling == 0 ? value : to.affine(step.name(), value, 1, filling));
    }

    private static Image permute(Step step) {
        Image x = step.image(0);
        int[] order = step.axes(x.axes().rank(), step.integersFrom(0));
        int[] same = {0, 1, 2, 3};
        if (Arrays.equals(order, Arrays.copyOf(same, x.axes().rank()))) {
            return x;
        }
        if (x.axes() == Axes.NCHW && Arrays.equals(order, TO_NHWC)) {
            return new Image(x.value(), Axes.NHWC);
        }
        if (x.axes() == Axes.NHWC && Arrays.equals(order, TO_NCHW)) {
            return new Image(x.value(), Axes.NCHW);
        }
        throw step.unsupported("orders the axes of an " + x.axes() + " tensor as " + Arrays.toString(order)
                + ", which makes neither NCHW nor NHWC");
    }

    private static Image reshape(Step step) {
        Image x = step.image(0);
        int[] all = step.integersFrom(0);
        // A negative letter before the shape says in which order numbers are counted.
        boolean letter = all.length > 0 && all[0] < -1;
        if (letter && all[0] != -'c') {
            throw step.unsupported("counts numbers in Fortran's order");
        }
        int[] shape = step.has(1) ? step.known(1).integers() : step.integersFrom(letter ? 1 : 0);
        for (Axes axes : Axes.values()) {
            Image other = new Image(x.value(), axes);
            // One channel or one pixel lies the same in either order.
            boolean alike = axes == x.axes()
                    || (axes != Axes.NC && x.value().channels() == 1)
                    || (x.value().height() == 1 && x.value().width() == 1);
            if (alike && shape.length == axes.rank() && matches(other, shape)) {
                return other;
            }
        }
        throw step.unsupported("gives an " + x.axes() + " tensor the shape " + Arrays.toString(shape)
                + ", which is no image of the same pixels");
    }

    /** One size may be open (-1, which is also the number of images); the batch is 1 or open. */
    private static boolean matches(Image x, int[] shape) {
        int[] sizes = sizes(x);
        int open = 0;
        for (int i = 0; i < shape.length; i++) {
            open += shape[i] == -1 ? 1 : 0;
            if (shape[i] != -1 && shape[i] != sizes[i]) {
                return false;
            }
        }
        // With a batch of 1 written out, and with two open sizes, the file says which is the number of images.
        return shape[0] == -1 || open <= 1;
    }

    private static Image upsampling(Step step) {
        int given = step.operator().integers().length;
        // One factor alone is for both axes of NCHW.
        int y = step.count(0, 1);
        int x = given < 2 ? y : step.count(1, 1);
        Image image = step.ordered(0, given > 2 && step.integer(2, 1) == 0);
        return image.with(step.lowering().upsample(step.name(), image.value(), y, x));
    }

    private static Image resize(Step step, boolean nearest) {
        Image x = step.ordered(0, true);
        int[] size = step.has(1) ? step.known(1).integers() : step.integersFrom(0);
        if (size.length < 2) {
            throw step.unsupported("does not say to which size");
        }
        int height = step.requireCount(size[0], 1);
        int width = step.requireCount(size[1], 1);
        boolean corners = step.flag(0, false);
        boolean centres = step.flag(1, false);
        Value value = x.value();
        if (corners && centres) {
            throw step.unsupported("has both aligned corners and half pixel centres");
        }
        Op.Coordinates coordinates = corners
                ? Op.Coordinates.ALIGN_CORNERS
                : centres ? Op.Coordinates.HALF_PIXEL : Op.Coordinates.ASYMMETRIC;
        if (nearest && (ties(coordinates, value.height(), height) || ties(coordinates, value.width(), width))) {
            // Depends on the size, as does what a model with another one does.
            throw new IllegalArgumentException("it reads between two pixels alike near, of which it takes the later");
        }
        Op.Interpolation interpolation = !nearest
                ? Op.Interpolation.LINEAR
                : coordinates == Op.Coordinates.ASYMMETRIC
                        ? Op.Interpolation.NEAREST_FLOOR
                        : Op.Interpolation.NEAREST_ROUND;
        return x.with(step.lowering().resize(step.name(), value, height, width, interpolation, coordinates));
    }

    /** Whether a position lies in the middle of two pixels, where SameDiff takes the later and the core the earlier. */
    private static boolean ties(Op.Coordinates coordinates, int in, int out) {
        for (long i = 0; i < out && in != out; i++) {
            boolean tie = switch (coordinates) {
                // (i + 0.5) in / out - 0.5 = k + 0.5
                case HALF_PIXEL -> (2 * i + 1) * in % (2L * out) == 0;
                // i (in - 1) / (out - 1) = k + 0.5
                case ALIGN_CORNERS ->
                    out > 1 && 2 * i * (in - 1) % (out - 1) == 0 && 2 * i * (in - 1) / (out - 1) % 2 == 1;
                case ASYMMETRIC -> false;
            };
            if (tie) {
                return true;
            }
        }
        return false;
    }

    private static Image depthToSpace(Step step) {
        int block = step.count(0, 1);
        Image x = step.ordered(0, step.integer(1, 0) == 1);
        return x.with(step.lowering().depthToSpace(step.name(), x.value(), block));
    }

    private static Image spaceToDepth(Step step) {
        int block = step.count(0, 1);
        Image x = step.ordered(0, step.integer(1, 0) == 1);
        int in = x.value().channels();
        if (x.value().height() % block != 0 || x.value().width() % block != 0) {
            throw new IllegalArgumentException("blocks of " + block + " in "
                    + x.value().height() + " x " + x.value().width() + " pixels");
        }
        int out = Math.multiplyExact(in, block * block);
        // A convolution whose outputs each read one pixel of the block.
        float[] weights = new float[Constant.madeLength(in, out, block, block)];
        for (int o = 0; o < out; o++) {
            weights[o / in * in * out + o % in * out + o] = 1;
        }
        Kernel kernel = new Kernel(block, block, in, out, weights, null);
        return x.with(step.lowering().conv(step.name(), x.value(), kernel, Sliding.of(block, 0), 1));
    }

    private static Image reduce(Step step) {
        Image x = step.picture(0);
        int[] axes = step.axes(
                4, step.operator().dimensions().length > 0 ? step.operator().dimensions() : step.integersFrom(0));
        boolean keeps = step.flag(0, false);
        String type = step.operator().type();
        Lowering to = step.lowering();
        int h = x.axes().height();
        if (axes.length == 2 && Math.min(axes[0], axes[1]) == h && Math.max(axes[0], axes[1]) == h + 1) {
            Value value = x.value();
            Value result = switch (type) {
                case "reduce_mean" -> to.globalAverage(step.name(), value);
                case "reduce_max" -> to.globalMax(step.name(), value);
                default ->
                    to.affine(
                            step.name(),
                            to.globalAverage(step.name() + ".mean", value),
                            (double) value.height() * value.width(),
                            0);
            };
            return new Image(result, keeps ? x.axes() : Axes.NC);
        }
        if (axes.length == 1 && axes[0] == x.axes().channel() && keeps && !type.equals("reduce_max")) {
            float[] weights = new float[x.value().channels()];
            Arrays.fill(weights, type.equals("reduce_sum") ? 1 : 1f / weights.length);
            return x.with(to.channels(step.name(), x.value(), 1, weights));
        }
        throw step.unsupported("reduces axes " + Arrays.toString(axes) + " of an " + x.axes()
                + " tensor; only height with width, or channels that are kept as one, can be");
    }
}

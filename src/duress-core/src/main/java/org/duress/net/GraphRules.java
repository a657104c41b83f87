package org.duress.net;

import java.util.Arrays;
import java.util.List;

/** What each op demands of its inputs, and the channels and size of what it gives. */
final class GraphRules {
    private GraphRules() {}

    /** Channels of a node's output; refuses inputs that the op cannot take, whatever their size. */
    static int channels(Graph.Node node, List<Integer> inputs) {
        Op op = node.op();
        int first = inputs.get(0);
        boolean several =
                op instanceof Op.Conv2d || op instanceof Op.Concat || op instanceof Op.Add || op instanceof Op.Multiply;
        require(several || inputs.size() == 1, node, "takes one input, not " + inputs.size());
        if (op instanceof Op.Conv2d conv) {
            require(conv.channels() >= 1, node, "needs at least one channel");
            return conv.channels();
        } else if (op instanceof Op.DepthwiseConv2d conv) {
            require(conv.multiplier() >= 1, node, "needs a multiplier of at least 1");
            require(
                    conv.multiplier() == 1 || !conv.window().isDilated(),
                    node,
                    "cannot be dilated with several outputs a channel");
            return Math.multiplyExact(first, conv.multiplier());
        } else if (op instanceof Op.TransposedConv2d conv) {
            require(conv.channels() >= 1, node, "needs at least one channel");
            require(!conv.window().isSame(), node, "needs explicit padding");
            Extent more = conv.outputPadding();
            Extent stride = conv.window().stride();
            require(
                    more.atLeast(0) && more.y() < stride.y() && more.x() < stride.x(),
                    node,
                    "needs output padding below its stride");
            return conv.channels();
        } else if (op instanceof Op.GroupNorm norm) {
            require(norm.groups() >= 1 && first % norm.groups() == 0, node, "needs groups that divide " + first);
        } else if (op instanceof Op.DepthToSpace depth) {
            int block = Math.multiplyExact(depth.block().y(), depth.block().x());
            require(depth.block().atLeast(1) && first % block == 0, node, "needs channels that " + block + " divides");
            return first / block;
        } else if (op instanceof Op.SliceChannels slice) {
            require(
                    0 <= slice.from() && slice.from() < slice.to() && slice.to() <= first,
                    node,
                    "cannot take channels " + slice.from() + " to " + slice.to() + " of " + first);
            return slice.to() - slice.from();
        } else if (op instanceof Op.Concat) {
            return inputs.stream().mapToInt(Integer::intValue).reduce(0, Math::addExact);
        } else if (op instanceof Op.Add) {
            require(
                    inputs.size() > 1 && inputs.stream().allMatch(channels -> channels == first),
                    node,
                    "needs two or more inputs with equal channels, not " + inputs);
        } else if (op instanceof Op.Multiply) {
            require(
                    inputs.size() == 2 && (inputs.get(1) == first || inputs.get(1) == 1),
                    node,
                    "needs two inputs, the second with as many channels or one, not " + inputs);
        }
        return first;
    }

    /** Height and width of a node's output; not positive where nothing is left. */
    static Extent size(Graph.Node node, List<Graph.Shape> inputs) {
        Op op = node.op();
        Graph.Shape first = inputs.get(0);
        int height = first.height();
        int width = first.width();
        for (Graph.Shape other : inputs) {
            boolean onePixel = op instanceof Op.Multiply && other.height() == 1 && other.width() == 1;
            require(
                    onePixel || (other.height() == height && other.width() == width),
                    node,
                    "gets inputs of " + height + " x " + width + " and " + other.height() + " x " + other.width()
                            + " pixels");
        }
        if (op instanceof Op.Conv2d conv) {
            return size(conv.window(), height, width);
        } else if (op instanceof Op.DepthwiseConv2d conv) {
            return size(conv.window(), height, width);
        } else if (op instanceof Op.MaxPool pool) {
            return size(pool.window(), height, width);
        } else if (op instanceof Op.AveragePool pool) {
            return size(pool.window(), height, width);
        } else if (op instanceof Op.TransposedConv2d conv) {
            return transposed(conv, height, width);
        } else if (op instanceof Op.Upsample upsample) {
            return new Extent(
                    Math.multiplyExact(height, upsample.factor()), Math.multiplyExact(width, upsample.factor()));
        } else if (op instanceof Op.Resize resize) {
            return new Extent(resize.height(), resize.width());
        } else if (op instanceof Op.Pad pad) {
            boolean mirrored = Math.max(pad.top(), pad.bottom()) < height && Math.max(pad.left(), pad.right()) < width;
            require(
                    mirrored || pad.border() != Op.Border.REFLECT,
                    node,
                    "cannot mirror more than " + height + " x " + width + " pixels hold");
            require(within(pad.top(), pad.bottom(), pad.left(), pad.right()), node, "pads by less than 0 or too much");
            return new Extent(
                    Math.toIntExact((long) height + pad.top() + pad.bottom()),
                    Math.toIntExact((long) width + pad.left() + pad.right()));
        } else if (op instanceof Op.Crop crop) {
            require(
                    within(crop.top(), crop.bottom(), crop.left(), crop.right()),
                    node,
                    "crops less than 0 or too much");
            return new Extent(height - crop.top() - crop.bottom(), width - crop.left() - crop.right());
        } else if (op instanceof Op.DepthToSpace depth) {
            return new Extent(
                    Math.multiplyExact(height, depth.block().y()),
                    Math.multiplyExact(width, depth.block().x()));
        } else if (op instanceof Op.SpatialMean) {
            return Extent.ONE;
        }
        return new Extent(height, width);
    }

    private static boolean within(int... counts) {
        return Arrays.stream(counts).allMatch(count -> count >= 0 && count <= Graph.MOST_SIDE);
    }

    private static Extent size(Window window, int height, int width) {
        return new Extent(window.outputHeight(height), window.outputWidth(width));
    }

    private static Extent transposed(Op.TransposedConv2d conv, int height, int width) {
        Window w = conv.window();
        Extent padding = w.before(0, 0);
        Extent more = conv.outputPadding();
        return new Extent(
                transposed(height, w.kernel().y(), w.stride().y(), w.dilation().y(), padding.y(), more.y()),
                transposed(width, w.kernel().x(), w.stride().x(), w.dilation().x(), padding.x(), more.x()));
    }

    private static int transposed(int size, int kernel, int stride, int dilation, int padding, int more) {
        return Math.toIntExact((size - 1L) * stride - 2L * padding + (long) dilation * (kernel - 1) + 1 + more);
    }

    private static void require(boolean holds, Graph.Node node, String problem) {
        if (!holds) {
            throw new IllegalArgumentException("node '" + node.name() + "' " + problem);
        }
    }
}

package org.duress.net;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.duress.base.Extent;

/**
 * Rewrites a network for inference: a convolution of what was upsampled multiplies every pixel with several taps, once
 * for each of its copies. The same is a transposed convolution of the pixels themselves, whose taps are sums of these:
 * for three taps along an axis and twice as many pixels, two products in place of three. What the convolution reads
 * besides is convolved as before, and added.
 */
final class UpsampledConvolutions {
    private final Graph graph;
    private final Map<String, Integer> channels;
    private final Map<String, float[]> values;
    private final Map<String, Graph.Node> upsampled = new HashMap<>();
    private final List<Graph.Node> made = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    private UpsampledConvolutions(Network network) {
        graph = network.graph();
        channels = graph.channels();
        values = network.values();
    }

    static Network rewrite(Network network) {
        return new UpsampledConvolutions(network).rewritten();
    }

    private Network rewritten() {
        graph.nodes().forEach(node -> names.add(node.name()));
        for (Graph.Node node : graph.nodes()) {
            if (node.op() instanceof Op.Upsample) {
                upsampled.put(node.name(), node);
            }
            if (node.op() instanceof Op.Conv conv && node.inputs().stream().anyMatch(input -> gains(conv, input))) {
                rewrite(node, conv);
            } else {
                made.add(node);
            }
        }
        return Network.of(new Graph(graph.inputChannels(), live()), values);
    }

    /** What only rewritten convolutions read is no longer read. */
    private List<Graph.Node> live() {
        Set<String> read = new HashSet<>();
        made.forEach(node -> read.addAll(node.inputs()));
        return made.stream()
                .filter(node -> !upsampled.containsKey(node.name())
                        || read.contains(node.name())
                        || node.name().equals(graph.output()))
                .toList();
    }

    /** Whether fewer products give the same. */
    private boolean gains(Op.Conv conv, String input) {
        Graph.Node node = upsampled.get(input);
        Window w = conv.window();
        if (node == null || w.isDilated() || !w.stride().equals(Extent.ONE)) {
            return false;
        }
        // "Same" with an even number of taps has more room at one end.
        boolean even = w.kernel().map(taps -> taps % 2).product() == 0;
        if ((w.isSame() && even) || !w.after(before(w)).atLeast(0)) {
            return false;
        }
        Window own = transposed(w, factors(node));
        return own.spread().product() / own.stride().product() < w.kernel().product();
    }

    /** Zeros before the first pixel, wherever the image ends. */
    private static Extent before(Window window) {
        return window.before(window.kernel());
    }

    private static Extent factors(Graph.Node upsample) {
        Op.Upsample op = (Op.Upsample) upsample.op();
        return new Extent(op.planes(), op.factor(), op.factor());
    }

    /**
     * How the transposed convolution slides: pixel i of n copies has its last tap, n - 1 after that of its first copy,
     * at the place where the convolution's first one was.
     */
    private static Window transposed(Window window, Extent factors) {
        Extent kernel = window.kernel().with(factors, (taps, copies) -> taps + copies - 1);
        return new Window(kernel, factors, Extent.ONE, window.after(before(window)));
    }

    private void rewrite(Graph.Node node, Op.Conv conv) {
        boolean alone = node.inputs().size() == 1;
        List<String> rest = new ArrayList<>();
        List<float[]> restKernels = new ArrayList<>();
        List<Term> terms = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            String input = node.inputs().get(i);
            float[] kernel = take(node.parameter(Op.Convolution.weight(i)));
            if (gains(conv, input)) {
                Graph.Node upsample = Graph.get(upsampled, input);
                Op.TransposedConv own = new Op.TransposedConv(
                        conv.channels(), transposed(conv.window(), factors(upsample)), Extent.ZERO, false);
                float[] sums = sums(kernel, conv, factors(upsample), Graph.get(channels, input));
                String name = alone ? node.name() : fresh(node.name() + ".upsampled" + i);
                terms.add(new Term(name, own, upsample.inputs(), List.of(sums)));
            } else {
                rest.add(input);
                restKernels.add(kernel);
            }
        }
        if (!rest.isEmpty()) {
            Op.Conv plain = new Op.Conv(conv.channels(), conv.window(), false);
            terms.add(0, new Term(fresh(node.name() + ".beside"), plain, rest, restKernels));
        }
        if (conv.bias()) {
            Term first = terms.get(0);
            terms.set(0, new Term(first.name, first.op.withBias(), first.inputs, first.kernels));
            values.put(first.name + "." + Op.Convolution.BIAS, take(node.parameter(Op.Convolution.BIAS)));
        }
        terms.forEach(this::add);
        if (!alone) {
            made.add(new Graph.Node(
                    node.name(), new Op.Add(), terms.stream().map(Term::name).toList()));
        }
    }

    /** A convolution that is a part of a sum. */
    private record Term(String name, Op.Convolution op, List<String> inputs, List<float[]> kernels) {}

    private void add(Term term) {
        Graph.Node node = new Graph.Node(term.name, term.op, term.inputs);
        for (int i = 0; i < term.kernels.size(); i++) {
            values.put(node.parameter(Op.Convolution.weight(i)), term.kernels.get(i));
        }
        made.add(node);
    }

    private float[] take(String parameter) {
        float[] taken = Graph.get(values, parameter);
        values.remove(parameter);
        return taken;
    }

    private String fresh(String wanted) {
        String name = wanted;
        while (!names.add(name)) {
            name += "'";
        }
        return name;
    }

    /**
     * The kernel of the transposed convolution: a tap k that reaches copy r of a pixel is a part of its tap
     * {@code taps - 1 + r - k}.
     *
     * @param kernel {@code [taps, in, out]}
     * @return {@code [taps + copies - 1, out, in]}
     */
    private static float[] sums(float[] kernel, Op.Conv conv, Extent copies, int in) {
        Extent taps = conv.window().kernel();
        Extent all = transposed(conv.window(), copies).kernel();
        int out = conv.channels();
        double[] sums = new double[all.product() * out * in];
        each(
                taps,
                k -> each(copies, r -> {
                    Extent tap = taps.with(r, (count, copy) -> count - 1 + copy).with(k, (last, own) -> last - own);
                    int from = index(k, taps) * in * out;
                    int to = index(tap, all) * in * out;
                    for (int i = 0; i < in; i++) {
                        for (int o = 0; o < out; o++) {
                            sums[to + o * in + i] += kernel[from + i * out + o];
                        }
                    }
                }));
        float[] rounded = new float[sums.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) sums[i];
        }
        return rounded;
    }

    private static void each(Extent size, Consumer<Extent> work) {
        for (int z = 0; z < size.z(); z++) {
            for (int y = 0; y < size.y(); y++) {
                for (int x = 0; x < size.x(); x++) {
                    work.accept(new Extent(z, y, x));
                }
            }
        }
    }

    private static int index(Extent at, Extent size) {
        return (at.z() * size.y() + at.y()) * size.x() + at.x();
    }
}

package org.duress.net;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duress.base.Extent;
import org.duress.base.Grid;

/**
 * How a network goes over an image in parts: the output is cut into cores, and each is computed from the part of the
 * input that it is made of, so that every value is made of the same numbers as in one piece. Which part that is, the
 * ops say ({@link Op#reads}): one that looks at whole images cannot be cut.
 *
 * <p>All parts have one size, and begin where every layer that leaves pixels out leaves out the same ones as in the
 * whole image. Zeros lie around a part as around the image: where a part ends inside the image they are wrong, and
 * reach nothing of its core.
 *
 * @param input planes, rows and columns of the image
 * @param output of what the network makes of it
 * @param part of every part of the input
 * @param tiles in the order of their cores
 */
record Tiling(Extent input, Extent output, Extent part, List<Tile> tiles) {
    /** A side that layers halve without a rest: what is left of it says how often they do. */
    private static final int EVEN_SIDE = 1 << 10;

    Tiling {
        tiles = List.copyOf(tiles);
    }

    /**
     * One part.
     *
     * @param part of the input
     * @param output what the network makes of the part, as a place in the whole output
     * @param core of the output that is kept
     */
    record Tile(Block part, Block output, Block core) {}

    /**
     * A tiling of an image whose parts take no more numbers in all layers together than are wanted, or as few as they
     * can. An image that takes no more is one part.
     *
     * @param most numbers of one part
     * @throws IllegalArgumentException if the graph cannot take the image, or it has to be cut and cannot
     */
    static Tiling of(Graph graph, Grid grid, long most) {
        Map<String, Graph.Shape> shapes = graph.shapes(grid);
        Extent input = Graph.get(shapes, Graph.INPUT).size();
        Extent output = Graph.get(shapes, graph.output()).size();
        if (numbers(graph, shapes) <= most) {
            Block whole = Block.all(output);
            return new Tiling(input, output, input, List.of(new Tile(Block.all(input), whole, whole)));
        }
        Cutter cutter = new Cutter(graph, grid, shapes);
        Extent core = cutter.steps();
        Tiling tiling = cutter.cut(core);
        while (numbers(graph, graph.shapes(grid(tiling.part, grid.rank()))) > most && core.product() > 1) {
            core = shorter(core);
            tiling = cutter.cut(core);
        }
        return tiling;
    }

    /** What is computed in its input's array has none of its own. */
    private static long numbers(Graph graph, Map<String, Graph.Shape> shapes) {
        return numbers(Graph.get(shapes, Graph.INPUT))
                + graph.nodes().stream()
                        .filter(node -> !node.op().inPlace())
                        .mapToLong(node -> numbers(Graph.get(shapes, node.name())))
                        .sum();
    }

    private static long numbers(Graph.Shape shape) {
        return (long) shape.size().z() * shape.size().y() * shape.size().x() * shape.channels();
    }

    /** Along its longest axis. */
    private static Extent shorter(Extent core) {
        int longest = Math.max(core.z(), Math.max(core.y(), core.x()));
        if (core.x() == longest) {
            return new Extent(core.z(), core.y(), longest - 1);
        }
        return core.y() == longest
                ? new Extent(core.z(), longest - 1, core.x())
                : new Extent(longest - 1, core.y(), core.x());
    }

    static Grid grid(Extent size, int rank) {
        return rank == 2 ? Grid.of(size.y(), size.x()) : Grid.of(size.z(), size.y(), size.x());
    }

    /** Cuts one image. */
    private static final class Cutter {
        private final Graph graph;
        private final Map<String, Graph.Shape> shapes;
        private final Extent input;
        private final Extent output;
        /** Pixels after which all layers leave out the same ones again. */
        private final Extent step;
        /** What becomes of so many pixels. */
        private final Extent ofStep;

        Cutter(Graph graph, Grid grid, Map<String, Graph.Shape> shapes) {
            this.graph = graph;
            this.shapes = shapes;
            input = Graph.get(shapes, Graph.INPUT).size();
            output = Graph.get(shapes, graph.output()).size();
            Extent even = new Extent(grid.rank() == 2 ? 1 : EVEN_SIDE, EVEN_SIDE, EVEN_SIDE);
            Map<String, Graph.Shape> ofEven = graph.shapes(grid(even, grid.rank()));
            step = ofEven.values().stream()
                    .map(shape -> even.with(shape.size(), Cutter::pixelsToOne))
                    .reduce(Extent.ONE, (a, b) -> a.with(b, Math::max));
            ofStep = Graph.get(ofEven, graph.output())
                    .size()
                    .with(step, (side, pixels) -> side * pixels)
                    .with(even, (side, all) -> side / all);
        }

        private static int pixelsToOne(int even, int left) {
            if (even % left != 0 && left % even != 0) {
                throw new IllegalArgumentException(
                        "makes " + left + " of " + even + " pixels, so that an image cannot be taken in parts");
            }
            return Math.max(1, even / left);
        }

        /** Steps along each axis, the last one begun. */
        Extent steps() {
            return input.with(step, (size, own) -> (size + own - 1) / own);
        }

        /**
         * Cuts.
         *
         * @param core steps of a core along each axis
         */
        Tiling cut(Extent core) {
            List<Block> cores = new ArrayList<>();
            Extent steps = steps();
            for (int z = 0; z < steps.z(); z += core.z()) {
                for (int y = 0; y < steps.y(); y += core.y()) {
                    for (int x = 0; x < steps.x(); x += core.x()) {
                        Extent from = new Extent(z, y, x);
                        Extent to = from.with(core, Integer::sum);
                        cores.add(new Block(outputs(from), outputs(to)).within(output));
                    }
                }
            }
            List<Block> wanted = cores.stream().map(this::input).toList();
            Extent part = wanted.stream()
                    .map(block -> length(block.to().with(begin(block), (to, from) -> to - from)))
                    .reduce(Extent.ONE, (a, b) -> a.with(b, Math::max));
            List<Tile> tiles = new ArrayList<>();
            for (int i = 0; i < cores.size(); i++) {
                Extent from = begin(wanted.get(i)).with(input.with(part, (all, own) -> all - own), Math::min);
                Extent out = outputs(from.with(step, (pixel, own) -> pixel / own));
                tiles.add(new Tile(
                        new Block(from, from.with(part, Integer::sum)),
                        new Block(out, out.with(made(part), Integer::sum)),
                        cores.get(i)));
            }
            return new Tiling(input, output, part, tiles);
        }

        private Extent outputs(Extent steps) {
            return steps.with(ofStep, (count, each) -> count * each);
        }

        /** What the network makes of a part. */
        private Extent made(Extent part) {
            Extent left = input.with(part, (all, own) -> all - own).with(step, (pixels, own) -> pixels / own);
            return output.with(outputs(left), (all, without) -> all - without);
        }

        /** Where a part begins that holds a block: after whole steps. */
        private Extent begin(Block block) {
            return block.from().with(step, (pixel, own) -> pixel / own * own);
        }

        /** At least so long, and by whole steps shorter than the image: rests are left as they are there. */
        private Extent length(Extent least) {
            return input.with(least, (all, own) -> all - own)
                    .with(step, (left, own) -> left / own * own)
                    .with(input, (less, all) -> all - less);
        }

        /** What of the input a block of the output is made of. */
        private Block input(Block core) {
            Map<String, Block> wanted = new HashMap<>();
            wanted.put(graph.output(), core);
            List<Graph.Node> nodes = new ArrayList<>(graph.nodes());
            Collections.reverse(nodes);
            for (Graph.Node node : nodes) {
                Block own = wanted.get(node.name());
                if (own == null) {
                    continue;
                }
                for (String name : node.inputs()) {
                    Extent size = Graph.get(shapes, name).size();
                    wanted.merge(name, read(node, own, size).within(size), Block::with);
                }
            }
            return Graph.get(wanted, Graph.INPUT);
        }

        private static Block read(Graph.Node node, Block block, Extent size) {
            return node.op()
                    .reads(block, size)
                    .orElseThrow(() -> new IllegalArgumentException("node '" + node.name()
                            + "' looks at whole images, so that none can be taken in parts: " + node.op()));
        }
    }
}

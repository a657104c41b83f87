package org.duress.model.onnx;

import ai.onnx.proto.OnnxMl;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.base.ImageKind;
import org.duress.model.ModelFile;
import org.duress.model.ProbeSizes;
import org.duress.model.lowering.Lowering;
import org.duress.model.lowering.graph.Constant;
import org.duress.model.lowering.graph.Lowered;
import org.duress.model.lowering.graph.Misfit;
import org.duress.model.lowering.graph.Operator;
import org.duress.model.lowering.graph.Scales;
import org.duress.model.lowering.graph.Tensor;
import org.duress.model.lowering.graph.Walk;
import org.duress.spec.ModelLayout;
import org.duress.spec.ModelSpec;

/**
 * An ONNX file, understood, as far as it gives one output.
 *
 * @param proto that part of the file, with the numbers that it keeps beside it
 * @param location how messages name it
 * @param opset version of the standard operators
 * @param image what the model takes
 * @param output name of the output that is used
 * @param nodes what leads to that output, in the order of the file
 * @param constants the numbers they read
 */
record OnnxModel(
        OnnxMl.ModelProto proto,
        String location,
        int opset,
        Image image,
        String output,
        List<OnnxNode> nodes,
        Map<String, Constant> constants) {
    private static final int OLDEST = 9;

    /** Names in a message. */
    private static final int MOST_SHOWN = 20;

    /**
     * The model's input.
     *
     * @param batch fixed, or 1 where it is free
     * @param channels at least 1
     * @param sizes along each axis of an image, two for slices, three for volumes: fixed, or 0 where it is free
     */
    record Image(String name, int batch, ModelLayout layout, int channels, List<Integer> sizes) {
        Image {
            sizes = List.copyOf(sizes);
        }

        /** 2 for slices, 3 for volumes. */
        int axes() {
            return sizes.size();
        }

        boolean takes(Grid wanted) {
            return IntStream.range(0, axes())
                    .allMatch(axis -> sizes.get(axis) == 0 || sizes.get(axis) == wanted.size(axis));
        }

        /** Sizes of images to try the model on. */
        List<Grid> probes() {
            return ProbeSizes.of(sizes.stream().mapToInt(Integer::intValue).toArray());
        }

        /** "any x 64": what {@link #takes}. */
        String wanted() {
            return sizes.stream()
                    .map(size -> size == 0 ? "any" : String.valueOf(size))
                    .collect(Collectors.joining(" x "));
        }

        /** What its images are made of. */
        String points() {
            return " " + ImageKind.of(axes()).points();
        }

        /** What ONNX Runtime gets. */
        long[] shape(Grid actual) {
            List<Integer> shape = new ArrayList<>(actual.sizes());
            shape.add(layout == ModelLayout.NHWC ? shape.size() : 0, channels);
            shape.add(0, batch);
            return shape.stream().mapToLong(Integer::longValue).toArray();
        }
    }

    OnnxModel {
        nodes = List.copyOf(nodes);
        constants = Map.copyOf(constants);
    }

    /**
     * The part of a file that gives one output.
     *
     * @param proto the whole file
     * @throws DuressException if it takes anything but one image, or keeps numbers that cannot be read
     */
    static OnnxModel of(OnnxMl.ModelProto proto, String output, ModelSpec spec) {
        String location = ModelFile.location(spec);
        OnnxMl.GraphProto graph = proto.getGraph();
        int opset = opset(proto, location);
        List<OnnxNode> nodes = leadingTo(output, graph, location, opset);
        nodes.forEach(OnnxModel::requireRealNumbers);
        return new OnnxModel(
                pruned(proto, output, nodes),
                location,
                opset,
                image(graph, nodes, spec, location),
                output,
                nodes,
                constants(graph, nodes, location));
    }

    /** What of a file gives one output. */
    static OnnxMl.ModelProto part(OnnxMl.ModelProto proto, String output) {
        return pruned(proto, output, leadingTo(output, proto.getGraph(), "", 0));
    }

    /**
     * What an output of a file is computed from.
     *
     * @throws DuressException if that is not one image
     */
    static Image image(OnnxMl.ModelProto proto, String output, ModelSpec spec) {
        String location = ModelFile.location(spec);
        return image(proto.getGraph(), leadingTo(output, proto.getGraph(), location, 0), spec, location);
    }

    /** What an exporter for small devices makes of a model. */
    private static void requireRealNumbers(OnnxNode node) {
        String type = node.type();
        if (type.startsWith("QLinear") || type.equals("DynamicQuantizeLinear") || type.endsWith("Integer")) {
            throw node.site()
                    .refused(
                            "the model computes with whole numbers, so that it has no gradient",
                            OnnxNode.NOT_QUANTISED);
        }
    }

    /** What leads to an output and nothing else: nobody computes or reads what only other outputs need. */
    private static OnnxMl.ModelProto pruned(OnnxMl.ModelProto proto, String output, List<OnnxNode> nodes) {
        Set<String> read = new HashSet<>(Set.of(output));
        nodes.forEach(node -> read.addAll(node.proto().getInputList()));
        OnnxMl.ModelProto.Builder pruned = proto.toBuilder();
        OnnxMl.GraphProto.Builder graph = pruned.getGraphBuilder();
        OnnxMl.GraphProto whole = proto.getGraph();
        graph.clearNode().clearOutput().clearInitializer().clearInput();
        nodes.forEach(node -> graph.addNode(node.proto()));
        whole.getOutputList().stream()
                .filter(info -> info.getName().equals(output))
                .limit(1)
                .forEach(graph::addOutput);
        whole.getInitializerList().stream()
                .filter(tensor -> read.contains(tensor.getName()))
                .forEach(graph::addInitializer);
        whole.getInputList().stream()
                .filter(info -> read.contains(info.getName()))
                .forEach(graph::addInput);
        return pruned.build();
    }

    private static int opset(OnnxMl.ModelProto proto, String location) {
        int opset = proto.getOpsetImportList().stream()
                .filter(set -> set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx"))
                .mapToInt(set -> (int) Math.min(Integer.MAX_VALUE, set.getVersion()))
                .max()
                .orElse(1);
        if (opset < OLDEST) {
            throw new DuressException("file " + location + " uses operator set " + opset + ", and " + OLDEST
                    + " is the oldest that can be read; export the model with opset_version=13 or newer");
        }
        return opset;
    }

    private static List<OnnxNode> leadingTo(String output, OnnxMl.GraphProto graph, String location, int opset) {
        Set<String> needed = new HashSet<>(Set.of(output));
        List<OnnxNode> nodes = new ArrayList<>();
        for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
            OnnxMl.NodeProto node = graph.getNode(i);
            if (node.getOutputList().stream().anyMatch(needed::contains)) {
                nodes.add(new OnnxNode(node, i, location, opset));
                needed.addAll(node.getInputList());
            }
        }
        Collections.reverse(nodes);
        return nodes;
    }

    private static Map<String, Constant> constants(OnnxMl.GraphProto graph, List<OnnxNode> nodes, String location) {
        if (graph.getSparseInitializerCount() > 0) {
            throw new DuressException("file " + location
                    + " holds sparse weights, which cannot be read; export the model with dense ones");
        }
        Set<String> read = new HashSet<>();
        nodes.forEach(node -> read.addAll(node.proto().getInputList()));
        Map<String, Constant> constants = new HashMap<>();
        for (OnnxMl.TensorProto tensor : graph.getInitializerList()) {
            if (read.contains(tensor.getName())) {
                constants.put(
                        tensor.getName(),
                        Numbers.of(tensor, "file " + location + ", tensor '" + tensor.getName() + "'"));
            }
        }
        return constants;
    }

    /** Whether an output depends on anything that a model is given. */
    static boolean dependsOnInput(OnnxMl.ModelProto proto, String output) {
        return !inputs(proto.getGraph(), leadingTo(output, proto.getGraph(), "", 0))
                .isEmpty();
    }

    private static List<OnnxMl.ValueInfoProto> inputs(OnnxMl.GraphProto graph, List<OnnxNode> nodes) {
        Set<String> initializers = new HashSet<>();
        graph.getInitializerList().forEach(tensor -> initializers.add(tensor.getName()));
        Set<String> read = new HashSet<>();
        nodes.forEach(node -> read.addAll(node.proto().getInputList()));
        return graph.getInputList().stream()
                .filter(input -> !initializers.contains(input.getName()) && read.contains(input.getName()))
                .toList();
    }

    private static Image image(OnnxMl.GraphProto graph, List<OnnxNode> nodes, ModelSpec spec, String location) {
        List<OnnxMl.ValueInfoProto> inputs = inputs(graph, nodes);
        if (inputs.size() != 1) {
            throw new DuressException("file " + location + " takes "
                    + inputs.stream()
                            .map(OnnxMl.ValueInfoProto::getName)
                            .limit(MOST_SHOWN)
                            .toList()
                    + " as inputs, and a model must take one image; export one that does");
        }
        OnnxMl.ValueInfoProto input = inputs.get(0);
        String where = "file " + location + ", input '" + input.getName() + "'";
        OnnxMl.TypeProto.Tensor type = input.getType().getTensorType();
        if (type.getElemType() != OnnxMl.TensorProto.DataType.FLOAT_VALUE) {
            throw new DuressException(where + " is of type " + Numbers.typeName(type.getElemType())
                    + ", and must be float32; export the model in float32");
        }
        int axes = type.getShape().getDimCount();
        if (axes != 4 && axes != 5) {
            throw new DuressException(where + " has " + axes
                    + " axes, and a segmentation model takes batch, channels, height and width, or batch, channels,"
                    + " depth, height and width; export one that does");
        }
        return image(input.getName(), sizes(type.getShape(), where), nodes, spec, where);
    }

    private static int[] sizes(OnnxMl.TensorShapeProto shape, String where) {
        int[] sizes = new int[shape.getDimCount()];
        for (int d = 0; d < sizes.length; d++) {
            long size = shape.getDim(d).hasDimValue() ? shape.getDim(d).getDimValue() : 0;
            if (size > 1 << 15) {
                throw new DuressException(where + " has an axis of size " + size
                        + ", which no segmentation model needs; check where it comes from");
            }
            // Exporters write a free size as 0, as -1 or as a name.
            sizes[d] = (int) Math.max(0, size);
        }
        return sizes;
    }

    private static Image image(String name, int[] sizes, List<OnnxNode> nodes, ModelSpec spec, String where) {
        ModelLayout layout = spec.layout() != ModelLayout.AUTO ? spec.layout() : layout(name, sizes, nodes, spec);
        boolean last = layout == ModelLayout.NHWC;
        int end = sizes.length - 1;
        int fixed = sizes[last ? end : 1];
        int channels = fixed > 0 ? fixed : spec.channels().orElse(1);
        ModelFile.requireChannels(spec, channels, where);
        int first = last ? 1 : 2;
        List<Integer> own = Arrays.stream(sizes, first, first + end - 1).boxed().toList();
        return new Image(name, Math.max(1, sizes[0]), layout, channels, own);
    }

    private static ModelLayout layout(String name, int[] sizes, List<OnnxNode> nodes, ModelSpec spec) {
        int said = spec.channels().orElse(0);
        for (int usual : said > 0 ? new int[] {said} : new int[] {1, 3}) {
            if (sizes[1] == usual || sizes[sizes.length - 1] == usual) {
                return sizes[1] == usual ? ModelLayout.NCHW : ModelLayout.NHWC;
            }
        }
        boolean turned = nodes.stream()
                .filter(node -> node.proto().getInputList().contains(name))
                .anyMatch(node -> node.type().equals("Transpose")
                        && Arrays.equals(node.integers("perm"), toChannelsFirst(sizes.length)));
        return turned ? ModelLayout.NHWC : ModelLayout.NCHW;
    }

    private static int[] toChannelsFirst(int axes) {
        return IntStream.range(0, axes)
                .map(axis -> axis == 0 ? 0 : axis == 1 ? axes - 1 : axis - 1)
                .toArray();
    }

    /**
     * Lowers the graph for one image size.
     *
     * @param operators how each type of operator is lowered
     * @throws IllegalArgumentException if only the size does not fit; the message says where
     * @throws DuressException if there is something that the core cannot do
     */
    Lowered lower(Grid size, Map<String, Operator<OnnxStep>> operators) {
        if (size.rank() != image.axes()) {
            throw Misfit.of("it takes " + ImageKind.of(image.axes()).images());
        }
        if (!image.takes(size)) {
            throw Misfit.of("it was made for " + image.wanted() + image.points());
        }
        Lowering net = new Lowering(size, image.channels());
        Walk<OnnxStep> walk = new Walk<>(operators, net, Scales.joined(), constants);
        walk.give(image.name(), Tensor.image(net.image(), image.batch(), image.layout()));
        nodes.forEach(walk::lower);
        OnnxMl.NodeProto end = OnnxMl.NodeProto.newBuilder()
                .setOpType("Output")
                .setName(output)
                .build();
        return walk.lowered(output, new OnnxNode(end, proto.getGraph().getNodeCount(), location, opset).site());
    }
}

package org.duress.model.onnx;

import ai.onnx.proto.OnnxMl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.duress.base.Grid;
import org.duress.model.ModelWriter;
import org.duress.net.Graph;
import org.duress.net.Network;
import org.duress.net.Op;

/**
 * Writes networks of the core as ONNX files of operator set 13: one image of floats in, channels first, the
 * probabilities of its classes out. Batch and, where no op names a size, the image's size are free.
 */
public final class OnnxWriter implements ModelWriter {
    static final int OPSET = 13;
    private static final int IR_VERSION = 7;
    private static final String IMAGE = "image";
    private static final String PROBABILITIES = "probabilities";

    /** Found by {@link java.util.ServiceLoader}. */
    public OnnxWriter() {}

    @Override
    public String name() {
        return "onnx";
    }

    @Override
    public void write(Network network, Grid grid, Path file) throws IOException {
        Files.write(file, model(network, grid).toByteArray());
    }

    /** The file's content. */
    static OnnxMl.ModelProto model(Network network, Grid grid) {
        Graph graph = network.graph();
        boolean free = graph.nodes().stream().noneMatch(node -> node.op() instanceof Op.Resize);
        OnnxMl.GraphProto.Builder proto = OnnxMl.GraphProto.newBuilder().setName("duress");
        proto.addInput(info(IMAGE, graph.inputChannels(), grid, free));
        proto.addOutput(info(PROBABILITIES, graph.outputChannels(), grid, free));
        Map<String, float[]> values = network.values();
        Map<String, Integer> channels = new LinkedHashMap<>();
        Map<String, String> names = new LinkedHashMap<>();
        channels.put(Graph.INPUT, graph.inputChannels());
        names.put(Graph.INPUT, IMAGE);
        for (Graph.Node node : graph.nodes()) {
            List<Integer> given = node.inputs().stream().map(channels::get).toList();
            channels.put(node.name(), node.op().channels(given));
            // A node may be called what the image or the answer is called.
            names.put(node.name(), node.name().equals(graph.output()) ? PROBABILITIES : "node." + node.name());
            node.op()
                    .layer(new WrittenOps(
                            proto,
                            names.get(node.name()),
                            node.inputs().stream().map(names::get).toList(),
                            given,
                            role -> values.get(node.parameter(role)),
                            grid.rank()));
        }
        return OnnxMl.ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("duress")
                .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(OPSET))
                .setGraph(proto)
                .build();
    }

    private static OnnxMl.ValueInfoProto info(String name, int channels, Grid grid, boolean free) {
        OnnxMl.TensorShapeProto.Builder shape = OnnxMl.TensorShapeProto.newBuilder();
        shape.addDim(OnnxMl.TensorShapeProto.Dimension.newBuilder().setDimParam("batch"));
        shape.addDim(OnnxMl.TensorShapeProto.Dimension.newBuilder().setDimValue(channels));
        List<String> axes = grid.rank() == 2 ? List.of("height", "width") : List.of("depth", "height", "width");
        IntStream.range(0, axes.size())
                .mapToObj(axis -> free
                        ? OnnxMl.TensorShapeProto.Dimension.newBuilder().setDimParam(axes.get(axis))
                        : OnnxMl.TensorShapeProto.Dimension.newBuilder().setDimValue(grid.size(axis)))
                .forEach(shape::addDim);
        return OnnxMl.ValueInfoProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.TypeProto.newBuilder()
                        .setTensorType(OnnxMl.TypeProto.Tensor.newBuilder()
                                .setElemType(OnnxMl.TensorProto.DataType.FLOAT_VALUE)
                                .setShape(shape)))
                .build();
    }
}

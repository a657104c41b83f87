package org.duress.model.onnx;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.duress.spec.ModelSpec;

/** Builds small ONNX models. */
final class ModelBuilder {
    private final OnnxMl.GraphProto.Builder graph =
            OnnxMl.GraphProto.newBuilder().setName("test");
    private final Random random = new Random(5);
    private final int opset;

    ModelBuilder(int opset) {
        this.opset = opset;
    }

    /** A model of one image, channels first, whose height and width are free. */
    static ModelBuilder ofImage(int opset) {
        return new ModelBuilder(opset).input("image", 1, 1, 0, 0);
    }

    /** A size of 0 is free. */
    ModelBuilder input(String name, int... sizes) {
        graph.addInput(info(name, OnnxMl.TensorProto.DataType.FLOAT_VALUE, sizes));
        return this;
    }

    static OnnxMl.ValueInfoProto info(String name, int type, int... sizes) {
        OnnxMl.TensorShapeProto.Builder shape = OnnxMl.TensorShapeProto.newBuilder();
        for (int d = 0; d < sizes.length; d++) {
            OnnxMl.TensorShapeProto.Dimension.Builder dim = OnnxMl.TensorShapeProto.Dimension.newBuilder();
            shape.addDim(sizes[d] == 0 ? dim.setDimParam("free" + d) : dim.setDimValue(sizes[d]));
        }
        return OnnxMl.ValueInfoProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.TypeProto.newBuilder()
                        .setTensorType(OnnxMl.TypeProto.Tensor.newBuilder()
                                .setElemType(type)
                                .setShape(shape)))
                .build();
    }

    OnnxMl.GraphProto.Builder graph() {
        return graph;
    }

    /**
     * An operator.
     *
     * @param inputs names, separated by spaces; a dash is a missing one
     * @param attributes name, value, name, value, ...
     */
    ModelBuilder node(String type, String inputs, String outputs, Object... attributes) {
        OnnxMl.NodeProto.Builder node =
                OnnxMl.NodeProto.newBuilder().setOpType(type).setName(type + "_" + graph.getNodeCount());
        for (String input : inputs.isEmpty() ? new String[0] : inputs.split(" ")) {
            node.addInput(input.equals("-") ? "" : input);
        }
        node.addAllOutput(Arrays.asList(outputs.split(" ")));
        for (int i = 0; i < attributes.length; i += 2) {
            node.addAttribute(attribute((String) attributes[i], attributes[i + 1]));
        }
        graph.addNode(node);
        return this;
    }

    private static OnnxMl.AttributeProto attribute(String name, Object value) {
        OnnxMl.AttributeProto.Builder attribute =
                OnnxMl.AttributeProto.newBuilder().setName(name);
        if (value instanceof Integer number) {
            attribute.setType(OnnxMl.AttributeProto.AttributeType.INT).setI(number);
        } else if (value instanceof Double number) {
            attribute.setType(OnnxMl.AttributeProto.AttributeType.FLOAT).setF(number.floatValue());
        } else if (value instanceof String text) {
            attribute.setType(OnnxMl.AttributeProto.AttributeType.STRING).setS(ByteString.copyFromUtf8(text));
        } else if (value instanceof int[] numbers) {
            attribute.setType(OnnxMl.AttributeProto.AttributeType.INTS);
            Arrays.stream(numbers).forEach(attribute::addInts);
        } else if (value instanceof float[] numbers) {
            attribute.setType(OnnxMl.AttributeProto.AttributeType.FLOATS);
            for (float number : numbers) {
                attribute.addFloats(number);
            }
        } else {
            attribute.setType(OnnxMl.AttributeProto.AttributeType.TENSOR).setT((OnnxMl.TensorProto) value);
        }
        return attribute.build();
    }

    /** Weights drawn at random. */
    ModelBuilder weights(String name, int... shape) {
        float[] values = new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.5 * random.nextGaussian());
        }
        return floats(name, shape, values);
    }

    /** Weights from 0.5 to 1.5: scales, variances. */
    ModelBuilder positive(String name, int... shape) {
        float[] values = new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = 0.5f + random.nextFloat();
        }
        return floats(name, shape, values);
    }

    ModelBuilder floats(String name, int[] shape, float... values) {
        OnnxMl.TensorProto.Builder tensor =
                OnnxMl.TensorProto.newBuilder().setName(name).setDataType(OnnxMl.TensorProto.DataType.FLOAT_VALUE);
        Arrays.stream(shape).forEach(tensor::addDims);
        for (float value : values) {
            tensor.addFloatData(value);
        }
        graph.addInitializer(tensor);
        return this;
    }

    ModelBuilder scalar(String name, double value) {
        return floats(name, new int[0], (float) value);
    }

    ModelBuilder longs(String name, int... values) {
        OnnxMl.TensorProto.Builder tensor = OnnxMl.TensorProto.newBuilder()
                .setName(name)
                .setDataType(OnnxMl.TensorProto.DataType.INT64_VALUE)
                .addDims(values.length);
        Arrays.stream(values).forEach(tensor::addInt64Data);
        graph.addInitializer(tensor);
        return this;
    }

    /**
     * Whole numbers of a type that is kept in 32 bits.
     *
     * @param type such as {@code OnnxMl.TensorProto.DataType.INT8_VALUE}
     */
    ModelBuilder wholes(String name, int type, int[] shape, int... values) {
        OnnxMl.TensorProto.Builder tensor =
                OnnxMl.TensorProto.newBuilder().setName(name).setDataType(type);
        Arrays.stream(shape).forEach(tensor::addDims);
        Arrays.stream(values).forEach(tensor::addInt32Data);
        graph.addInitializer(tensor);
        return this;
    }

    /** One whole number without axes. */
    ModelBuilder scalarIndex(String name, int value) {
        graph.addInitializer(OnnxMl.TensorProto.newBuilder()
                .setName(name)
                .setDataType(OnnxMl.TensorProto.DataType.INT64_VALUE)
                .addInt64Data(value));
        return this;
    }

    /** Convolution with random weights and biases, named after its output. */
    ModelBuilder conv(String input, String output, int in, int out, int kernel) {
        return weights(output + ".w", out, in, kernel, kernel)
                .weights(output + ".b", out)
                .node("Conv", input + " " + output + ".w " + output + ".b", output, "pads", new int[] {
                    kernel / 2, kernel / 2, kernel / 2, kernel / 2
                });
    }

    ModelBuilder output(String name) {
        graph.addOutput(OnnxMl.ValueInfoProto.newBuilder().setName(name));
        return this;
    }

    OnnxMl.ModelProto build() {
        return OnnxMl.ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(opset))
                .setGraph(graph)
                .build();
    }

    /** Writes it. */
    ModelSpec spec(Path folder) {
        return spec(folder, build());
    }

    static ModelSpec spec(Path folder, OnnxMl.ModelProto model) {
        try {
            return new ModelSpec("onnx", Files.write(folder.resolve("test.onnx"), model.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

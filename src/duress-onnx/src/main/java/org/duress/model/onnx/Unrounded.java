package org.duress.model.onnx;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.duress.model.lowering.graph.Constant;

/**
 * A file's graph without the rounding of what it computes, which has no gradient that an attack could follow. Numbers
 * of float16 become float32. What is quantised and turned back (QuantizeLinear, then DequantizeLinear with the same
 * scale and zero point) is rounded where it is a weight; where it depends on the image it is only kept within what the
 * whole numbers reach. What this changes is measured against the file itself, by {@link Comparison}.
 *
 * @param proto the graph
 * @param changes what it leaves out, for the result; empty where it is the file's own graph
 */
record Unrounded(OnnxMl.ModelProto proto, List<String> changes) {
    Unrounded {
        changes = List.copyOf(changes);
    }

    /**
     * The graph of a file.
     *
     * @param location for messages
     * @throws org.duress.DuressException if numbers of the file cannot be read
     */
    static Unrounded of(OnnxMl.ModelProto proto, String location) {
        boolean quantised = proto.getGraph().getNodeList().stream()
                .anyMatch(node -> node.getOpType().equals("QuantizeLinear"));
        OnnxMl.ModelProto real = proto;
        String activations = "";
        if (quantised) {
            Pairs pairs = new Pairs(proto, location);
            real = pairs.removed();
            activations = pairs.activations == 0
                    ? ""
                    : "computed without the rounding of the " + pairs.activations
                            + " activations that the file quantises, of which only the ranges are kept";
        }
        boolean half = isHalf(real.getGraph());
        return new Unrounded(
                half ? widened(real, location) : real,
                Stream.of(activations, half ? "computed in float32, where the file says float16" : "")
                        .filter(change -> !change.isEmpty())
                        .toList());
    }

    private static boolean isHalf(OnnxMl.GraphProto graph) {
        return Stream.of(
                        graph.getInitializerList().stream().map(OnnxMl.TensorProto::getDataType),
                        graph.getInputList().stream()
                                .map(input -> input.getType().getTensorType().getElemType()),
                        graph.getNodeList().stream()
                                .flatMap(node -> node.getAttributeList().stream())
                                .map(attribute -> attribute.getName().equals("to")
                                        ? (int) attribute.getI()
                                        : attribute.getT().getDataType()))
                .flatMap(types -> types)
                .anyMatch(type -> type == OnnxMl.TensorProto.DataType.FLOAT16_VALUE);
    }

    private static OnnxMl.ModelProto widened(OnnxMl.ModelProto proto, String location) {
        OnnxMl.ModelProto.Builder wide = proto.toBuilder();
        OnnxMl.GraphProto.Builder graph = wide.getGraphBuilder();
        // What is said of tensors between operators is of the narrow type.
        graph.clearValueInfo();
        for (OnnxMl.TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
            widen(tensor, location);
        }
        for (List<OnnxMl.ValueInfoProto.Builder> ends :
                List.of(graph.getInputBuilderList(), graph.getOutputBuilderList())) {
            for (OnnxMl.ValueInfoProto.Builder end : ends) {
                if (end.getType().getTensorType().getElemType() == OnnxMl.TensorProto.DataType.FLOAT16_VALUE) {
                    end.getTypeBuilder().getTensorTypeBuilder().setElemType(OnnxMl.TensorProto.DataType.FLOAT_VALUE);
                }
            }
        }
        for (OnnxMl.NodeProto.Builder node : graph.getNodeBuilderList()) {
            for (OnnxMl.AttributeProto.Builder attribute : node.getAttributeBuilderList()) {
                if (attribute.hasT()) {
                    widen(attribute.getTBuilder(), location);
                } else if (node.getOpType().equals("Cast")
                        && attribute.getName().equals("to")
                        && attribute.getI() == OnnxMl.TensorProto.DataType.FLOAT16_VALUE) {
                    attribute.setI(OnnxMl.TensorProto.DataType.FLOAT_VALUE);
                }
            }
        }
        return wide.build();
    }

    private static void widen(OnnxMl.TensorProto.Builder tensor, String location) {
        if (tensor.getDataType() == OnnxMl.TensorProto.DataType.FLOAT16_VALUE) {
            Constant numbers = Numbers.of(tensor.build(), "file " + location + ", tensor '" + tensor.getName() + "'");
            tensor.clearInt32Data().setDataType(OnnxMl.TensorProto.DataType.FLOAT_VALUE);
            tensor.setRawData(raw(numbers.floats()));
        }
    }

    private static ByteString raw(float[] numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(numbers.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers);
        return ByteString.copyFrom(bytes);
    }

    /** Numbers that are there before anything is computed. */
    private record Known(Constant numbers, int type) {
        boolean equal(Known other) {
            return type == other.type && Arrays.equals(numbers.floats(), other.numbers.floats());
        }

        /** Whether they can be scales: of others the file's arithmetic is no rounding. */
        boolean isPositive() {
            boolean positive = true;
            for (float number : numbers.floats()) {
                positive &= number > 0 && Float.isFinite(number);
            }
            return positive;
        }
    }

    /** What whole numbers a type has. */
    private record Range(double low, double high) {
        static Optional<Range> of(int type) {
            return Optional.ofNullable(
                    switch (type) {
                        case OnnxMl.TensorProto.DataType.UINT8_VALUE -> new Range(0, 255);
                        case OnnxMl.TensorProto.DataType.INT8_VALUE -> new Range(-128, 127);
                        case OnnxMl.TensorProto.DataType.UINT16_VALUE -> new Range(0, 65535);
                        case OnnxMl.TensorProto.DataType.INT16_VALUE -> new Range(-32768, 32767);
                        default -> null;
                    });
        }

        double clamped(double number) {
            return Math.max(low, Math.min(high, number));
        }
    }

    /** The pairs of QuantizeLinear and DequantizeLinear in a graph. */
    private static final class Pairs {
        /** Operators whose values lie in [0, 1]: as a model's last, they say what its answer is. */
        private static final Set<String> HEADS = Set.of("Softmax", "Sigmoid");

        private final OnnxMl.ModelProto.Builder proto;
        private final String location;
        private final Map<String, OnnxMl.TensorProto> initializers = new HashMap<>();
        private final Map<String, OnnxMl.NodeProto> makers = new HashMap<>();
        private final Set<String> outputs = new HashSet<>();
        private int activations;

        Pairs(OnnxMl.ModelProto proto, String location) {
            this.proto = proto.toBuilder();
            this.location = location;
            OnnxMl.GraphProto graph = proto.getGraph();
            graph.getInitializerList().forEach(tensor -> initializers.put(tensor.getName(), tensor));
            graph.getNodeList().forEach(node -> node.getOutputList().forEach(name -> makers.put(name, node)));
            graph.getOutputList().forEach(output -> outputs.add(output.getName()));
        }

        /** The graph without them; those that are no such pair are left to the operators. */
        OnnxMl.ModelProto removed() {
            OnnxMl.GraphProto.Builder graph = proto.getGraphBuilder();
            for (int i = 0; i < graph.getNodeCount(); i++) {
                OnnxMl.NodeProto node = graph.getNode(i);
                if (node.getOpType().equals("DequantizeLinear")) {
                    int place = i;
                    replacement(node).ifPresent(other -> graph.setNode(place, other));
                }
            }
            return proto.build();
        }

        private Optional<OnnxMl.NodeProto> replacement(OnnxMl.NodeProto back) {
            Optional<OnnxMl.NodeProto> maker = maker(back.getInput(0));
            Optional<OnnxMl.NodeProto> clip =
                    maker.filter(node -> node.getOpType().equals("Clip"));
            Optional<OnnxMl.NodeProto> there =
                    clip.isPresent() ? maker(clip.get().getInput(0)) : maker;
            if (there.filter(node -> node.getOpType().equals("QuantizeLinear")).isEmpty()) {
                return Optional.empty();
            }
            OnnxMl.NodeProto quantize = there.get();
            Optional<Known> scale = same(quantize, back, 1);
            Optional<Known> zero = back.getInputCount() < 3 && quantize.getInputCount() < 3
                    ? Optional.of(new Known(Constant.ofScalar(0L), type(quantize)))
                    : same(quantize, back, 2);
            Optional<Range> range = zero.flatMap(known -> Range.of(known.type()));
            if (clip.isPresent()) {
                range = range.flatMap(whole -> narrowed(whole, clip.get()));
            }
            if (scale.filter(Known::isPositive).isEmpty() || zero.isEmpty() || range.isEmpty()) {
                return Optional.empty();
            }
            String x = quantize.getInput(0);
            OnnxMl.NodeProto.Builder node = back.toBuilder().clearInput().clearAttribute();
            Optional<Known> weights = known(x);
            if (weights.isPresent()) {
                Optional<float[]> rounded = rounded(weights.get(), scale.get(), zero.get(), range.get(), quantize);
                return rounded.map(
                        numbers -> constant(node, weights.get().numbers().shape(), numbers));
            }
            if (scale.get().numbers().size() != 1) {
                return Optional.empty();
            }
            activations++;
            if (outputs.contains(back.getOutput(0))
                    && maker(x).filter(last -> HEADS.contains(last.getOpType())).isPresent()) {
                return Optional.of(node.setOpType("Identity").addInput(x).build());
            }
            double s = scale.get().numbers().scalar();
            double z = zero.get().numbers().scalar();
            return Optional.of(
                    clipped(node, x, (range.get().low() - z) * s, (range.get().high() - z) * s));
        }

        private Optional<OnnxMl.NodeProto> maker(String name) {
            return Optional.ofNullable(makers.get(name));
        }

        /** What both operators of a pair read at a place, if it is the same. */
        private Optional<Known> same(OnnxMl.NodeProto there, OnnxMl.NodeProto back, int input) {
            if (there.getInputCount() <= input || back.getInputCount() <= input) {
                return Optional.empty();
            }
            Optional<Known> first = known(there.getInput(input));
            return known(back.getInput(input))
                    .filter(second -> first.filter(second::equal).isPresent());
        }

        /** Of a quantisation without a zero point. */
        private static int type(OnnxMl.NodeProto quantize) {
            return quantize.getAttributeList().stream()
                    .filter(attribute -> attribute.getName().equals("output_dtype") && attribute.getI() != 0)
                    .map(attribute -> (int) attribute.getI())
                    .findFirst()
                    .orElse(OnnxMl.TensorProto.DataType.UINT8_VALUE);
        }

        /** What is left between, as PyTorch writes seven bits: whole numbers cut to fewer. */
        private Optional<Range> narrowed(Range whole, OnnxMl.NodeProto clip) {
            double[] ends = {whole.low(), whole.high()};
            for (int end = 0; end < ends.length; end++) {
                if (clip.getInputCount() > end + 1 && !clip.getInput(end + 1).isEmpty()) {
                    Optional<Known> bound = known(clip.getInput(end + 1));
                    if (bound.isEmpty() || bound.get().numbers().size() != 1) {
                        return Optional.empty();
                    }
                    ends[end] = whole.clamped(bound.get().numbers().scalar());
                }
            }
            return Optional.of(new Range(ends[0], ends[1]));
        }

        private Optional<Known> known(String name) {
            OnnxMl.TensorProto initializer = initializers.get(name);
            if (initializer != null) {
                return Optional.of(known(initializer));
            }
            OnnxMl.NodeProto maker = makers.get(name);
            if (maker == null) {
                return Optional.empty();
            }
            return switch (maker.getOpType()) {
                case "Constant" ->
                    maker.getAttributeList().stream()
                            .filter(OnnxMl.AttributeProto::hasT)
                            .map(attribute -> known(attribute.getT()))
                            .findFirst();
                case "Identity" -> known(maker.getInput(0));
                case "Cast" ->
                    known(maker.getInput(0))
                            .map(known -> new Known(
                                    known.numbers(), (int) maker.getAttribute(0).getI()));
                default -> Optional.empty();
            };
        }

        private Known known(OnnxMl.TensorProto tensor) {
            return new Known(
                    Numbers.of(tensor, "file " + location + ", tensor '" + tensor.getName() + "'"),
                    tensor.getDataType());
        }

        /** Rounded as ONNX does: halves to the even neighbour. */
        private static Optional<float[]> rounded(
                Known weights, Known scale, Known zero, Range range, OnnxMl.NodeProto quantize) {
            boolean blocks = quantize.getAttributeList().stream()
                    .anyMatch(attribute -> attribute.getName().equals("block_size") && attribute.getI() != 0);
            int axis = quantize.getAttributeList().stream()
                    .filter(attribute -> attribute.getName().equals("axis"))
                    .map(attribute -> (int) attribute.getI())
                    .findFirst()
                    .orElse(1);
            Optional<PerAxis> scales = PerAxis.of(weights.numbers(), scale.numbers(), axis);
            Optional<PerAxis> zeros = PerAxis.of(weights.numbers(), zero.numbers(), axis);
            if (blocks || scales.isEmpty() || zeros.isEmpty()) {
                return Optional.empty();
            }
            float[] rounded = new float[weights.numbers().size()];
            for (int i = 0; i < rounded.length; i++) {
                float s = (float) scales.get().at(i);
                double z = zeros.get().at(i);
                double whole = range.clamped(Math.rint((float) weights.numbers().at(i) / s) + z);
                rounded[i] = (float) (whole - z) * s;
            }
            return Optional.of(rounded);
        }

        private static OnnxMl.NodeProto constant(OnnxMl.NodeProto.Builder node, int[] shape, float[] numbers) {
            OnnxMl.TensorProto.Builder tensor = OnnxMl.TensorProto.newBuilder()
                    .setDataType(OnnxMl.TensorProto.DataType.FLOAT_VALUE)
                    .setRawData(raw(numbers));
            Arrays.stream(shape).forEach(tensor::addDims);
            return node.setOpType("Constant")
                    .addAttribute(OnnxMl.AttributeProto.newBuilder()
                            .setName("value")
                            .setType(OnnxMl.AttributeProto.AttributeType.TENSOR)
                            .setT(tensor))
                    .build();
        }

        private OnnxMl.NodeProto clipped(OnnxMl.NodeProto.Builder node, String x, double low, double high) {
            node.setOpType("Clip").addInput(x);
            // An input since operator set 11; nobody quantised before 10.
            boolean attributes = proto.getOpsetImportList().stream()
                    .anyMatch(set -> set.getDomain().isEmpty() && set.getVersion() < 11);
            double[] bounds = {low, high};
            for (int end = 0; end < bounds.length; end++) {
                String name = node.getOutput(0) + (end == 0 ? ".lowest" : ".highest");
                float bound = (float) bounds[end];
                if (attributes) {
                    node.addAttribute(OnnxMl.AttributeProto.newBuilder()
                            .setName(end == 0 ? "min" : "max")
                            .setType(OnnxMl.AttributeProto.AttributeType.FLOAT)
                            .setF(bound));
                } else {
                    node.addInput(name);
                    proto.getGraphBuilder()
                            .addInitializer(OnnxMl.TensorProto.newBuilder()
                                    .setName(name)
                                    .setDataType(OnnxMl.TensorProto.DataType.FLOAT_VALUE)
                                    .addFloatData(bound));
                }
            }
            return node.build();
        }
    }
}

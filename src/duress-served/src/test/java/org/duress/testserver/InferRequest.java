package org.duress.testserver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An inference request, checked against the model. */
record InferRequest(@Nullable String id, List<Tensor> inputs, List<Wanted> outputs) {
    /** An output that is asked for, and whether as binary data. */
    record Wanted(String name, boolean binary) {}

    private static final ObjectReader JSON =
            new ObjectMapper().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /**
     * Reads one.
     *
     * @param header length of the JSON at its beginning; what follows is binary data
     * @param binary whether the extension for binary data is known
     * @throws Refusal if it is not what the protocol or the model wants; in Triton's words, where it has some
     */
    static InferRequest parse(byte[] body, int header, boolean binary, ServedGraph graph, String model) {
        JsonNode request = json(body, header);
        if (!request.isObject()) {
            throw new Refusal(400, "failed to parse the request JSON buffer: it is no object");
        }
        JsonNode id = request.path("id");
        if (!id.isMissingNode() && !id.isTextual()) {
            throw new Refusal(400, "attempt to access JSON non-string as string: 'id'");
        }
        JsonNode given = request.path("inputs");
        if (!given.isArray()) {
            throw new Refusal(400, "unable to find 'inputs' array in the request JSON");
        }
        ByteBuffer rest = ByteBuffer.wrap(body, header, body.length - header).order(ByteOrder.LITTLE_ENDIAN);
        List<Tensor> inputs = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonNode input : given) {
            Tensor tensor = input(input, rest, binary, graph, model);
            if (!names.add(tensor.name())) {
                throw new Refusal(400, "input '" + tensor.name() + "' already exists in request");
            }
            inputs.add(tensor);
        }
        if (rest.hasRemaining()) {
            throw new Refusal(400, "unexpected additional input data for model '" + model + "'");
        }
        if (inputs.size() != graph.inputs().size()) {
            throw new Refusal(
                    400,
                    "expected " + graph.inputs().size() + " inputs but got " + inputs.size() + " inputs for model '"
                            + model + "'");
        }
        return new InferRequest(id.isTextual() ? id.textValue() : null, inputs, outputs(request, binary, graph, model));
    }

    private static JsonNode json(byte[] body, int header) {
        try {
            return JSON.readTree(body, 0, header);
        } catch (JsonProcessingException e) {
            throw new Refusal(400, "failed to parse the request JSON buffer: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new Refusal(400, "failed to parse the request JSON buffer: " + e.getMessage());
        }
    }

    private static Tensor input(JsonNode input, ByteBuffer rest, boolean binary, ServedGraph graph, String model) {
        String name = text(input, "name");
        ServedGraph.Port port = graph.inputs().stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new Refusal(400, "unexpected inference input '" + name + "' for model '" + model + "'"));
        String datatype = text(input, "datatype");
        if (!datatype.equals("FP32")) {
            throw new Refusal(
                    400,
                    "inference input '" + name + "' data-type is '" + datatype + "', but model '" + model
                            + "' expects 'FP32'");
        }
        long[] shape = shape(input, port, model);
        JsonNode size = input.path("parameters").path("binary_data_size");
        if (binary && !size.isMissingNode()) {
            return new Tensor(name, shape, binary(size, rest, name, count(shape, name, model)));
        }
        JsonNode data = input.path("data");
        if (!data.isArray()) {
            throw new Refusal(400, "unable to find 'data' of input '" + name + "' in the request JSON");
        }
        return new Tensor(name, shape, values(data, name, count(shape, name, model)));
    }

    private static String text(JsonNode object, String key) {
        JsonNode text = object.path(key);
        if (!text.isTextual()) {
            throw new Refusal(400, "unable to find the string '" + key + "' of an input or output in the request JSON");
        }
        return text.textValue();
    }

    private static long[] shape(JsonNode input, ServedGraph.Port port, String model) {
        JsonNode sizes = input.path("shape");
        boolean fits = sizes.isArray() && sizes.size() == port.shape().length;
        long[] shape = new long[fits ? sizes.size() : 0];
        for (int axis = 0; axis < shape.length; axis++) {
            JsonNode size = sizes.get(axis);
            long wanted = port.shape()[axis];
            fits &= size.isIntegralNumber() && size.canConvertToLong() && size.longValue() > 0;
            fits &= wanted < 0 || size.longValue() == wanted;
            shape[axis] = size.longValue();
        }
        if (!fits) {
            throw new Refusal(
                    400,
                    "unexpected shape for input '" + port.name() + "' for model '" + model + "'. Expected "
                            + Arrays.toString(port.shape()) + ", got " + sizes);
        }
        return shape;
    }

    private static int count(long[] shape, String name, String model) {
        try {
            return Tensor.count(shape);
        } catch (ArithmeticException e) {
            throw new Refusal(400, "input '" + name + "' for model '" + model + "' is too large");
        }
    }

    private static float[] binary(JsonNode size, ByteBuffer rest, String name, int count) {
        if (!size.isIntegralNumber() || size.longValue() != 4L * count) {
            throw new Refusal(
                    400,
                    "expected " + 4L * count + " bytes of binary data for inference input '" + name + "', got " + size);
        }
        if (rest.remaining() < 4L * count) {
            throw new Refusal(400, "the request ends within the binary data for inference input '" + name + "'");
        }
        float[] values = new float[count];
        rest.asFloatBuffer().get(values);
        rest.position(rest.position() + 4 * count);
        return values;
    }

    private static float[] values(JsonNode data, String name, int count) {
        // No array is made before it is known that there are as many numbers.
        if (leaves(data) != count) {
            throw new Refusal(
                    400, "expected " + count + " values for inference input '" + name + "', got " + leaves(data));
        }
        float[] values = new float[count];
        fill(data, name, values, 0);
        return values;
    }

    private static long leaves(JsonNode data) {
        if (!data.isArray()) {
            return 1;
        }
        long leaves = 0;
        for (JsonNode child : data) {
            leaves += leaves(child);
        }
        return leaves;
    }

    /** Writes the numbers, flat or nested, and returns where the next one goes. */
    private static int fill(JsonNode data, String name, float[] values, int from) {
        int next = from;
        for (JsonNode child : data) {
            if (child.isArray()) {
                next = fill(child, name, values, next);
            } else if (child.isNumber()) {
                values[next++] = child.floatValue();
            } else {
                throw new Refusal(
                        400, "attempt to access JSON non-number as FP32: " + child + " of input '" + name + "'");
            }
        }
        return next;
    }

    private static List<Wanted> outputs(JsonNode request, boolean binary, ServedGraph graph, String model) {
        boolean all = binary && flag(request.path("parameters"), "binary_data_output", false);
        JsonNode asked = request.path("outputs");
        List<String> known =
                graph.outputs().stream().map(ServedGraph.Port::name).toList();
        if (asked.isMissingNode()) {
            return known.stream().map(name -> new Wanted(name, all)).toList();
        }
        List<Wanted> wanted = new ArrayList<>();
        for (JsonNode output : asked) {
            String name = text(output, "name");
            if (!known.contains(name)) {
                throw new Refusal(400, "unexpected inference output '" + name + "' for model '" + model + "'");
            }
            wanted.add(new Wanted(name, binary && flag(output.path("parameters"), "binary_data", all)));
        }
        return wanted;
    }

    private static boolean flag(JsonNode parameters, String key, boolean otherwise) {
        JsonNode flag = parameters.path(key);
        if (!flag.isMissingNode() && !flag.isBoolean()) {
            throw new Refusal(400, "attempt to access JSON non-boolean as boolean: parameter '" + key + "'");
        }
        return flag.asBoolean(otherwise);
    }
}

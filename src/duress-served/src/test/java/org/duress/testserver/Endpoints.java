package org.duress.testserver;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/** The endpoints of the protocol that are asked with GET, and the inference itself. */
record Endpoints(ServerArguments arguments, ServedGraph graph, Swap swap) {
    /** {@code /v2} */
    Answer server() {
        return Answer.json(200, json -> {
            json.writeStringField("name", "duress-test-server");
            json.writeStringField("version", "1");
            json.writeArrayFieldStart("extensions");
            if (!arguments.faults().has(Fault.NO_BINARY)) {
                json.writeString("binary_tensor_data");
            }
            json.writeEndArray();
        });
    }

    /** {@code /v2/health/live} */
    Answer live() {
        return Answer.json(200, json -> json.writeBooleanField("live", true));
    }

    /** {@code /v2/health/ready} */
    Answer ready() {
        return Answer.json(200, json -> json.writeBooleanField("ready", true));
    }

    /** {@code /v2/models/unet/ready} */
    Answer modelReady() {
        return Answer.json(200, json -> {
            json.writeStringField("name", arguments.name());
            json.writeBooleanField("ready", true);
        });
    }

    /** {@code /v2/models/unet} */
    Answer model() {
        return Answer.json(200, json -> {
            json.writeStringField("name", arguments.name());
            json.writeArrayFieldStart("versions");
            json.writeString(arguments.version());
            json.writeEndArray();
            json.writeStringField("platform", "onnx_onnxv1");
            ports(json, "inputs", graph.inputs());
            ports(json, "outputs", graph.outputs());
        });
    }

    private static void ports(JsonGenerator json, String field, List<ServedGraph.Port> ports) throws IOException {
        json.writeArrayFieldStart(field);
        for (ServedGraph.Port port : ports) {
            json.writeStartObject();
            json.writeStringField("name", port.name());
            json.writeStringField("datatype", "FP32");
            json.writeFieldName("shape");
            json.writeArray(port.shape(), 0, port.shape().length);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /**
     * {@code /v2/models/unet/infer}
     *
     * @param header length of the JSON at the beginning of the body
     * @param number of this infer request, from 1
     */
    Answer infer(byte[] body, int header, long number) throws InterruptedException {
        Faults faults = arguments.faults();
        InferRequest request = InferRequest.parse(body, header, !faults.has(Fault.NO_BINARY), graph, arguments.name());
        long batch = faults.number(Fault.MAX_BATCH, Long.MAX_VALUE);
        if (request.inputs().stream().anyMatch(input -> input.shape()[0] > batch)) {
            throw new Refusal(
                    400,
                    "[request id: " + (request.id() == null ? "<id_unknown>" : request.id())
                            + "] inference request batch-size must be <= " + batch + " for '" + arguments.name() + "'");
        }
        Distortion distortion = new Distortion(faults, arguments.classAxis());
        List<String> wanted =
                request.outputs().stream().map(InferRequest.Wanted::name).toList();
        List<Tensor> outputs = graph.run(request.inputs(), wanted).stream()
                .map(output -> distortion.of(output, number))
                .toList();
        if (faults.strikes(Fault.SWAPPED, number)) {
            outputs = swap.of(outputs);
        }
        return Answer.inference(arguments.name(), arguments.version(), identified(request, number), outputs);
    }

    /** As the answer says whose it is. */
    private InferRequest identified(InferRequest request, long number) {
        Faults faults = arguments.faults();
        String id = request.id();
        if (faults.strikes(Fault.WRONG_ID, number)) {
            id = "another";
        }
        if (faults.strikes(Fault.NO_ID, number)) {
            id = null;
        }
        return new InferRequest(id, request.inputs(), request.outputs());
    }
}

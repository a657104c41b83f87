package org.duress.model.onnx;

import ai.onnx.proto.OnnxMl;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.FloatBuffer;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.duress.DuressException;

/** ONNX Runtime, the reference implementation: runs a graph without rewriting it. */
final class OnnxRuntime implements AutoCloseable {
    /** Enough for the longest command line that Linux takes; only what is used is ever allocated. */
    private static final long STACK_BYTES = 256L << 20;

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final String location;
    private final String input;
    private final boolean half;

    /**
     * Starts a model.
     *
     * @param more names of tensors within the graph that are outputs too
     */
    OnnxRuntime(OnnxModel model, List<String> more) {
        this(model.proto(), model, more);
    }

    /**
     * Starts another graph that takes the same image.
     *
     * @param graph whose image may be of type float16
     */
    OnnxRuntime(OnnxMl.ModelProto graph, OnnxModel model, List<String> more) {
        location = model.location();
        input = model.image().name();
        half = graph.getGraph().getInputList().stream()
                .filter(info -> info.getName().equals(input))
                .anyMatch(info ->
                        info.getType().getTensorType().getElemType() == OnnxMl.TensorProto.DataType.FLOAT16_VALUE);
        OnnxMl.ModelProto.Builder proto = graph.toBuilder();
        Set<String> outputs = new HashSet<>();
        graph.getGraph().getOutputList().forEach(output -> outputs.add(output.getName()));
        for (String name : more) {
            if (outputs.add(name)) {
                proto.getGraphBuilder()
                        .addOutput(OnnxMl.ValueInfoProto.newBuilder().setName(name));
            }
        }
        try {
            environment = environment();
            environment.setTelemetry(false);
            try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
                options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
                session = environment.createSession(proto.build().toByteArray(), options);
            }
        } catch (OrtException e) {
            throw broken(e);
        }
    }

    /**
     * ONNX Runtime 1.29 matches the command line of the process against an expression, recursively, when it starts: a
     * class path of a few thousand characters overflows an ordinary stack, and the JVM ends without a word.
     */
    private static OrtEnvironment environment() {
        FutureTask<OrtEnvironment> start = new FutureTask<>(
                () -> OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "duress"));
        new Thread(null, start, "start of ONNX Runtime", STACK_BYTES).start();
        try {
            OrtEnvironment started = start.get();
            StartFiles.delete();
            return started;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DuressException("the run was interrupted while ONNX Runtime started; run it again", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /**
     * Runs the model.
     *
     * @param values the input, row-major
     * @param names outputs that are wanted
     * @return those of them that are real numbers, row-major
     */
    Map<String, float[]> run(float[] values, long[] shape, Set<String> names) {
        Map<String, float[]> outputs = new LinkedHashMap<>();
        try (OnnxTensor image = image(FloatBuffer.wrap(values), shape);
                OrtSession.Result result = session.run(Map.of(input, image), names)) {
            result.forEach(entry -> {
                FloatBuffer buffer = entry.getValue() instanceof OnnxTensor tensor ? tensor.getFloatBuffer() : null;
                if (buffer != null) {
                    float[] numbers = new float[buffer.remaining()];
                    buffer.get(numbers);
                    outputs.put(entry.getKey(), numbers);
                }
            });
        } catch (OrtException e) {
            throw broken(e);
        }
        return outputs;
    }

    private OnnxTensor image(FloatBuffer values, long[] shape) throws OrtException {
        return half
                ? OnnxTensor.createTensor(
                        environment,
                        Fp16Conversions.convertFloatBufferToFp16Buffer(values),
                        shape,
                        OnnxJavaType.FLOAT16)
                : OnnxTensor.createTensor(environment, values, shape);
    }

    private DuressException broken(OrtException e) {
        return new DuressException(
                "ONNX Runtime, which every ONNX model is compared with, cannot run file " + location + ": "
                        + String.valueOf(e.getMessage()).replace('\n', ' ')
                        + "; export the model again, or with another opset_version",
                e);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw broken(e);
        }
    }
}

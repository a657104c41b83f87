package org.duress.testserver;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A saved ONNX model in ONNX Runtime. */
final class ServedGraph implements AutoCloseable {
    /**
     * What the model says of an input or output.
     *
     * @param shape -1 where the size is open
     */
    record Port(String name, long[] shape) {}

    /**
     * ONNX Runtime reads the command line recursively when it starts; a long class path overflows an ordinary stack.
     */
    private static final long STACK_BYTES = 256L << 20;

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final List<Port> inputs;
    private final List<Port> outputs;

    /**
     * Loads it.
     *
     * @throws IllegalArgumentException if it is no model, or one with tensors of another type than FP32
     */
    ServedGraph(Path file) {
        environment = environment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            environment.setTelemetry(false);
            options.setIntraOpNumThreads(1);
            session = environment.createSession(file.toString(), options);
            inputs = ports(session.getInputInfo());
            outputs = ports(session.getOutputInfo());
        } catch (OrtException e) {
            throw new IllegalArgumentException("ONNX Runtime cannot load " + file + ": " + e.getMessage(), e);
        }
    }

    private static OrtEnvironment environment() {
        FutureTask<OrtEnvironment> start = new FutureTask<>(
                () -> OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "model server"));
        new Thread(null, start, "start of ONNX Runtime", STACK_BYTES).start();
        try {
            return start.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while ONNX Runtime started", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("ONNX Runtime does not start", e.getCause());
        }
    }

    private static List<Port> ports(Map<String, NodeInfo> infos) {
        List<Port> ports = new ArrayList<>();
        infos.forEach((name, info) -> {
            if (!(info.getInfo() instanceof TensorInfo tensor) || tensor.type != OnnxJavaType.FLOAT) {
                throw new IllegalArgumentException("'" + name + "' of the model is no tensor of type FP32");
            }
            ports.add(new Port(name, tensor.getShape()));
        });
        return List.copyOf(ports);
    }

    List<Port> inputs() {
        return inputs;
    }

    List<Port> outputs() {
        return outputs;
    }

    /**
     * Runs the model; any number of threads may.
     *
     * @param wanted names of outputs, in the order in which they are returned
     * @throws Refusal if the model cannot take such inputs
     */
    List<Tensor> run(List<Tensor> values, List<String> wanted) {
        Map<String, OnnxTensor> fed = new LinkedHashMap<>();
        try {
            for (Tensor value : values) {
                fed.put(
                        value.name(),
                        OnnxTensor.createTensor(environment, FloatBuffer.wrap(value.values()), value.shape()));
            }
            try (OrtSession.Result result = session.run(fed, new LinkedHashSet<>(wanted))) {
                List<Tensor> tensors = new ArrayList<>();
                for (String name : wanted) {
                    OnnxTensor tensor = (OnnxTensor) result.get(name).orElseThrow();
                    FloatBuffer buffer = tensor.getFloatBuffer();
                    float[] numbers = new float[buffer.remaining()];
                    buffer.get(numbers);
                    tensors.add(new Tensor(name, tensor.getInfo().getShape(), numbers));
                }
                return tensors;
            }
        } catch (OrtException e) {
            throw new Refusal(400, "onnx runtime error: " + e.getMessage());
        } finally {
            fed.values().forEach(OnnxTensor::close);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot let go of the model", e);
        }
    }
}

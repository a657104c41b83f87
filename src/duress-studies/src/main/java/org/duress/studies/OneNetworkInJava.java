package org.duress.studies;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.duress.net.Graph;
import org.duress.net.Network;
import org.duress.net.NetworkArchive;
import org.duress.net.Op;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/**
 * Writes a U-Net of Duress's own format as a Deeplearning4j zip and as a SameDiff file, into a folder:
 *
 * <pre>
 * mvn -q -pl src/duress-studies exec:java -Dexec.skip=false -Dexec.mainClass=org.duress.studies.OneNetworkInJava \
 *     -Dexec.args="IN.zip FOLDER"
 * </pre>
 *
 * <p>The other formats are written by {@code src/duress-acceptance/src/test/python/export_phantom_unet.py}.
 */
public final class OneNetworkInJava {
    private OneNetworkInJava() {}

    /** The command. */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        String name = file.getFileName().toString().replaceAll("\\.zip$", "");
        String stem = Path.of(arguments[1], name).toString();
        Network network = NetworkArchive.read(file).network("model");
        ComputationGraph graph = computationGraph(network);
        ModelSerializer.writeModel(graph, stem + "-dl4j.zip", false);
        sameDiff(network).save(new File(stem + ".fb"), false);
    }

    /** The network as a graph of Deeplearning4j's layers, NCHW. */
    static ComputationGraph computationGraph(Network network) {
        GraphBuilder builder = new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs(Graph.INPUT)
                .setInputTypes(InputType.convolutional(64, 64, network.graph().inputChannels()));
        for (Graph.Node node : network.graph().nodes()) {
            String name = key(node.name());
            String[] inputs = node.inputs().stream().map(OneNetworkInJava::key).toArray(String[]::new);
            Op op = node.op();
            if (op instanceof Op.Conv conv) {
                if (inputs.length > 1) {
                    builder.addVertex(name + "_merge", new MergeVertex(), inputs);
                    inputs = new String[] {name + "_merge"};
                }
                int kernel = conv.window().kernel().y();
                builder.addLayer(
                        name,
                        new ConvolutionLayer.Builder(kernel, kernel)
                                .nOut(conv.channels())
                                .hasBias(conv.bias())
                                .convolutionMode(ConvolutionMode.Same)
                                .activation(Activation.IDENTITY)
                                .build(),
                        inputs);
            } else if (op instanceof Op.BatchNorm norm) {
                builder.addLayer(
                        name,
                        new BatchNormalization.Builder()
                                .useLogStd(false)
                                .eps(norm.epsilon())
                                .build(),
                        inputs);
            } else if (op instanceof Op.LeakyRelu relu) {
                builder.addLayer(name, new ActivationLayer(new ActivationLReLU(relu.slope())), inputs);
            } else if (op instanceof Op.MaxPool) {
                builder.addLayer(
                        name,
                        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                                .kernelSize(2, 2)
                                .stride(2, 2)
                                .build(),
                        inputs);
            } else if (op instanceof Op.Upsample upsample) {
                builder.addLayer(name, new Upsampling2D.Builder(upsample.factor()).build(), inputs);
            } else if (op instanceof Op.Softmax) {
                builder.addLayer(
                        name,
                        new CnnLossLayer.Builder(new LossMCXENT())
                                .activation(Activation.SOFTMAX)
                                .build(),
                        inputs);
            } else {
                throw new IllegalArgumentException("no layer for " + op);
            }
        }
        ComputationGraph graph = new ComputationGraph(
                builder.setOutputs(key(network.graph().output())).build());
        graph.init();
        Map<String, float[]> values = network.values();
        for (Graph.Node node : network.graph().nodes()) {
            if (node.op() instanceof Op.Conv) {
                INDArray weights = weights(network, node).permute(3, 2, 0, 1).dup('c');
                graph.getLayer(key(node.name())).setParam("W", weights);
                float[] bias = values.get(node.name() + ".bias");
                if (bias != null) {
                    graph.getLayer(key(node.name())).setParam("b", row(bias));
                }
            } else if (node.op() instanceof Op.BatchNorm) {
                for (Map.Entry<String, String> role : Map.of(
                                "gamma", ".gamma", "beta", ".beta", "mean", ".mean", "var", ".variance")
                        .entrySet()) {
                    graph.getLayer(key(node.name()))
                            .setParam(role.getKey(), row(value(values, node.name() + role.getValue())));
                }
            }
        }
        return graph;
    }

    /** The network as a SameDiff graph, NHWC. */
    static SameDiff sameDiff(Network network) {
        SameDiff sd = SameDiff.create();
        Map<String, SDVariable> made = new HashMap<>();
        made.put(
                Graph.INPUT,
                sd.placeHolder(
                        "image", DataType.FLOAT, -1, -1, -1, network.graph().inputChannels()));
        Map<String, float[]> values = network.values();
        for (Graph.Node node : network.graph().nodes()) {
            String name = key(node.name());
            SDVariable[] inputs = node.inputs().stream().map(made::get).toArray(SDVariable[]::new);
            SDVariable x = inputs.length == 1 ? inputs[0] : sd.concat(name + "_concat", 3, inputs);
            Op op = node.op();
            if (op instanceof Op.Conv conv) {
                int kernel = conv.window().kernel().y();
                Conv2DConfig config = Conv2DConfig.builder()
                        .kH(kernel)
                        .kW(kernel)
                        .paddingMode(PaddingMode.SAME)
                        .dataFormat(Conv2DConfig.NHWC)
                        .build();
                SDVariable weights = sd.var(name + "_w", weights(network, node));
                float[] bias = values.get(node.name() + ".bias");
                x = bias == null
                        ? sd.cnn().conv2d(name, x, weights, config)
                        : sd.cnn().conv2d(name, x, weights, sd.var(name + "_b", Nd4j.createFromArray(bias)), config);
            } else if (op instanceof Op.BatchNorm norm) {
                SDVariable[] parts = List.of(".mean", ".variance", ".gamma", ".beta").stream()
                        .map(role -> sd.var(
                                name + role.replace('.', '_'), Nd4j.createFromArray(value(values, node.name() + role))))
                        .toArray(SDVariable[]::new);
                x = sd.nn().batchNorm(name, x, parts[0], parts[1], parts[2], parts[3], norm.epsilon(), 3);
            } else if (op instanceof Op.LeakyRelu relu) {
                x = sd.nn().leakyRelu(name, x, relu.slope());
            } else if (op instanceof Op.MaxPool) {
                x = sd.cnn()
                        .maxPooling2d(
                                name,
                                x,
                                Pooling2DConfig.builder()
                                        .kH(2)
                                        .kW(2)
                                        .sH(2)
                                        .sW(2)
                                        .isNHWC(true)
                                        .build());
            } else if (op instanceof Op.Upsample upsample) {
                x = sd.cnn().upsampling2d(name, x, upsample.factor(), upsample.factor(), false);
            } else if (op instanceof Op.Softmax) {
                x = sd.nn().softmax(name, x, 3);
            } else {
                throw new IllegalArgumentException("no op for " + op);
            }
            made.put(node.name(), x);
        }
        return sd;
    }

    /** {@code [kernel y, kernel x, in, out]} over all inputs. */
    private static INDArray weights(Network network, Graph.Node node) {
        Op.Conv conv = (Op.Conv) node.op();
        long kernel = conv.window().kernel().y();
        INDArray[] parts = new INDArray[node.inputs().size()];
        for (int i = 0; i < parts.length; i++) {
            float[] part = value(network.values(), node.name() + ".weight" + i);
            parts[i] = Nd4j.createFromArray(part)
                    .reshape('c', kernel, kernel, part.length / (kernel * kernel * conv.channels()), conv.channels());
        }
        return parts.length == 1 ? parts[0] : Nd4j.concat(2, parts);
    }

    private static INDArray row(float[] values) {
        return Nd4j.createFromArray(values).reshape(1, values.length);
    }

    private static float[] value(Map<String, float[]> values, String name) {
        return Objects.requireNonNull(values.get(name), name);
    }

    private static String key(String name) {
        return name.replace('.', '_');
    }
}

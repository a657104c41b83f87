package org.duress.studies;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
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
import org.deeplearning4j.nn.conf.layers.Cnn3DLossLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.Upsampling3D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.duress.base.Extent;
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
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv3DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling3DConfig;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/**
 * Writes a U-Net of Duress's own format, of slices or of volumes, as a Deeplearning4j zip and as a SameDiff file, into
 * a folder:
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

    /**
     * The network as a graph of Deeplearning4j's layers, channels first. Of volumes these normalise nothing, so that
     * what does is folded.
     */
    static ComputationGraph computationGraph(Network given) {
        boolean volumes = isOfVolumes(given);
        Network network = volumes ? given.folded() : given;
        int channels = network.graph().inputChannels();
        GraphBuilder builder = new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs(Graph.INPUT)
                .setInputTypes(
                        volumes
                                ? InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 16, 16, 16, channels)
                                : InputType.convolutional(64, 64, channels));
        for (Graph.Node node : network.graph().nodes()) {
            String name = key(node.name());
            String[] inputs = node.inputs().stream().map(OneNetworkInJava::key).toArray(String[]::new);
            Op op = node.op();
            if (op instanceof Op.Conv conv) {
                if (inputs.length > 1) {
                    builder.addVertex(name + "_merge", new MergeVertex(), inputs);
                    inputs = new String[] {name + "_merge"};
                }
                builder.addLayer(name, volumes ? cube(conv) : square(conv), inputs);
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
                builder.addLayer(name, volumes ? pooledCubes() : pooledSquares(), inputs);
            } else if (op instanceof Op.Upsample upsample) {
                int factor = upsample.factor();
                builder.addLayer(
                        name,
                        volumes ? new Upsampling3D.Builder(factor).build() : new Upsampling2D.Builder(factor).build(),
                        inputs);
            } else if (op instanceof Op.Softmax) {
                builder.addLayer(name, volumes ? lossOfVolumes() : lossOfSlices(), inputs);
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
                INDArray last = weights(network, node);
                INDArray weights = (volumes ? last.permute(4, 3, 0, 1, 2) : last.permute(3, 2, 0, 1)).dup('c');
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

    private static boolean isOfVolumes(Network network) {
        return network.graph().axes().orElse(2) == 3;
    }

    private static ConvolutionLayer square(Op.Conv conv) {
        int kernel = conv.window().kernel().y();
        return new ConvolutionLayer.Builder(kernel, kernel)
                .nOut(conv.channels())
                .hasBias(conv.bias())
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.IDENTITY)
                .build();
    }

    private static Convolution3D cube(Op.Conv conv) {
        int kernel = conv.window().kernel().y();
        return new Convolution3D.Builder(kernel, kernel, kernel)
                .dataFormat(Convolution3D.DataFormat.NCDHW)
                .nOut(conv.channels())
                .hasBias(conv.bias())
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.IDENTITY)
                .build();
    }

    private static SubsamplingLayer pooledSquares() {
        return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                .kernelSize(2, 2)
                .stride(2, 2)
                .build();
    }

    private static Subsampling3DLayer pooledCubes() {
        return new Subsampling3DLayer.Builder(PoolingType.MAX)
                .kernelSize(2, 2, 2)
                .stride(2, 2, 2)
                .build();
    }

    private static CnnLossLayer lossOfSlices() {
        return new CnnLossLayer.Builder(new LossMCXENT())
                .activation(Activation.SOFTMAX)
                .build();
    }

    private static Cnn3DLossLayer lossOfVolumes() {
        return new Cnn3DLossLayer.Builder(Convolution3D.DataFormat.NCDHW)
                .lossFunction(new LossMCXENT())
                .activation(Activation.SOFTMAX)
                .build();
    }

    /**
     * The network as a SameDiff graph, channels last; of volumes first, since its up-sampling of volumes knows no other
     * order.
     */
    static SameDiff sameDiff(Network network) {
        boolean volumes = isOfVolumes(network);
        int channel = volumes ? 1 : 3;
        long[] images = new long[volumes ? 5 : 4];
        Arrays.fill(images, -1);
        images[channel] = network.graph().inputChannels();
        SameDiff sd = SameDiff.create();
        Map<String, SDVariable> made = new HashMap<>();
        made.put(Graph.INPUT, sd.placeHolder("image", DataType.FLOAT, images));
        Map<String, float[]> values = network.values();
        for (Graph.Node node : network.graph().nodes()) {
            String name = key(node.name());
            SDVariable[] inputs = node.inputs().stream().map(made::get).toArray(SDVariable[]::new);
            SDVariable x = inputs.length == 1 ? inputs[0] : sd.concat(name + "_concat", channel, inputs);
            Op op = node.op();
            if (op instanceof Op.Conv conv) {
                SDVariable weights = sd.var(name + "_w", weights(network, node));
                int kernel = conv.window().kernel().y();
                float[] numbers = values.get(node.name() + ".bias");
                if (numbers == null) {
                    x = volumes
                            ? sd.cnn().conv3d(name, x, weights, cube(kernel))
                            : sd.cnn().conv2d(name, x, weights, square(kernel));
                } else {
                    SDVariable bias = sd.var(name + "_b", Nd4j.createFromArray(numbers));
                    x = volumes
                            ? sd.cnn().conv3d(name, x, weights, bias, cube(kernel))
                            : sd.cnn().conv2d(name, x, weights, bias, square(kernel));
                }
            } else if (op instanceof Op.BatchNorm norm) {
                SDVariable[] parts = List.of(".mean", ".variance", ".gamma", ".beta").stream()
                        .map(role -> sd.var(
                                name + role.replace('.', '_'), Nd4j.createFromArray(value(values, node.name() + role))))
                        .toArray(SDVariable[]::new);
                x = sd.nn().batchNorm(name, x, parts[0], parts[1], parts[2], parts[3], norm.epsilon(), channel);
            } else if (op instanceof Op.LeakyRelu relu) {
                x = sd.nn().leakyRelu(name, x, relu.slope());
            } else if (op instanceof Op.MaxPool) {
                x = volumes
                        ? sd.cnn().maxPooling3d(name, x, blocks())
                        : sd.cnn().maxPooling2d(name, x, tiles());
            } else if (op instanceof Op.Upsample upsample) {
                int factor = upsample.factor();
                x = volumes
                        ? sd.cnn().upsampling3d(name, x, true, factor, factor, factor)
                        : sd.cnn().upsampling2d(name, x, factor, factor, false);
            } else if (op instanceof Op.Softmax) {
                x = sd.nn().softmax(name, x, channel);
            } else {
                throw new IllegalArgumentException("no op for " + op);
            }
            made.put(node.name(), x);
        }
        return sd;
    }

    private static Conv2DConfig square(int kernel) {
        return Conv2DConfig.builder()
                .kH(kernel)
                .kW(kernel)
                .paddingMode(PaddingMode.SAME)
                .dataFormat(Conv2DConfig.NHWC)
                .build();
    }

    private static Conv3DConfig cube(int kernel) {
        return Conv3DConfig.builder()
                .kD(kernel)
                .kH(kernel)
                .kW(kernel)
                .paddingMode(PaddingMode.SAME)
                .dataFormat(Conv3DConfig.NCDHW)
                .build();
    }

    private static Pooling2DConfig tiles() {
        return Pooling2DConfig.builder().kH(2).kW(2).sH(2).sW(2).isNHWC(true).build();
    }

    private static Pooling3DConfig blocks() {
        return Pooling3DConfig.builder()
                .kD(2)
                .kH(2)
                .kW(2)
                .sD(2)
                .sH(2)
                .sW(2)
                .isNCDHW(true)
                .build();
    }

    /** {@code [taps along each axis, in, out]} over all inputs. */
    private static INDArray weights(Network network, Graph.Node node) {
        Op.Conv conv = (Op.Conv) node.op();
        Extent taps = conv.window().kernel();
        INDArray[] parts = new INDArray[node.inputs().size()];
        for (int i = 0; i < parts.length; i++) {
            float[] part = value(network.values(), node.name() + ".weight" + i);
            long in = part.length / taps.product() / conv.channels();
            long[] shape = isOfVolumes(network)
                    ? new long[] {taps.z(), taps.y(), taps.x(), in, conv.channels()}
                    : new long[] {taps.y(), taps.x(), in, conv.channels()};
            parts[i] = Nd4j.createFromArray(part).reshape('c', shape);
        }
        return parts.length == 1 ? parts[0] : Nd4j.concat(parts[0].rank() - 2, parts);
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

package org.duress.model.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.duress.base.FiniteDifferences.gaussian;

import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.spec.ModelHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationCube;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationHardTanH;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationMish;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationRectifiedTanh;
import org.nd4j.linalg.activations.impl.ActivationSELU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.activations.impl.ActivationThresholdedReLU;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Every layer against Deeplearning4j's own {@code output}, in random networks. */
class Dl4jModelsTest {
    private static final int SIZE = 12;
    private static final Dl4jAnswers FIRST = answers(CNN2DFormat.NCHW);

    /** Layers between a convolution "in" of 4 channels and a 1 x 1 convolution that reads "body". */
    private record Case(String name, CNN2DFormat format, Consumer<GraphBuilder> body) {
        @Override
        public String toString() {
            return name + " " + format;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(CNN2DFormat.NCHW, CNN2DFormat.NHWC).flatMap(Dl4jModelsTest::cases);
    }

    private static Stream<Case> cases(CNN2DFormat format) {
        boolean first = format == CNN2DFormat.NCHW;
        Stream<Case> both = Stream.of(
                new Case("same convolution", format, g -> g.addLayer("body", conv(3).build(), "in")),
                new Case(
                        "convolution without bias",
                        format,
                        g -> g.addLayer(
                                "body",
                                new ConvolutionLayer.Builder(2, 3)
                                        .nOut(3)
                                        .hasBias(false)
                                        .convolutionMode(ConvolutionMode.Same)
                                        .activation(Activation.TANH)
                                        .build(),
                                "in")),
                new Case(
                        "same convolution with stride, even kernel",
                        format,
                        g -> g.addLayer("down", conv(4).stride(2, 2).build(), "in")
                                .addLayer("body", new Upsampling2D.Builder(2).build(), "down")),
                new Case(
                        "dilated truncated convolution",
                        format,
                        g -> g.addLayer(
                                "body",
                                new ConvolutionLayer.Builder(3, 3)
                                        .nOut(3)
                                        .dilation(2, 2)
                                        .padding(2, 2)
                                        .convolutionMode(ConvolutionMode.Truncate)
                                        .activation(Activation.ELU)
                                        .build(),
                                "in")),
                new Case(
                        "deconvolution",
                        format,
                        g -> g.addLayer("pool", pool(SubsamplingLayer.PoolingType.MAX), "in")
                                .addLayer(
                                        "body",
                                        deconv(2, ConvolutionMode.Truncate).build(),
                                        "pool")),
                new Case(
                        "same deconvolution of an odd kernel",
                        format,
                        g -> g.addLayer("pool", pool(SubsamplingLayer.PoolingType.AVG), "in")
                                .addLayer(
                                        "body", deconv(3, ConvolutionMode.Same).build(), "pool")),
                new Case(
                        "padded deconvolution without bias",
                        format,
                        g -> g.addLayer("pool", pool(SubsamplingLayer.PoolingType.AVG), "in")
                                .addLayer(
                                        "body",
                                        deconv(4, ConvolutionMode.Truncate)
                                                .padding(1, 1)
                                                .hasBias(false)
                                                .build(),
                                        "pool")),
                new Case(
                        "depthwise",
                        format,
                        g -> g.addLayer(
                                "body",
                                new DepthwiseConvolution2D.Builder(3, 3)
                                        .depthMultiplier(2)
                                        .nOut(8)
                                        .convolutionMode(ConvolutionMode.Same)
                                        .activation(new ActivationLReLU(0.2))
                                        .build(),
                                "in")),
                new Case(
                        "separable",
                        format,
                        g -> g.addLayer(
                                "body",
                                new SeparableConvolution2D.Builder(3, 3)
                                        .depthMultiplier(2)
                                        .nOut(5)
                                        .convolutionMode(ConvolutionMode.Same)
                                        .activation(new ActivationReLU())
                                        .build(),
                                "in")),
                new Case(
                        "batch norm of logarithms",
                        format,
                        g -> g.addLayer(
                                "body",
                                new BatchNormalization.Builder().eps(1e-3).build(),
                                "in")),
                new Case(
                        "batch norm of variances",
                        format,
                        g -> g.addLayer(
                                "body",
                                new BatchNormalization.Builder()
                                        .useLogStd(false)
                                        .build(),
                                "in")),
                new Case(
                        "locked batch norm",
                        format,
                        g -> g.addLayer(
                                "body",
                                new BatchNormalization.Builder()
                                        .lockGammaBeta(true)
                                        .gamma(1.5)
                                        .beta(0.5)
                                        .build(),
                                "in")),
                new Case(
                        "locked batch norm whose shift is 0",
                        format,
                        g -> g.addLayer(
                                "body",
                                new BatchNormalization.Builder()
                                        .lockGammaBeta(true)
                                        .gamma(1.5)
                                        .beta(0)
                                        .build(),
                                "in")),
                new Case(
                        "overlapping same poolings",
                        format,
                        g -> g.addLayer("max", samePool(SubsamplingLayer.PoolingType.MAX, 3, false), "in")
                                .addLayer("avg", samePool(SubsamplingLayer.PoolingType.AVG, 3, false), "in")
                                .addLayer("padded", samePool(SubsamplingLayer.PoolingType.AVG, 3, true), "in")
                                .addLayer("uneven", samePool(SubsamplingLayer.PoolingType.AVG, 2, false), "in")
                                .addVertex("body", new MergeVertex(), "max", "avg", "padded", "uneven")),
                new Case(
                        "padding, cropping, merging",
                        format,
                        g -> g.addLayer("pad", zeroPadding(format, 1, 2, 3, 0), "in")
                                .addLayer("crop", cropping(format, 0, 3, 1, 2), "pad")
                                .addVertex("body", new MergeVertex(), "crop", "in")),
                new Case(
                        "upsampling by axis",
                        format,
                        g -> g.addLayer(
                                        "pool",
                                        new SubsamplingLayer.Builder(
                                                        SubsamplingLayer.PoolingType.MAX,
                                                        new int[] {3, 2},
                                                        new int[] {3, 2})
                                                .build(),
                                        "in")
                                .addLayer(
                                        "body",
                                        new Upsampling2D.Builder(1)
                                                .size(new int[] {3, 2})
                                                .build(),
                                        "pool")),
                new Case(
                        "vertices",
                        format,
                        g -> g.addLayer("other", conv(3).nOut(4).build(), "in")
                                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "in", "other", "in")
                                .addVertex(
                                        "difference",
                                        new ElementWiseVertex(ElementWiseVertex.Op.Subtract),
                                        "in",
                                        "other")
                                .addVertex(
                                        "product",
                                        new ElementWiseVertex(ElementWiseVertex.Op.Product),
                                        "in",
                                        "other",
                                        "sum")
                                .addVertex(
                                        "mean",
                                        new ElementWiseVertex(ElementWiseVertex.Op.Average),
                                        "in",
                                        "other",
                                        "product")
                                .addVertex("scaled", new ScaleVertex(0.7), "mean")
                                .addVertex("shifted", new ShiftVertex(0.3), "difference")
                                .addVertex("body", new MergeVertex(), "scaled", "shifted")),
                new Case(
                        "frozen layer and dropout",
                        format,
                        g -> g.addLayer("frozen", new FrozenLayer(conv(3).nIn(4).build()), "in")
                                .addLayer("body", new DropoutLayer.Builder(0.5).build(), "frozen")),
                new Case(
                        "shared slopes",
                        format,
                        g -> g.addLayer(
                                "body",
                                first
                                        ? new PReLULayer.Builder()
                                                .inputShape(4, SIZE, SIZE)
                                                .sharedAxes(2, 3)
                                                .build()
                                        : new PReLULayer.Builder()
                                                .inputShape(SIZE, SIZE, 4)
                                                .sharedAxes(1, 2)
                                                .build(),
                                "in")));
        Stream<Case> channelsFirst = Stream.of(new Case(
                "one slope",
                format,
                g -> g.addLayer(
                        "body",
                        new PReLULayer.Builder()
                                .inputShape(4, SIZE, SIZE)
                                .sharedAxes(1, 2, 3)
                                .build(),
                        "in")));
        return first ? Stream.concat(both, channelsFirst) : both;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void layersGiveWhatDeeplearning4jGives(Case layers) {
        ComputationGraph graph = graph(layers.format(), Activation.SOFTMAX, layers.body());
        answers(layers.format()).assertGivenBy(graph);
    }

    static Stream<IActivation> activations() {
        return Stream.of(
                new ActivationIdentity(),
                new ActivationReLU(),
                new ActivationReLU(0.8, null, 0.1),
                new ActivationReLU(null, null, 0.3),
                new ActivationLReLU(0.2),
                new ActivationReLU6(),
                new ActivationELU(0.7),
                new ActivationSELU(),
                new ActivationGELU(false),
                new ActivationGELU(true),
                new ActivationSwish(),
                new ActivationMish(),
                new ActivationSigmoid(),
                new ActivationHardSigmoid(),
                new ActivationTanH(),
                new ActivationHardTanH(),
                new ActivationRectifiedTanh(),
                new ActivationSoftPlus(),
                new ActivationCube());
    }

    @ParameterizedTest
    @MethodSource("activations")
    void activationsGiveWhatDeeplearning4jGives(IActivation activation) {
        ComputationGraph graph = graph(
                CNN2DFormat.NCHW,
                Activation.SOFTMAX,
                g -> g.addLayer(
                                "wide",
                                conv(3).activation(new ActivationIdentity()).build(),
                                "in")
                        .addVertex("scaled", new ScaleVertex(activation instanceof ActivationCube ? 0.2 : 2), "wide")
                        .addLayer("body", new ActivationLayer(activation), "scaled"));
        FIRST.assertGivenBy(graph);
    }

    @Test
    void softmaxOfChannelsLastImagesIsOverChannels() {
        ComputationGraph graph = graph(
                CNN2DFormat.NHWC,
                Activation.SOFTMAX,
                g -> g.addLayer("body", new ActivationLayer(Activation.SOFTMAX), "in"));
        answers(CNN2DFormat.NHWC).assertGivenBy(graph);
    }

    @Test
    void squeezeAndExcitationAndSubset() {
        GraphBuilder builder = new NeuralNetConfiguration.Builder()
                .seed(4)
                .graphBuilder()
                .addInputs("input")
                .addLayer("in", conv(3).nIn(1).nOut(4).build(), "input")
                .addLayer("mean", global(PoolingType.AVG), "in")
                .addLayer("max", global(PoolingType.MAX), "in")
                .addLayer("sum", global(PoolingType.SUM), "in")
                .addVertex("all", new MergeVertex(), "mean", "max", "sum")
                .addLayer(
                        "gate",
                        new ConvolutionLayer.Builder(1, 1)
                                .nIn(12)
                                .nOut(6)
                                .activation(Activation.SIGMOID)
                                .build(),
                        "all")
                .addVertex("subset", new SubsetVertex(1, 4), "gate")
                .addVertex("body", new ElementWiseVertex(ElementWiseVertex.Op.Product), "in", "subset")
                .addLayer(
                        "out",
                        new CnnLossLayer.Builder()
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "body")
                .setOutputs("out");
        ComputationGraph graph = new ComputationGraph(builder.build());
        graph.init();
        Dl4jAnswers.scramble(graph);
        FIRST.assertGivenBy(graph);
    }

    @Test
    void fourDifferentChannels() {
        GraphBuilder builder = new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("input")
                .addLayer("in", conv(3).nOut(3).build(), "input")
                .addLayer(
                        "out",
                        new CnnLossLayer.Builder()
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "in")
                .setOutputs("out")
                .setInputTypes(InputType.convolutional(SIZE, SIZE, 4));
        ComputationGraph graph = new ComputationGraph(builder.build());
        graph.init();
        Dl4jAnswers.scramble(graph);
        float[] pixels = FIRST.pixels(4);
        float[] theirs = FIRST.of(graph, pixels);
        try (SegmentationModel model = Dl4jModels.of(graph)) {
            assertThat(model.channels()).isEqualTo(4);
            Dl4jAnswers.assertClose(model.probabilities(FIRST.batch(pixels)), theirs);
        }
    }

    /** Deep supervision: two maps of the image's size, and one of half of it. */
    @Test
    void ofSeveralOutputsTheNamedOneIsTakenOrTheOnlyOneThatFits() {
        CnnLossLayer.Builder softmax = new CnnLossLayer.Builder().activation(Activation.SOFTMAX);
        GraphBuilder builder = new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("input")
                .addLayer("in", conv(3).nOut(3).build(), "input")
                .addLayer("more", conv(3).nOut(3).build(), "in")
                .addLayer(
                        "half",
                        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                                .kernelSize(2, 2)
                                .stride(2, 2)
                                .build(),
                        "in")
                .addLayer("first", softmax.build(), "in")
                .addLayer("small", softmax.build(), "half")
                .addLayer("last", softmax.build(), "more")
                .setInputTypes(InputType.convolutional(SIZE, SIZE, 1));
        ComputationGraph graph = new ComputationGraph(
                builder.setOutputs("first", "small", "last").build());
        graph.init();
        Dl4jAnswers.scramble(graph);
        float[] pixels = FIRST.pixels(1);
        float[] theirs = FIRST.images().values(graph.output(FIRST.given(pixels))[2]);
        assertThatThrownBy(() -> Dl4jModels.of(graph))
                .isInstanceOf(DuressException.class)
                .hasMessage(
                        "the network in the ComputationGraph answers with 2 outputs (first, last), each of which could"
                                + " be the segmentation; name one with model.output");
        DifferentiableModel named = Dl4jModels.of(graph, ModelHead.AUTO, "last");
        Dl4jAnswers.assertClose(named.probabilities(FIRST.batch(pixels)), theirs);
        assertThat(named.provenance())
                .containsEntry("output", "'last' of 3 outputs (first, small, last), as model.output says");
        ComputationGraph one = new ComputationGraph(
                builder.setOutputs("small", "last").allowDisconnected(true).build());
        one.init();
        assertThat(Dl4jModels.of(one).provenance())
                .containsEntry(
                        "output",
                        "'last' of 2 outputs (small, last), the only one that gives a number a class for each pixel");
    }

    @Test
    void chainsOfLayersToo() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(6)
                .list()
                .layer(conv(3).build())
                .layer(new BatchNormalization())
                .layer(new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .build())
                .layer(new Upsampling2D.Builder(2).build())
                .layer(conv(1).nOut(3).activation(Activation.IDENTITY).build())
                .layer(new CnnLossLayer.Builder().activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(SIZE, SIZE, 1))
                .build());
        network.init();
        Dl4jAnswers.scramble(network);
        float[] pixels = FIRST.pixels(1);
        float[] theirs = FIRST.images().values(network.output(FIRST.given(pixels)));
        DifferentiableModel model = Dl4jModels.of(network);
        assertThat(model.classes()).isEqualTo(3);
        Dl4jAnswers.assertClose(model.probabilities(FIRST.batch(pixels)), theirs);
    }

    @Test
    void listsOfPixelsFitOneSize() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(conv(3).nOut(3).build())
                .layer(new CnnLossLayer.Builder().activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutionalFlat(32, 32, 1))
                .build());
        network.init();
        Dl4jAnswers.scramble(network);
        DifferentiableModel model = Dl4jModels.of(network);
        float[] pixels = gaussian(1, 32 * 32);
        float[] theirs = FIRST.images()
                .values(network.output(Nd4j.createFromArray(pixels).reshape(1, pixels.length)));
        Dl4jAnswers.assertClose(model.probabilities(new ImageBatch(pixels, 1, Grid.of(32, 32))), theirs);
        assertThatThrownBy(() -> model.requireSize(Grid.of(64, 64)))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("images of 32 x 32");
    }

    @Test
    void sigmoidsAreOrgansEachForItself() {
        ComputationGraph graph =
                graph(CNN2DFormat.NCHW, Activation.SIGMOID, g -> g.addLayer("body", conv(3).build(), "in"));
        FIRST.assertOrgansOf(graph);
        assertThatThrownBy(() -> Dl4jModels.of(graph, ModelHead.PROBABILITIES))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("set model.head");
    }

    @Test
    void inputGradientIsTheDerivative() {
        ComputationGraph graph = graph(
                CNN2DFormat.NCHW,
                Activation.SOFTMAX,
                g -> g.addLayer("bn", new BatchNormalization(), "in")
                        .addLayer("down", conv(3).stride(2, 2).build(), "bn")
                        .addLayer("up", deconv(3, ConvolutionMode.Same).build(), "down")
                        .addVertex("body", new MergeVertex(), "up", "bn"));
        FIRST.assertDerivativeOf(graph, 1);
    }

    @Test
    void aWeightChangesTheFingerprintAndTheModelIsACopy() {
        ComputationGraph graph =
                graph(CNN2DFormat.NCHW, Activation.SOFTMAX, g -> g.addLayer("body", conv(3).build(), "in"));
        DifferentiableModel before = Dl4jModels.of(graph);
        ImageBatch images = FIRST.batch(FIRST.pixels(1));
        float[] answer = before.probabilities(images);
        assertThat(Dl4jModels.of(graph).fingerprint()).isEqualTo(before.fingerprint());
        graph.params().putScalar(3, graph.params().getFloat(3) + 0.5);
        assertThat(Dl4jModels.of(graph).fingerprint()).isNotEqualTo(before.fingerprint());
        assertThat(before.probabilities(images)).isEqualTo(answer);
        assertThat(Dl4jModels.of(graph).probabilities(images)).isNotEqualTo(answer);
    }

    static Stream<Map.Entry<Consumer<GraphBuilder>, String>> refused() {
        return Stream.of(
                Map.entry(
                        g -> g.addLayer("body", new LocalResponseNormalization.Builder().build(), "in"),
                        "layer 2 'body' (LocalResponseNormalization) in the ComputationGraph is no layer that Duress"
                                + " computes; replace it, or export the model to ONNX or TorchScript"),
                Map.entry(
                        g -> g.addLayer("s", new SpaceToDepthLayer.Builder<>(2).build(), "in")
                                .addLayer("body", new Upsampling2D.Builder(2).build(), "s"),
                        "layer 2 's' (SpaceToDepthLayer)"),
                Map.entry(
                        g -> g.addLayer(
                                "body",
                                conv(3).activation(new ActivationThresholdedReLU())
                                        .build(),
                                "in"),
                        "ThresholdedReLU"),
                Map.entry(
                        g -> g.addLayer(
                                "body",
                                conv(3).activation(new ActivationReLU(null, 0.5, null))
                                        .build(),
                                "in"),
                        "ReLU with a threshold"),
                Map.entry(
                        g -> g.addLayer(
                                "body", conv(3).activation(Activation.SOFTMAX).build(), "in"),
                        "layer 2 'body' (ConvolutionLayer) in the ComputationGraph applies softmax along the columns"),
                Map.entry(
                        g -> g.addVertex("body", new ElementWiseVertex(ElementWiseVertex.Op.Max), "in", "in"),
                        "computes 'Max'"),
                Map.entry(
                        g -> g.addLayer(
                                "body",
                                new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.PNORM)
                                        .pnorm(2)
                                        .kernelSize(2, 2)
                                        .stride(1, 1)
                                        .build(),
                                "in"),
                        "pools by 'PNORM'"),
                Map.entry(
                        g -> g.addLayer(
                                "body",
                                new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                                        .kernelSize(2, 2)
                                        .stride(1, 1)
                                        .dilation(2, 2)
                                        .build(),
                                "in"),
                        "layer 2 'body' (SubsamplingLayer) in the ComputationGraph has a dilation, which ND4J leaves"
                                + " out at some sizes"),
                Map.entry(
                        g -> g.addLayer(
                                "body",
                                new PReLULayer.Builder()
                                        .inputShape(4, SIZE, SIZE)
                                        .build(),
                                "in"),
                        "a slope for each pixel"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatItDoesNotComputeIsRefusedWithItsPlace(Map.Entry<Consumer<GraphBuilder>, String> refused) {
        ComputationGraph graph = graph(CNN2DFormat.NCHW, Activation.SOFTMAX, refused.getKey());
        assertThatThrownBy(() -> Dl4jModels.of(graph))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining(refused.getValue());
    }

    @Test
    void anUninitialisedNetworkIsRefused() {
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("input")
                .addLayer(
                        "out",
                        new CnnLossLayer.Builder()
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "input")
                .setOutputs("out")
                .build());
        assertThatThrownBy(() -> Dl4jModels.of(graph))
                .isInstanceOf(DuressException.class)
                .hasMessage("the ComputationGraph has no coefficients; call its init() first");
    }

    @Test
    void aGraphOfSeveralInputsIsRefused() {
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("image", "prior")
                .addVertex("both", new MergeVertex(), "image", "prior")
                .addLayer("conv", conv(3).nOut(3).build(), "both")
                .addLayer(
                        "out",
                        new CnnLossLayer.Builder()
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "conv")
                .setOutputs("out")
                .setInputTypes(InputType.convolutional(SIZE, SIZE, 1), InputType.convolutional(SIZE, SIZE, 1))
                .build());
        graph.init();
        assertThatThrownBy(() -> Dl4jModels.of(graph))
                .isInstanceOf(DuressException.class)
                .hasMessage("the network in the ComputationGraph has 2 inputs [image, prior], where one, the image, is"
                        + " needed; build a model that takes it alone");
    }

    static ComputationGraph graph(CNN2DFormat format, Activation last, Consumer<GraphBuilder> body) {
        GraphBuilder builder = new NeuralNetConfiguration.Builder()
                .seed(11)
                .graphBuilder()
                .addInputs("input")
                .addLayer("in", conv(3).nOut(4).build(), "input");
        body.accept(builder);
        builder.addLayer(
                        "logits",
                        new ConvolutionLayer.Builder(1, 1)
                                .nOut(3)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "body")
                .addLayer(
                        "out",
                        new CnnLossLayer.Builder(last == Activation.SIGMOID ? LossFunction.XENT : LossFunction.MCXENT)
                                .activation(last)
                                .build(),
                        "logits")
                .setOutputs("out")
                .setInputTypes(InputType.convolutional(SIZE, SIZE, 1, format));
        ComputationGraph graph = new ComputationGraph(builder.build());
        graph.init();
        Dl4jAnswers.scramble(graph);
        return graph;
    }

    private static ConvolutionLayer.Builder conv(int kernel) {
        return new ConvolutionLayer.Builder(kernel, kernel)
                .nOut(5)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.TANH);
    }

    private static Deconvolution2D.Builder deconv(int kernel, ConvolutionMode mode) {
        return new Deconvolution2D.Builder(kernel, kernel)
                .stride(2, 2)
                .nOut(3)
                .convolutionMode(mode)
                .activation(Activation.TANH);
    }

    private static SubsamplingLayer pool(SubsamplingLayer.PoolingType type) {
        return new SubsamplingLayer.Builder(type).kernelSize(2, 2).stride(2, 2).build();
    }

    private static SubsamplingLayer samePool(SubsamplingLayer.PoolingType type, int kernel, boolean countPadding) {
        return new SubsamplingLayer.Builder(type)
                .kernelSize(kernel, kernel)
                .stride(1, 1)
                .convolutionMode(ConvolutionMode.Same)
                .avgPoolIncludePadInDivisor(countPadding)
                .build();
    }

    private static GlobalPoolingLayer global(PoolingType type) {
        return new GlobalPoolingLayer.Builder(type).collapseDimensions(false).build();
    }

    private static ZeroPaddingLayer zeroPadding(CNN2DFormat format, int... padding) {
        return new ZeroPaddingLayer.Builder(padding).dataFormat(format).build();
    }

    private static Cropping2D cropping(CNN2DFormat format, int... cropping) {
        return new Cropping2D.Builder(cropping).dataFormat(format).build();
    }

    static Dl4jAnswers answers(CNN2DFormat format) {
        return new Dl4jAnswers(Grid.of(SIZE, SIZE), format == CNN2DFormat.NHWC);
    }
}

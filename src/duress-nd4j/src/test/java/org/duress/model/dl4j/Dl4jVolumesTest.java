package org.duress.model.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.duress.base.FiniteDifferences.gaussian;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
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
import org.deeplearning4j.nn.conf.layers.Cnn3DLossLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.Convolution3D.DataFormat;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling3D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding3DLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping3D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnn3DPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.ModelSerializer;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.spec.ModelSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Every layer of volumes against Deeplearning4j's own {@code output}, in random networks. */
class Dl4jVolumesTest {
    /** Fewer planes than rows, and fewer rows than columns. */
    private static final Grid GRID = Grid.of(4, 6, 10);

    private static final Dl4jAnswers FIRST = answers(DataFormat.NCDHW);
    private static final int CLASSES = 3;

    @TempDir
    Path folder;

    /** Layers between a convolution "in" of 4 channels and a convolution of single voxels that reads "body". */
    private record Case(String name, DataFormat format, Consumer<GraphBuilder> body) {
        @Override
        public String toString() {
            return name + " " + format;
        }
    }

    static Stream<Case> cases() {
        return Stream.concat(Stream.of(DataFormat.values()).flatMap(Dl4jVolumesTest::cases), channelsFirst());
    }

    private static Stream<Case> cases(DataFormat format) {
        return Stream.of(
                new Case("same convolution", format, g -> g.addLayer("body", conv(format, 3, 3, 3), "in")),
                new Case(
                        "same convolution of an oblong kernel without bias",
                        format,
                        g -> g.addLayer(
                                "body",
                                convolution(format, 2, 3, 4).hasBias(false).build(),
                                "in")),
                new Case(
                        "same convolution with stride, even kernel",
                        format,
                        g -> g.addLayer(
                                        "down",
                                        convolution(format, 2, 4, 3)
                                                .stride(1, 2, 2)
                                                .build(),
                                        "in")
                                .addLayer("body", upsampling(format, 1, 2, 2), "down")),
                new Case(
                        "strict convolution with stride",
                        format,
                        g -> g.addLayer(
                                        "down",
                                        convolution(format, 2, 2, 2)
                                                .stride(2, 2, 2)
                                                .convolutionMode(ConvolutionMode.Strict)
                                                .build(),
                                        "in")
                                .addLayer("body", upsampling(format, 2, 2, 2), "down")),
                new Case(
                        "deconvolution",
                        format,
                        g -> g.addLayer("pool", pool(format, PoolingType.MAX, 2, 2, 2), "in")
                                .addLayer(
                                        "body",
                                        deconvolution(format, 2, 2, 2)
                                                .stride(2, 2, 2)
                                                .build(),
                                        "pool")),
                new Case(
                        "deconvolution within planes",
                        format,
                        g -> g.addLayer("pool", pool(format, PoolingType.MAX, 1, 2, 2), "in")
                                .addLayer(
                                        "body",
                                        deconvolution(format, 1, 2, 2)
                                                .stride(1, 2, 2)
                                                .build(),
                                        "pool")),
                new Case(
                        "same deconvolution of an odd kernel",
                        format,
                        g -> g.addLayer("pool", pool(format, PoolingType.AVG, 2, 2, 2), "in")
                                .addLayer(
                                        "body",
                                        deconvolution(format, 3, 3, 4)
                                                .stride(2, 2, 2)
                                                .convolutionMode(ConvolutionMode.Same)
                                                .build(),
                                        "pool")),
                new Case(
                        "padded deconvolution without bias",
                        format,
                        g -> g.addLayer("pool", pool(format, PoolingType.AVG, 2, 2, 2), "in")
                                .addLayer(
                                        "body",
                                        deconvolution(format, 4, 4, 4)
                                                .stride(2, 2, 2)
                                                .padding(1, 1, 1)
                                                .hasBias(false)
                                                .build(),
                                        "pool")),
                new Case(
                        "max pooling by axis",
                        format,
                        g -> g.addLayer("pool", pool(format, PoolingType.MAX, 1, 3, 2), "in")
                                .addLayer("body", upsampling(format, 1, 3, 2), "pool")),
                new Case(
                        "overlapping same max pooling",
                        format,
                        g -> g.addLayer("body", samePool(format, PoolingType.MAX, 3), "in")),
                new Case(
                        "overlapping same average pooling",
                        format,
                        g -> g.addLayer("body", samePool(format, PoolingType.AVG, 3), "in")),
                new Case(
                        "uneven same average pooling",
                        format,
                        g -> g.addLayer("body", samePool(format, PoolingType.AVG, 2), "in")),
                new Case(
                        "padded max pooling",
                        format,
                        g -> g.addLayer("body", paddedPool(format, PoolingType.MAX), "in")),
                new Case(
                        "padded average pooling",
                        format,
                        g -> g.addLayer("body", paddedPool(format, PoolingType.AVG), "in")),
                new Case(
                        "vertices",
                        format,
                        g -> g.addLayer(
                                        "other",
                                        convolution(format, 3, 3, 3).nOut(4).build(),
                                        "in")
                                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "in", "other", "in")
                                .addVertex(
                                        "difference",
                                        new ElementWiseVertex(ElementWiseVertex.Op.Subtract),
                                        "in",
                                        "other")
                                .addVertex(
                                        "product", new ElementWiseVertex(ElementWiseVertex.Op.Product), "in", "other")
                                .addVertex(
                                        "mean",
                                        new ElementWiseVertex(ElementWiseVertex.Op.Average),
                                        "sum",
                                        "difference",
                                        "product")
                                .addVertex("scaled", new ScaleVertex(0.7), "mean")
                                .addVertex("body", new ShiftVertex(0.3), "scaled")),
                new Case(
                        "frozen layer, dropout, activation",
                        format,
                        g -> g.addLayer(
                                        "frozen",
                                        new FrozenLayer(convolution(format, 3, 3, 3)
                                                .nIn(4)
                                                .build()),
                                        "in")
                                .addLayer("dropout", new DropoutLayer.Builder(0.5).build(), "frozen")
                                .addLayer("body", new ActivationLayer(Activation.SWISH), "dropout")),
                new Case(
                        "shared slopes",
                        format,
                        g -> g.addLayer(
                                "body",
                                format == DataFormat.NCDHW
                                        ? new PReLULayer.Builder()
                                                .inputShape(4, 4, 6, 10)
                                                .sharedAxes(2, 3, 4)
                                                .build()
                                        : new PReLULayer.Builder()
                                                .inputShape(4, 6, 10, 4)
                                                .sharedAxes(1, 2, 3)
                                                .build(),
                                "in")));
    }

    /** What Deeplearning4j has for channels first only, whatever else its layers are. */
    private static Stream<Case> channelsFirst() {
        DataFormat first = DataFormat.NCDHW;
        return Stream.of(
                new Case(
                        "padding, cropping, merging",
                        first,
                        g -> g.addLayer("pad", new ZeroPadding3DLayer.Builder(1, 2, 3, 0, 2, 1).build(), "in")
                                .addLayer("crop", new Cropping3D.Builder(0, 3, 1, 2, 3, 0).build(), "pad")
                                .addVertex("body", new MergeVertex(), "crop", "in")),
                new Case(
                        "one slope",
                        first,
                        g -> g.addLayer(
                                "body",
                                new PReLULayer.Builder()
                                        .inputShape(4, 4, 6, 10)
                                        .sharedAxes(1, 2, 3, 4)
                                        .build(),
                                "in")));
    }

    static Stream<Case> dilatedCases() {
        return Stream.of(DataFormat.values())
                .flatMap(format -> Stream.of(
                        new Case(
                                "dilated truncated convolution",
                                format,
                                g -> g.addLayer(
                                        "body",
                                        convolution(format, 3, 3, 3)
                                                .dilation(1, 2, 3)
                                                .padding(1, 2, 3)
                                                .convolutionMode(ConvolutionMode.Truncate)
                                                .activation(Activation.ELU)
                                                .build(),
                                        "in")),
                        new Case(
                                "dilated same convolution with stride",
                                format,
                                g -> g.addLayer(
                                                "down",
                                                convolution(format, 3, 2, 3)
                                                        .dilation(1, 2, 2)
                                                        .stride(2, 2, 2)
                                                        .build(),
                                                "in")
                                        .addLayer("body", upsampling(format, 2, 2, 2), "down")),
                        new Case(
                                "dilated deconvolution",
                                format,
                                g -> g.addLayer(
                                        "body",
                                        deconvolution(format, 3, 3, 3)
                                                .dilation(1, 2, 3)
                                                .padding(1, 2, 3)
                                                .build(),
                                        "in"))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void layersGiveWhatDeeplearning4jGives(Case layers) {
        answers(layers.format()).assertGivenBy(graph(layers.format(), Activation.SOFTMAX, layers.body()));
    }

    /** ND4J's oneDNN convolves no dilated volumes: it throws. Without oneDNN it computes them, which is what counts. */
    @ParameterizedTest
    @MethodSource("dilatedCases")
    void dilatedLayersGiveWhatDeeplearning4jGivesWithoutOneDnn(Case layers) {
        ComputationGraph graph = graph(layers.format(), Activation.SOFTMAX, layers.body());
        Nd4j.getEnvironment().allowHelpers(false);
        try {
            answers(layers.format()).assertGivenBy(graph);
        } finally {
            Nd4j.getEnvironment().allowHelpers(true);
        }
    }

    @Test
    void softmaxOfChannelsLastVolumesIsOverChannels() {
        ComputationGraph graph = graph(
                DataFormat.NDHWC,
                Activation.SOFTMAX,
                g -> g.addLayer("body", new ActivationLayer(Activation.SOFTMAX), "in"));
        answers(DataFormat.NDHWC).assertGivenBy(graph);
    }

    @Test
    void mergesOfChannelsLastVolumesMustNameTheirAxis() {
        MergeVertex merge = new MergeVertex();
        merge.setMergeAxis(4);
        merge.setModified(true);
        GraphBuilder builder = builder(DataFormat.NDHWC)
                .addLayer("more", convolution(DataFormat.NDHWC, 3, 3, 3).nIn(4).build(), "in")
                .addVertex("body", merge, "in", "more");
        answers(DataFormat.NDHWC).assertGivenBy(built(builder, DataFormat.NDHWC, 9));
    }

    @Test
    void squeezeAndExcitation() {
        GraphBuilder builder = builder(DataFormat.NCDHW)
                .addLayer("mean", global(PoolingType.AVG).build(), "in")
                .addLayer("max", global(PoolingType.MAX).build(), "in")
                .addLayer(
                        "sum",
                        global(PoolingType.SUM).poolingDimensions(2, 3, 4).build(),
                        "in")
                .addVertex("all", new MergeVertex(), "mean", "max", "sum")
                .addLayer(
                        "gate",
                        convolution(DataFormat.NCDHW, 1, 1, 1)
                                .nIn(12)
                                .nOut(4)
                                .activation(Activation.SIGMOID)
                                .build(),
                        "all")
                .addVertex("body", new ElementWiseVertex(ElementWiseVertex.Op.Product), "in", "gate");
        FIRST.assertGivenBy(built(builder, DataFormat.NCDHW, 4));
    }

    @Test
    void volumesOfFourDifferentChannels() {
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("input")
                .addLayer("in", convolution(DataFormat.NCDHW, 3, 3, 3).nOut(3).build(), "input")
                .addLayer("out", loss(DataFormat.NCDHW, Activation.SOFTMAX), "in")
                .setOutputs("out")
                .setInputTypes(InputType.convolutional3D(DataFormat.NCDHW, 4, 6, 10, 4))
                .build());
        graph.init();
        Dl4jAnswers.scramble(graph);
        float[] voxels = FIRST.pixels(4);
        float[] theirs = FIRST.of(graph, voxels);
        try (SegmentationModel model = Dl4jModels.of(graph)) {
            assertThat(model.channels()).isEqualTo(4);
            Dl4jAnswers.assertClose(model.probabilities(FIRST.batch(voxels)), theirs);
        }
    }

    /** Through a file too, where a model of volumes refuses slices. */
    @Test
    void chainsOfLayersToo() throws IOException {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(conv(DataFormat.NCDHW, 3, 3, 3))
                .layer(pool(DataFormat.NCDHW, PoolingType.MAX, 2, 2, 2))
                .layer(upsampling(DataFormat.NCDHW, 2, 2, 2))
                .layer(convolution(DataFormat.NCDHW, 1, 1, 1)
                        .nOut(CLASSES)
                        .activation(Activation.IDENTITY)
                        .build())
                .layer(loss(DataFormat.NCDHW, Activation.SOFTMAX))
                .setInputType(InputType.convolutional3D(DataFormat.NCDHW, 4, 6, 10, 1))
                .build());
        network.init();
        Dl4jAnswers.scramble(network);
        float[] voxels = FIRST.pixels(1);
        float[] theirs = FIRST.images().values(network.output(FIRST.given(voxels)));
        Path zip = folder.resolve("volumes.zip");
        ModelSerializer.writeModel(network, zip.toFile(), false);
        try (SegmentationModel model = Models.open(new ModelSpec("dl4j", zip))) {
            assertThat(model.classes()).isEqualTo(CLASSES);
            Dl4jAnswers.assertClose(model.probabilities(FIRST.batch(voxels)), theirs);
            assertThatThrownBy(() -> model.requireSize(Grid.of(12, 12)))
                    .isInstanceOf(DuressException.class)
                    .hasMessage("the model segments volumes, and the images are slices of 12 x 12 pixels; set"
                            + " cohort.dimensions to 3, or test a model for slices");
        }
    }

    @Test
    void aModelOfSlicesRefusesVolumes() {
        DifferentiableModel slices = Dl4jModels.of(Dl4jModelsTest.graph(
                CNN2DFormat.NCHW,
                Activation.SOFTMAX,
                g -> g.addLayer("body", new ActivationLayer(Activation.RELU), "in")));
        assertThatThrownBy(() -> slices.requireSize(GRID))
                .isInstanceOf(DuressException.class)
                .hasMessage("the model segments slices, and the images are volumes of 4 x 6 x 10 voxels; set"
                        + " cohort.dimensions to 2, or test a model for volumes");
    }

    @Test
    void listsOfVoxelsFitOneSize() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(convolution(DataFormat.NCDHW, 3, 3, 3)
                        .nIn(1)
                        .nOut(CLASSES)
                        .build())
                .layer(loss(DataFormat.NCDHW, Activation.SOFTMAX))
                .inputPreProcessor(0, new FeedForwardToCnn3DPreProcessor(16, 16, 16, 1, true))
                .build());
        network.init();
        Dl4jAnswers.scramble(network);
        Grid cube = Grid.of(16, 16, 16);
        float[] voxels = gaussian(1, cube.voxels());
        float[] theirs = FIRST.images()
                .values(network.output(Nd4j.createFromArray(voxels).reshape(1, voxels.length)));
        DifferentiableModel model = Dl4jModels.of(network);
        Dl4jAnswers.assertClose(model.probabilities(new ImageBatch(voxels, 1, cube)), theirs);
        assertThatThrownBy(() -> model.requireSize(GRID))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("images of 16 x 16 x 16");
    }

    @Test
    void sigmoidsAreOrgansEachForItself() {
        FIRST.assertOrgansOf(graph(
                DataFormat.NCDHW, Activation.SIGMOID, g -> g.addLayer("body", conv(DataFormat.NCDHW, 3, 3, 3), "in")));
    }

    @ParameterizedTest
    @EnumSource
    void inputGradientIsTheDerivative(DataFormat format) {
        ComputationGraph graph = graph(
                format,
                Activation.SOFTMAX,
                g -> g.addLayer("down", samePool(format, PoolingType.AVG, 3), "in")
                        .addLayer(
                                "less",
                                convolution(format, 3, 2, 3).stride(2, 2, 1).build(),
                                "down")
                        .addLayer(
                                "body",
                                deconvolution(format, 3, 2, 1)
                                        .stride(2, 2, 1)
                                        .convolutionMode(ConvolutionMode.Same)
                                        .build(),
                                "less"));
        answers(format).assertDerivativeOf(graph, 5);
    }

    static Stream<Map.Entry<Case, String>> refused() {
        DataFormat first = DataFormat.NCDHW;
        DataFormat last = DataFormat.NDHWC;
        return Stream.of(
                Map.entry(
                        new Case(
                                "normalisation",
                                first,
                                g -> g.addLayer(
                                        "body",
                                        new BatchNormalization.Builder()
                                                .nIn(4)
                                                .nOut(4)
                                                .build(),
                                        "in")),
                        "layer 2 'body' (BatchNormalization) in the ComputationGraph stands among layers of volumes, of"
                                + " which Deeplearning4j 1.0.0-M2.1 itself normalises none, neither in training nor in"
                                + " output(); build the network without it"),
                Map.entry(
                        new Case("unknown", first, g -> g.addLayer("body", new LocalResponseNormalization(), "in")),
                        "layer 2 'body' (LocalResponseNormalization) in the ComputationGraph is no layer that Duress"
                                + " computes"),
                Map.entry(
                        new Case(
                                "softmax",
                                first,
                                g -> g.addLayer("body", new ActivationLayer(Activation.SOFTMAX), "in")),
                        "applies softmax along the columns of the image"),
                Map.entry(
                        new Case(
                                "dilated pooling",
                                first,
                                g -> g.addLayer(
                                        "body",
                                        new Subsampling3DLayer.Builder(PoolingType.MAX)
                                                .kernelSize(2, 2, 2)
                                                .stride(1, 1, 1)
                                                .dilation(1, 1, 2)
                                                .build(),
                                        "in")),
                        "layer 2 'body' (Subsampling3DLayer) in the ComputationGraph has a dilation, which ND4J leaves"
                                + " out at some sizes"),
                Map.entry(
                        new Case("norm", first, g -> g.addLayer("body", samePool(first, PoolingType.PNORM, 3), "in")),
                        "pools by 'PNORM'"),
                Map.entry(
                        new Case("subset", first, g -> g.addVertex("body", new SubsetVertex(0, 3), "in")),
                        "of which Deeplearning4j itself takes no subset"),
                Map.entry(
                        new Case("merge", last, g -> g.addVertex("body", new MergeVertex(), "in", "in")),
                        "merges along axis 1, which is not that of the channels"),
                Map.entry(
                        new Case(
                                "padding",
                                last,
                                g -> g.addLayer("body", new ZeroPadding3DLayer.Builder(1).build(), "in")),
                        "works on axes 2, 3 and 4, which are rows, columns and channels where these come last; use"
                                + " Convolution3D.DataFormat.NCDHW"),
                Map.entry(
                        new Case(
                                "cropping",
                                last,
                                g -> g.addLayer("body", new Cropping3D.Builder(1, 1, 1).build(), "in")),
                        "layer 2 'body' (Cropping3D) in the ComputationGraph works on axes 2, 3 and 4"),
                Map.entry(
                        new Case(
                                "formats",
                                first,
                                g -> g.addLayer(
                                        "body",
                                        convolution(last, 3, 3, 3).nIn(4).build(),
                                        "in")),
                        "layer 2 'body' (Convolution3D) in the ComputationGraph is NHWC, where layer 1 'in'"
                                + " (Convolution3D) in the ComputationGraph is NCHW; build the model with one"
                                + " Convolution3D.DataFormat"),
                Map.entry(
                        new Case(
                                "slopes",
                                first,
                                g -> g.addLayer(
                                        "body",
                                        new PReLULayer.Builder()
                                                .inputShape(4, 4, 6, 10)
                                                .build(),
                                        "in")),
                        "share the slopes over planes, rows and columns"),
                Map.entry(
                        new Case(
                                "slices",
                                first,
                                g -> g.addLayer(
                                        "body",
                                        new ConvolutionLayer.Builder(3, 3)
                                                .nIn(4)
                                                .nOut(4)
                                                .build(),
                                        "in")),
                        "layer 2 'body' (ConvolutionLayer) in the ComputationGraph is a layer of slices, and the first"
                                + " of the network that says so is one of volumes; build the network of one kind"),
                Map.entry(
                        new Case("loss", first, g -> g.addLayer("body", new CnnLossLayer.Builder().build(), "in")),
                        "layer 2 'body' (CnnLossLayer) in the ComputationGraph is a layer of slices"),
                Map.entry(
                        new Case(
                                "pooled",
                                last,
                                g -> g.addLayer("body", global(PoolingType.AVG).build(), "in")),
                        "leaves no image; use collapseDimensions(false) and channels first"),
                Map.entry(
                        new Case(
                                "pooled in part",
                                first,
                                g -> g.addLayer(
                                        "body",
                                        global(PoolingType.AVG)
                                                .poolingDimensions(2, 3, 3)
                                                .build(),
                                        "in")),
                        "pools over other axes than all those of the image; use poolingDimensions(2, 3, 4)"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatItDoesNotComputeIsRefusedWithItsPlace(Map.Entry<Case, String> refused) {
        DataFormat format = refused.getKey().format();
        GraphBuilder builder = builder(format);
        refused.getKey().body().accept(builder);
        ComputationGraph graph = built(builder, format, 4);
        assertThatThrownBy(() -> Dl4jModels.of(graph))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining(refused.getValue());
    }

    /** Why it is refused: in training and in use there is no answer to hold one against. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void deeplearning4jItselfNormalisesNoVolumes(boolean training) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new BatchNormalization.Builder().nIn(4).nOut(4).build())
                .build());
        network.init();
        Layer layer = network.getLayer(0);
        layer.setInput(Nd4j.rand(2, 4, 4, 6, 10), LayerWorkspaceMgr.noWorkspaces());
        assertThatThrownBy(() -> layer.activate(training, LayerWorkspaceMgr.noWorkspaces()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("rank 5");
    }

    private static ComputationGraph graph(DataFormat format, Activation last, Consumer<GraphBuilder> body) {
        GraphBuilder builder = builder(format);
        body.accept(builder);
        builder.setInputTypes(InputType.convolutional3D(format, GRID.planes(), GRID.rows(), GRID.columns(), 1));
        return built(builder, format, last, OptionalInt.empty());
    }

    private static GraphBuilder builder(DataFormat format) {
        return new NeuralNetConfiguration.Builder()
                .seed(11)
                .graphBuilder()
                .addInputs("input")
                .addLayer("in", convolution(format, 3, 3, 3).nIn(1).nOut(4).build(), "input");
    }

    /** Of what Deeplearning4j's shape functions do not know: the channels of "body" must be said. */
    private static ComputationGraph built(GraphBuilder builder, DataFormat format, int channels) {
        return built(builder, format, Activation.SOFTMAX, OptionalInt.of(channels));
    }

    private static ComputationGraph built(
            GraphBuilder builder, DataFormat format, Activation last, OptionalInt channels) {
        Convolution3D.Builder logits =
                convolution(format, 1, 1, 1).nOut(CLASSES).activation(Activation.IDENTITY);
        channels.ifPresent(logits::nIn);
        builder.addLayer("logits", logits.build(), "body")
                .addLayer("out", loss(format, last), "logits")
                .setOutputs("out");
        ComputationGraph graph = new ComputationGraph(builder.build());
        graph.init();
        Dl4jAnswers.scramble(graph);
        return graph;
    }

    private static Cnn3DLossLayer loss(DataFormat format, Activation last) {
        return new Cnn3DLossLayer.Builder(format)
                .lossFunction(last == Activation.SIGMOID ? LossFunction.XENT : LossFunction.MCXENT)
                .activation(last)
                .build();
    }

    private static Convolution3D conv(DataFormat format, int... kernel) {
        return convolution(format, kernel).build();
    }

    private static Convolution3D.Builder convolution(DataFormat format, int... kernel) {
        return new Convolution3D.Builder(kernel)
                .dataFormat(format)
                .nOut(5)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.TANH);
    }

    private static Deconvolution3D.Builder deconvolution(DataFormat format, int... kernel) {
        return new Deconvolution3D.Builder()
                .kernelSize(kernel)
                .dataFormat(format)
                .nOut(3)
                .convolutionMode(ConvolutionMode.Truncate)
                .activation(Activation.TANH);
    }

    private static Upsampling3D upsampling(DataFormat format, int... size) {
        return new Upsampling3D.Builder().dataFormat(format).size(size).build();
    }

    private static Subsampling3DLayer pool(DataFormat format, PoolingType type, int... kernel) {
        return new Subsampling3DLayer.Builder(type)
                .kernelSize(kernel)
                .stride(kernel)
                .dataFormat(format)
                .build();
    }

    private static Subsampling3DLayer samePool(DataFormat format, PoolingType type, int kernel) {
        return new Subsampling3DLayer.Builder(type)
                .kernelSize(kernel, kernel, kernel)
                .stride(1, 1, 1)
                .convolutionMode(ConvolutionMode.Same)
                .dataFormat(format)
                .build();
    }

    private static Subsampling3DLayer paddedPool(DataFormat format, PoolingType type) {
        return new Subsampling3DLayer.Builder(type)
                .kernelSize(3, 3, 3)
                .stride(1, 1, 1)
                .padding(1, 1, 1)
                .convolutionMode(ConvolutionMode.Truncate)
                .dataFormat(format)
                .build();
    }

    private static GlobalPoolingLayer.Builder global(PoolingType type) {
        return new GlobalPoolingLayer.Builder(type).collapseDimensions(false);
    }

    private static Dl4jAnswers answers(DataFormat format) {
        return new Dl4jAnswers(GRID, format == DataFormat.NDHWC);
    }
}

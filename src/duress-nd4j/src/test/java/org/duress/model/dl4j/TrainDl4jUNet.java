package org.duress.model.dl4j;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
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
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.util.ModelSerializer;
import org.duress.data.PhantomGenerator;
import org.duress.data.Slice;
import org.duress.model.UNetTrainer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/**
 * Trains a U-Net with Deeplearning4j's own layers and its own {@code fit} on phantoms of 64 x 64, and saves it as users
 * do. The command that made the fixture, a second or two a step with one thread (OMP_NUM_THREADS=1):
 *
 * <pre>
 * mvn -q test-compile exec:java -Dexec.classpathScope=test -Dexec.mainClass=org.duress.model.dl4j.TrainDl4jUNet \
 *     -Dexec.args="src/duress-nd4j/src/test/resources/org/duress/model/dl4j/phantom-unet-dl4j.zip 350"
 * </pre>
 */
final class TrainDl4jUNet {
    static final int SIZE = 64;
    private static final int CLASSES = PhantomGenerator.ORGANS.size() + 1;
    private static final int BASE = 8;
    private static final int LEVELS = 3;
    private static final int BATCH = 4;

    /** Background first: small organs would be given up for the many pixels of the others. */
    private static final float[] CLASS_WEIGHTS = {0.4f, 3, 1.5f, 1, 1.2f};

    private TrainDl4jUNet() {}

    /** {@code TrainDl4jUNet ZIP STEPS}. */
    public static void main(String[] arguments) throws IOException {
        Path zip = Path.of(arguments[0]);
        int steps = Integer.parseInt(arguments[1]);
        ComputationGraph graph = unet();
        graph.init();
        List<Slice> slices = PhantomGenerator.generate(40, 10, SIZE, SIZE, 1).slices();
        Random random = new Random(5);
        for (int step = 1; step <= steps; step++) {
            graph.fit(draw(slices, random));
            if (step % 25 == 0) {
                System.out.printf(Locale.ROOT, "step %d, loss %.4f%n", step, graph.score());
            }
        }
        double[] dice = UNetTrainer.dice(
                Dl4jModels.of(graph),
                PhantomGenerator.generate(4, 8, SIZE, SIZE, 99).subjects());
        for (int organ = 0; organ < dice.length; organ++) {
            System.out.printf(
                    Locale.ROOT,
                    "Dice of %s: %.3f%n",
                    PhantomGenerator.ORGANS.get(organ).name(),
                    dice[organ]);
        }
        Files.createDirectories(zip.toAbsolutePath().getParent());
        ModelSerializer.writeModel(graph, zip.toFile(), false);
        System.out.println("wrote " + zip + ", " + Files.size(zip) + " bytes");
    }

    /** Three levels: two 3 x 3 convolutions with batch norm and ReLU on each, pooled down, upsampled and merged. */
    static ComputationGraph unet() {
        GraphBuilder g = new NeuralNetConfiguration.Builder()
                .seed(7)
                .weightInit(WeightInit.RELU)
                .updater(new Adam(4e-3))
                .graphBuilder()
                .addInputs("image");
        List<String> skips = new ArrayList<>();
        String x = "image";
        for (int level = 0; level < LEVELS; level++) {
            x = block(g, "down" + level, BASE << level, x);
            if (level < LEVELS - 1) {
                skips.add(x);
                g.addLayer(
                        "pool" + level,
                        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                                .kernelSize(2, 2)
                                .stride(2, 2)
                                .build(),
                        x);
                x = "pool" + level;
            }
        }
        for (int level = LEVELS - 2; level >= 0; level--) {
            g.addLayer("up" + level, new Upsampling2D.Builder(2).build(), x);
            g.addVertex("merge" + level, new MergeVertex(), "up" + level, skips.get(level));
            x = block(g, "join" + level, BASE << level, "merge" + level);
        }
        g.addLayer(
                "logits",
                new ConvolutionLayer.Builder(1, 1)
                        .nOut(CLASSES)
                        .activation(Activation.IDENTITY)
                        .build(),
                x);
        g.addLayer(
                "classes",
                new CnnLossLayer.Builder(new LossMCXENT(Nd4j.createFromArray(CLASS_WEIGHTS)))
                        .activation(Activation.SOFTMAX)
                        .build(),
                "logits");
        return new ComputationGraph(g.setOutputs("classes")
                .setInputTypes(InputType.convolutional(SIZE, SIZE, 1))
                .build());
    }

    private static String block(GraphBuilder g, String name, int channels, String x) {
        String last = x;
        for (String part : List.of("a", "b")) {
            String conv = name + part;
            g.addLayer(
                    conv,
                    new ConvolutionLayer.Builder(3, 3)
                            .nOut(channels)
                            .hasBias(false)
                            .convolutionMode(ConvolutionMode.Same)
                            .activation(Activation.IDENTITY)
                            .build(),
                    last);
            g.addLayer(conv + "-norm", new BatchNormalization(), conv);
            g.addLayer(conv + "-relu", new ActivationLayer(Activation.RELU), conv + "-norm");
            last = conv + "-relu";
        }
        return last;
    }

    private static DataSet draw(List<Slice> slices, Random random) {
        float[] pixels = new float[BATCH * SIZE * SIZE];
        float[] labels = new float[BATCH * CLASSES * SIZE * SIZE];
        for (int b = 0; b < BATCH; b++) {
            Slice slice = slices.get(random.nextInt(slices.size()));
            System.arraycopy(slice.image(), 0, pixels, b * SIZE * SIZE, SIZE * SIZE);
            for (int i = 0; i < SIZE * SIZE; i++) {
                labels[(b * CLASSES + slice.classes()[i]) * SIZE * SIZE + i] = 1;
            }
        }
        INDArray images = Nd4j.createFromArray(pixels).reshape(BATCH, 1, SIZE, SIZE);
        return new DataSet(images, Nd4j.createFromArray(labels).reshape(BATCH, CLASSES, SIZE, SIZE));
    }
}

package org.duress.model.preprocess;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.duress.base.Grid;
import org.duress.model.DifferentiableModel.Forward;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.model.Slope;
import org.duress.spec.AnswerSpace;
import org.duress.spec.ImageSize;
import org.duress.spec.Interval;
import org.duress.spec.ModelSpec;
import org.duress.spec.PreprocessStep.Fixed;
import org.duress.spec.PreprocessStep.Orientation;
import org.duress.spec.PreprocessStep.Units;
import org.duress.spec.PreprocessStep.Window;
import org.duress.spec.TilesSpec;
import org.duress.spec.TilesSpec.Blend;
import org.duress.spec.TilesSpec.Rules;

/**
 * The answer and gradient of one volume through a sliding window, in a JVM of its own, whose heap says what it may
 * take: {@code PLANES ROWS COLUMNS TILE OVERLAP}. Prints how many tiles a network of two classes was shown.
 */
final class WindowedVolume {
    private WindowedVolume() {}

    public static void main(String[] args) {
        Grid grid = Grid.of(Integer.parseInt(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        int side = Integer.parseInt(args[3]);
        TilesSpec tiles = new TilesSpec(
                new ImageSize(List.of(side, side, side)),
                Double.parseDouble(args[4]),
                Blend.GAUSSIAN,
                Rules.MONAI,
                AnswerSpace.LOGITS);
        ModelSpec spec = new ModelSpec("duress", Path.of("none"))
                .preprocessed(
                        List.of(
                                new Units(),
                                new Orientation("RAS"),
                                new Window(new Fixed(new Interval(-2, 2)), new Interval(0, 1), true)),
                        Optional.of(tiles),
                        List.of());
        Slope network = new Slope(2, 0.25f);
        float[] pixels = new float[grid.voxels()];
        for (int p = 0; p < pixels.length; p++) {
            pixels[p] = p % 7 - 3;
        }
        try (SegmentationModel model = Preprocessing.before(network, spec)) {
            Forward forward =
                    model.differentiable().orElseThrow().forward(new ImageBatch(pixels, 1, grid.spaced(1, 1, 1)));
            float[] gradient = new float[forward.probabilities().length];
            Arrays.fill(gradient, 0, gradient.length / 2, 0.5f);
            float[] pulled = forward.inputGradient(gradient);
            if (pulled.length != pixels.length) {
                throw new IllegalStateException("a gradient of " + pulled.length + " values");
            }
        }
        System.out.println(network.shown());
    }
}

package org.duress.model.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.duress.base.FiniteDifferences.gaussian;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.base.FiniteDifferences;
import org.duress.base.Grid;
import org.duress.data.Acquisition;
import org.duress.data.IntensityScale;
import org.duress.model.DifferentiableModel;
import org.duress.model.DifferentiableModel.Forward;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.spec.AnswerSpace;
import org.duress.spec.ImageSize;
import org.duress.spec.Interval;
import org.duress.spec.ModelSpec;
import org.duress.spec.PreprocessStep;
import org.duress.spec.PreprocessStep.Among;
import org.duress.spec.PreprocessStep.Crop;
import org.duress.spec.PreprocessStep.Foreground;
import org.duress.spec.PreprocessStep.Measured;
import org.duress.spec.PreprocessStep.Orientation;
import org.duress.spec.PreprocessStep.Over;
import org.duress.spec.PreprocessStep.Pad;
import org.duress.spec.PreprocessStep.Percentiles;
import org.duress.spec.PreprocessStep.Resampling;
import org.duress.spec.PreprocessStep.Resize;
import org.duress.spec.PreprocessStep.Resizing;
import org.duress.spec.PreprocessStep.Spacing;
import org.duress.spec.PreprocessStep.StandardiseImage;
import org.duress.spec.PreprocessStep.Window;
import org.duress.spec.TilesSpec;
import org.duress.spec.TilesSpec.Blend;
import org.duress.spec.TilesSpec.Rules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What stands before a network of volumes: the same code as before one of slices, whose planes are one. */
class VolumesTest {
    private static final Measured EACH = new Measured(Over.SLICE, true);
    private static final ModelSpec SPEC = new ModelSpec("duress", Path.of("none"));

    private static ImageBatch volumes(Grid grid, int count) {
        Acquisition acquisition =
                new Acquisition(List.of(new IntensityScale(40, 100), new IntensityScale(-3, 2)), grid.spacing());
        return new ImageBatch(
                gaussian(4, count * grid.voxels() * 2), count, grid, 2, Collections.nCopies(count, acquisition));
    }

    /** Two volumes of two channels. */
    private static ImageBatch volumes() {
        return volumes(Grid.of(5, 7, 6).spaced(2.5, 1, 1.3), 2);
    }

    private static SegmentationModel before(SegmentationModel network, PreprocessStep... steps) {
        return Preprocessing.before(network, SPEC.preprocessed(List.of(steps), Optional.empty(), List.of()));
    }

    private static ImageBatch seen(ImageBatch images, PreprocessStep... steps) {
        Curved network = new Curved();
        before(network, steps).probabilities(images);
        return network.asked;
    }

    private static Spacing spacing(Resampling as, double... millimetres) {
        AnswerSpace answers = as == Resampling.MONAI ? AnswerSpace.PROBABILITIES : AnswerSpace.LOGITS;
        return new Spacing(Arrays.stream(millimetres).boxed().toList(), as, answers);
    }

    static List<PreprocessStep> steps() {
        return List.of(
                new Window(new Percentiles(0, 100, EACH), new Interval(-1, 1), false),
                new StandardiseImage(Among.BOX, EACH, Optional.empty()),
                new StandardiseImage(Among.IMAGE, EACH, Optional.empty()),
                new StandardiseImage(Among.FOREGROUND, EACH, Optional.empty()),
                new Orientation("RAS"),
                new Orientation("SPL"),
                new Orientation("ILA"),
                spacing(Resampling.MONAI, 1.7, 0.7, 1.9),
                spacing(Resampling.NNUNET, 1.7, 0.7, 1.9),
                // Planes far apart, each for itself.
                spacing(Resampling.NNUNET, 3.3, 0.7, 1.1),
                new Resize(new ImageSize(List.of(4, 9, 5)), Resizing.LINEAR, AnswerSpace.PROBABILITIES),
                new Resize(new ImageSize(List.of(8, 3, 4)), Resizing.AREA, AnswerSpace.LOGITS),
                new Pad(4, Optional.empty(), Optional.of(-0.5), false),
                new Pad(1, Optional.of(new ImageSize(List.of(8, 2, 9))), Optional.empty(), true));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void everyStepHasAnExactPullback(PreprocessStep step) {
        Pullbacks.requireExact(before(new Curved(), step), volumes());
    }

    /** Of 0, 2 and 4 the two have mean 3 and deviation 1; of 0.003, 2 and 4 all three have 2.001 and 1.632. */
    @Test
    void aZeroIsOutsideOfWhatIsMeasuredAsLongAsItIsOne() {
        StandardiseImage step = new StandardiseImage(Among.FOREGROUND, EACH, Optional.empty());
        ImageBatch clean = new ImageBatch(new float[] {0, 2, 4}, 1, Grid.of(1, 3));

        assertThat(seen(clean, step).pixels()).containsExactly(0, -1, 1);
        float[] filled = seen(clean.with(new float[] {0.003f, 2, 4}), step).pixels();
        assertThat(filled[0]).isCloseTo(-1.2242f, offset(1e-3f));
        assertThat(filled[1]).isCloseTo(-0.0006f, offset(1e-3f));
        assertThat(filled[2]).isCloseTo(1.2248f, offset(1e-3f));
    }

    /** Where zeros stay what they are, the pullback is the derivative. */
    @Test
    void besideZerosThePullbackIsExactAlongWhatLeavesThem() {
        StandardiseImage step = new StandardiseImage(Among.FOREGROUND, EACH, Optional.empty());
        ImageBatch volumes = volumes();
        float[] pixels = volumes.pixels().clone();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = i / 2 % 6 < 2 ? 0 : pixels[i];
        }
        ImageBatch images = volumes.with(pixels);
        SegmentationModel model = before(new Curved(), step);
        float[] weights = gaussian(8, images.count() * images.grid().voxels() * Curved.CLASSES);
        float[] gradient = model.differentiable()
                .orElseThrow()
                .forward(images)
                .inputGradient(weights)
                .clone();
        for (int trial = 0; trial < 8; trial++) {
            float[] direction = gaussian(20 + trial, pixels.length);
            for (int i = 0; i < pixels.length; i++) {
                direction[i] = pixels[i] == 0 ? 0 : direction[i];
            }
            double slope = FiniteDifferences.along(
                    pixels,
                    direction,
                    1e-3,
                    moved -> FiniteDifferences.dot(weights, model.probabilities(images.with(moved))));
            double scale = Math.sqrt(FiniteDifferences.dot(gradient, gradient));
            assertThat(FiniteDifferences.dot(gradient, direction)).isCloseTo(slope, offset(0.01 * scale));
        }
    }

    /** Two volumes of two channels, above 0 in a box alone, which is another in each. */
    private static ImageBatch boxed() {
        ImageBatch images = volumes();
        Grid grid = images.grid();
        float[] pixels = images.pixels().clone();
        for (int i = 0; i < pixels.length; i++) {
            int p = i / images.channels();
            int x = p % 6;
            int y = p / 6 % 7;
            int z = p / 42 % 5;
            boolean first = p < grid.voxels();
            boolean inside = first ? z > 0 && z < 4 && y > 1 && x < 5 : z < 3 && y > 0 && y < 6 && x > 1 && x < 5;
            // So far from 0 that no small change moves the box.
            pixels[i] = (inside ? 1 : -1) * (0.5f + Math.abs(pixels[i]));
        }
        return images.with(pixels);
    }

    static List<List<PreprocessStep>> cuts() {
        Crop plain = new Crop(Foreground.POSITIVE, 0, true, 1, false);
        Spacing logits = new Spacing(List.of(1.7, 0.7, 1.9), Resampling.MONAI, AnswerSpace.LOGITS);
        return List.of(
                List.of(plain),
                List.of(new Crop(Foreground.POSITIVE, 1, true, 1, false)),
                List.of(new Crop(Foreground.POSITIVE, 2, false, 4, true)),
                List.of(new Orientation("RAS"), spacing(Resampling.MONAI, 1.7, 0.7, 1.9), plain),
                List.of(logits, new Crop(Foreground.POSITIVE, 0, true, 4, false)),
                List.of(plain, new StandardiseImage(Among.IMAGE, EACH, Optional.empty())),
                List.of(plain, spacing(Resampling.NNUNET, 1.7, 0.7, 1.9)));
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void cutsHaveExactPullbacks(List<PreprocessStep> steps) {
        Pullbacks.requireExact(before(new Curved(), steps.toArray(PreprocessStep[]::new)), boxed());
    }

    /** Three planes of 4 x 5; above 0 at (1, 1, 1) and (1, 2, 3), elsewhere -1, and in one corner 0. */
    private static ImageBatch twoPoints() {
        float[] pixels = new float[3 * 4 * 5];
        Arrays.fill(pixels, -1);
        pixels[0] = 0;
        pixels[20 + 5 + 1] = 2;
        pixels[20 + 2 * 5 + 3] = 3;
        return new ImageBatch(pixels, 1, Grid.of(3, 4, 5));
    }

    @Test
    void aCutShowsTheBoxOfTheForeground() {
        ImageBatch plain = seen(twoPoints(), new Crop(Foreground.POSITIVE, 0, true, 1, false));
        assertThat(plain.grid().sizes()).containsExactly(1, 2, 3);
        assertThat(plain.pixels()).containsExactly(2, -1, -1, -1, -1, 3);
        float[] corner = twoPoints().pixels();
        corner[1] = 0;
        assertThat(seen(twoPoints().with(corner), new Crop(Foreground.NONZERO, 0, true, 1, false))
                        .pixels())
                .as("two points in a corner do not make it smaller")
                .containsExactly(corner);
        assertThat(seen(twoPoints(), new Crop(Foreground.POSITIVE, 2, true, 1, false))
                        .grid()
                        .sizes())
                .as("a margin ends where the image does")
                .containsExactly(3, 4, 5);
    }

    /** MONAI moves the first point by half of what is added, and lets the box leave the image. */
    @Test
    void aCutOfMultiplesIsGrownOnBothSides() {
        ImageBatch grown = seen(twoPoints(), new Crop(Foreground.POSITIVE, 0, true, 4, false));
        assertThat(grown.grid().sizes()).containsExactly(4, 4, 4);
        // Planes 0 to 3, of which the last is none; rows 0 to 3; columns 1 to 4.
        assertThat(Arrays.copyOfRange(grown.pixels(), 16, 32))
                .containsExactly(-1, -1, -1, -1, 2, -1, -1, -1, -1, -1, 3, -1, -1, -1, -1, -1);
        assertThat(Arrays.copyOfRange(grown.pixels(), 48, 64)).containsOnly(0);
        ImageBatch edge = seen(twoPoints(), new Crop(Foreground.POSITIVE, 2, false, 1, true));
        assertThat(edge.grid().sizes()).containsExactly(5, 6, 7);
        assertThat(edge.pixels()[0])
                .as("beyond the first corner is what is in it")
                .isZero();
        assertThat(edge.pixels()[2]).isEqualTo(-1);
    }

    @Test
    void whatIsCutOffIsBackground() {
        Curved network = new Curved();
        Crop crop = new Crop(Foreground.POSITIVE, 0, true, 1, false);
        float[] answer = before(network, crop).probabilities(twoPoints());
        float[] own = new Curved().probabilities(network.asked);
        int inside = 0;
        for (int p = 0; p < 60; p++) {
            int y = p / 5 % 4;
            int x = p % 5;
            if (p / 20 == 1 && y >= 1 && y <= 2 && x >= 1 && x <= 3) {
                for (int c = 0; c < Curved.CLASSES; c++) {
                    assertThat(answer[p * Curved.CLASSES + c])
                            .isCloseTo(own[inside * Curved.CLASSES + c], offset(1e-6f));
                }
                inside++;
            } else {
                assertThat(answer[p * Curved.CLASSES]).isOne();
                assertThat(answer[p * Curved.CLASSES + 1]).isZero();
            }
        }
        assertThat(inside).isEqualTo(6);
    }

    @Test
    void anImageWithoutForegroundStaysWhole() {
        ImageBatch images = twoPoints().with(new float[60]);
        assertThat(seen(images, new Crop(Foreground.NONZERO, 1, false, 4, false))
                        .grid())
                .isEqualTo(images.grid());
    }

    static List<ModelSpec> windows() {
        ImageSize size = new ImageSize(List.of(2, 4, 3));
        TilesSpec monai = new TilesSpec(size, 0.6, Blend.GAUSSIAN, Rules.MONAI, AnswerSpace.LOGITS);
        TilesSpec nnunet = new TilesSpec(size, 0.5, Blend.GAUSSIAN, Rules.NNUNET, AnswerSpace.LOGITS);
        TilesSpec plain = new TilesSpec(size, 0.25, Blend.CONSTANT, Rules.MONAI, AnswerSpace.PROBABILITIES);
        List<List<Integer>> flips =
                List.of(List.of(), List.of(2), List.of(0), List.of(1), List.of(0, 1), List.of(0, 1, 2));
        return List.of(
                SPEC.preprocessed(List.of(), Optional.of(monai), List.of()),
                SPEC.preprocessed(List.of(), Optional.of(nnunet), flips),
                SPEC.preprocessed(List.of(new Orientation("SPL")), Optional.of(plain), List.of()),
                SPEC.preprocessed(List.of(), Optional.empty(), flips));
    }

    @ParameterizedTest
    @MethodSource("windows")
    void tilesAndFlipsHaveExactPullbacks(ModelSpec spec) {
        Pullbacks.requireExact(Preprocessing.before(new Curved(), spec), volumes());
    }

    /** A step or a window of slices, and the same of volumes of one plane. */
    private record Twins(ModelSpec slices, ModelSpec volumes) {}

    private static Twins step(PreprocessStep slices, PreprocessStep volumes) {
        return new Twins(
                SPEC.preprocessed(List.of(slices), Optional.empty(), List.of()),
                SPEC.preprocessed(List.of(volumes), Optional.empty(), List.of()));
    }

    private static Twins tiles(Rules rules, Blend blend, AnswerSpace average) {
        List<List<Integer>> flips = List.of(List.of(), List.of(0), List.of(0, 1));
        TilesSpec slices = new TilesSpec(new ImageSize(4, 3), 0.6, blend, rules, average);
        TilesSpec volumes = new TilesSpec(new ImageSize(List.of(1, 4, 3)), 0.6, blend, rules, average);
        return new Twins(
                SPEC.preprocessed(List.of(), Optional.of(slices), flips),
                SPEC.preprocessed(List.of(), Optional.of(volumes), flips));
    }

    static List<Twins> twins() {
        return List.of(
                step(new Orientation("RAS"), new Orientation("SRA")),
                step(new Orientation("PLS"), new Orientation("SPL")),
                step(spacing(Resampling.MONAI, 0.7, 1.9), spacing(Resampling.MONAI, 2.5, 0.7, 1.9)),
                step(spacing(Resampling.NNUNET, 0.7, 1.9), spacing(Resampling.NNUNET, 2.5, 0.7, 1.9)),
                step(
                        new Resize(new ImageSize(9, 5), Resizing.AREA, AnswerSpace.LOGITS),
                        new Resize(new ImageSize(List.of(1, 9, 5)), Resizing.AREA, AnswerSpace.LOGITS)),
                step(
                        new Pad(1, Optional.of(new ImageSize(9, 12)), Optional.of(2.0), false),
                        new Pad(1, Optional.of(new ImageSize(List.of(1, 9, 12))), Optional.of(2.0), false)),
                tiles(Rules.MONAI, Blend.GAUSSIAN, AnswerSpace.LOGITS),
                tiles(Rules.NNUNET, Blend.GAUSSIAN, AnswerSpace.LOGITS),
                tiles(Rules.MONAI, Blend.CONSTANT, AnswerSpace.PROBABILITIES));
    }

    @ParameterizedTest
    @MethodSource("twins")
    void aSliceIsAVolumeOfOnePlane(Twins twins) {
        ImageBatch slices = volumes(Grid.of(7, 6).spaced(1, 1.3), 2);
        ImageBatch planes = slices.resized(slices.pixels(), Grid.of(1, 7, 6), spacing -> List.of(2.5, 1.0, 1.3));
        ImageBatch volumes = planes.resized(planes.pixels(), Grid.of(1, 7, 6).spaced(2.5, 1, 1.3));
        Forward ofSlices = forward(twins.slices(), slices);
        Forward ofVolumes = forward(twins.volumes(), volumes);
        float[] gradient = gaussian(9, ofSlices.probabilities().length);
        assertThat(ofVolumes.probabilities()).containsExactly(ofSlices.probabilities());
        assertThat(ofVolumes.inputGradient(gradient)).containsExactly(ofSlices.inputGradient(gradient));
    }

    private static Forward forward(ModelSpec spec, ImageBatch images) {
        return Preprocessing.before(new Curved(), spec)
                .differentiable()
                .orElseThrow()
                .forward(images);
    }

    /** Shown one by one, some at a time or all at once, views give the same answer and gradient. */
    @Test
    void howManyViewsATurnHasDoesNotMatter() {
        TilesSpec tiles =
                new TilesSpec(new ImageSize(List.of(3, 4, 4)), 0.5, Blend.GAUSSIAN, Rules.MONAI, AnswerSpace.LOGITS);
        ImageBatch images = volumes();
        float[] gradient = gaussian(9, images.count() * images.grid().voxels() * Curved.CLASSES);
        List<Forward> passes = new ArrayList<>();
        List<Integer> lastAsked = new ArrayList<>();
        for (int points : new int[] {1, 10 * 48, 1 << 20}) {
            Curved network = new Curved();
            DifferentiableModel model = new ViewedModel(network, new Tiled(tiles), false, "t", points)
                    .differentiable()
                    .orElseThrow();
            passes.add(model.forward(images));
            lastAsked.add(network.asked.count());
            assertThat(model.segmentAll(List.of(images, images)).get(1).probabilities())
                    .containsExactly(passes.get(0).probabilities());
        }
        // 3 x 3 x 2 tiles an image; ten at a time, the last turn has six.
        assertThat(lastAsked).containsExactly(1, 6, 36);
        for (Forward pass : passes) {
            assertThat(pass.probabilities()).containsExactly(passes.get(0).probabilities());
            assertThat(pass.inputGradient(gradient))
                    .containsExactly(passes.get(0).inputGradient(gradient));
        }
    }

    /** Every voxel is the weighted mean of what the tiles say of it. */
    @Test
    void tilesOfVolumesAreAveragedByWeights() {
        ImageSize size = new ImageSize(List.of(2, 4, 3));
        TilesSpec tiles = new TilesSpec(size, 0.5, Blend.GAUSSIAN, Rules.MONAI, AnswerSpace.PROBABILITIES);
        ImageBatch images = volumes(Grid.of(3, 5, 4), 1);
        double[] sum = new double[60 * Curved.CLASSES];
        double[] total = new double[60];
        for (int z : new int[] {0, 1}) {
            for (int y : new int[] {0, 1}) {
                for (int x : new int[] {0, 1}) {
                    float[] own = new float[2 * 4 * 3 * 2];
                    for (int p = 0; p < 24; p++) {
                        System.arraycopy(images.pixels(), 2 * place(z, y, x, p), own, 2 * p, 2);
                    }
                    float[] answer = new Curved().probabilities(new ImageBatch(own, 1, Grid.of(2, 4, 3), 2));
                    for (int p = 0; p < 24; p++) {
                        double weight = weight(p / 12, 2) * weight(p / 3 % 4, 4) * weight(p % 3, 3);
                        double held = Math.max(weight, 1e-3);
                        total[place(z, y, x, p)] += held;
                        for (int c = 0; c < Curved.CLASSES; c++) {
                            sum[place(z, y, x, p) * Curved.CLASSES + c] += held * answer[p * Curved.CLASSES + c];
                        }
                    }
                }
            }
        }
        float[] expected = new float[sum.length];
        for (int i = 0; i < sum.length; i++) {
            expected[i] = (float) (sum[i] / total[i / Curved.CLASSES]);
        }
        ModelSpec spec = SPEC.preprocessed(List.of(), Optional.of(tiles), List.of());
        assertThat(Preprocessing.before(new Curved(), spec).probabilities(images))
                .containsExactly(expected, offset(1e-5f));
    }

    private static int place(int z, int y, int x, int inTile) {
        return ((z + inTile / 12) * 5 + y + inTile / 3 % 4) * 4 + x + inTile % 3;
    }

    private static double weight(int at, int size) {
        double x = (at - (size - 1) / 2.0) / (size / 8.0);
        return Math.exp(-x * x / 2);
    }

    @Test
    void flipsAreShownTurnedRound() {
        float[] values = new float[12];
        for (int p = 0; p < 12; p++) {
            values[p] = p;
        }
        ImageBatch volume = new ImageBatch(values, 1, Grid.of(2, 2, 3));
        Views views = new Flipped(List.of(List.of(2), List.of(0), List.of(1), List.of(0, 2)), AnswerSpace.LOGITS)
                .views(volume);
        assertThat(views.images(0, 4, volume).pixels())
                .startsWith(6, 7, 8, 9, 10, 11, 0, 1, 2, 3, 4, 5)
                .contains(3, 4, 5, 0, 1, 2, 9, 10, 11, 6, 7, 8)
                .contains(2, 1, 0, 5, 4, 3, 8, 7, 6, 11, 10, 9)
                .endsWith(9, 10, 11, 6, 7, 8, 3, 4, 5, 0, 1, 2);
    }

    /** As nnU-Net keeps them: eleven binary digits, and fewer below 2^-14. */
    @Test
    void weightsOfNnUNetHaveHalfPrecision() {
        float[] weights = new TileStarts.NnUNet(0.5, Blend.GAUSSIAN).weights(8, 16, 14);
        assertThat(weights[(4 * 16 + 8) * 14 + 7]).isEqualTo(10);
        for (float weight : weights) {
            double digit = Math.max(0x1p-24, Math.scalb(1.0, Math.getExponent(weight) - 10));
            assertThat(weight / digit).isEqualTo(Math.rint(weight / digit)).isPositive();
        }
        // 10 exp(-1 / 2 / 1.75^2) = 8.4937..., where halves are 1 / 128 apart.
        assertThat(weights[(4 * 16 + 8) * 14 + 8]).isEqualTo(8.4921875f);
    }

    @Test
    void axesAreTurnedAsMonaiTurnsThem() {
        // Planes to superior, rows to posterior, columns to the left.
        float[] values = new float[24];
        for (int p = 0; p < 24; p++) {
            values[p] = p;
        }
        ImageBatch volume = new ImageBatch(values, 1, Grid.of(2, 3, 4).spaced(3, 2, 1));
        ImageBatch ras = seen(volume, new Orientation("RAS"));
        assertThat(ras.grid()).isEqualTo(Grid.of(4, 3, 2).spaced(1, 2, 3));
        assertThat(ras.acquisitions().get(0).spacing()).containsExactly(1.0, 2.0, 3.0);
        for (int x = 0; x < 4; x++) {
            for (int y = 0; y < 3; y++) {
                for (int z = 0; z < 2; z++) {
                    assertThat(ras.pixels()[(x * 3 + y) * 2 + z]).isEqualTo((z * 3 + 2 - y) * 4 + 3 - x);
                }
            }
        }
        ImageBatch ipl = seen(volume, new Orientation("ILP"));
        assertThat(ipl.grid()).isEqualTo(Grid.of(2, 4, 3).spaced(3, 1, 2));
        assertThat(ipl.pixels()).startsWith(12, 16, 20, 13, 17, 21).endsWith(3, 7, 11);
        assertThat(seen(volume, new Orientation("SPL")).pixels()).containsExactly(values);
    }

    /** Of scipy: {@code ndimage.zoom} as skimage calls it, and {@code map_coordinates} of order 0 along planes. */
    @Test
    void nnUNetResamplesPlanesThatAreFarApartOneByOne() {
        float[] values = new float[36];
        for (int p = 0; p < 36; p++) {
            int z = p / 12;
            int y = p / 4 % 3;
            int x = p % 4;
            values[p] = Math.floorMod(7 * z * z + 3 * y * y * y - 5 * x * x + 11 * x * y, 17);
        }
        ImageBatch near = new ImageBatch(values, 1, Grid.of(3, 3, 4).spaced(2, 1, 1));
        float[] all = seen(near, spacing(Resampling.NNUNET, 1.2, 0.75, 4 / 3.0)).pixels();
        assertThat(Arrays.copyOf(all, 12))
                .containsExactly(
                        new float[] {
                            1.0137f, 16, 6.4357f, 2.322f, 9.5683f, 5.8353f, 4.4647f, 7.0416f, 8.7484f, 5.8721f,
                            11.2577f, 13.0413f
                        },
                        offset(1e-4f));
        ImageBatch far = new ImageBatch(values, 1, Grid.of(3, 3, 4).spaced(4, 1, 1));
        ImageBatch apart = seen(far, spacing(Resampling.NNUNET, 2.4, 0.75, 4 / 3.0));
        float[] first = {
            1.3396f, 14, 7.0674f, 2.7753f, 9.6494f, 6.8158f, 5.2117f, 7.708f, 8.9464f, 6.8642f, 11.152f, 11.8986f
        };
        float[] last = {
            9.8927f, 7.0596f, 0.9942f, 12.5492f, 9.4565f, 3.1318f, 8.1839f, 8.3032f, 5.1902f, 0, 4.4443f, 5.6618f
        };
        assertThat(apart.grid()).isEqualTo(Grid.of(5, 4, 3).spaced(2.4, 0.75, 4 / 3.0));
        for (int plane : new int[] {0, 1}) {
            assertThat(Arrays.copyOfRange(apart.pixels(), 12 * plane, 12 * plane + 12))
                    .containsExactly(first, offset(1e-4f));
            assertThat(Arrays.copyOfRange(apart.pixels(), 36 + 12 * plane, 48 + 12 * plane))
                    .containsExactly(last, offset(1e-4f));
        }
    }

    @Test
    void axesThatAreFarApartAreNnUNets() {
        assertThat(Anisotropy.firstAxisIsApart(List.of(3.1, 1.0, 1.0), List.of(1.0, 1.0, 1.0)))
                .isTrue();
        assertThat(Anisotropy.firstAxisIsApart(List.of(3.0, 1.0, 1.0), List.of(1.0, 1.0, 1.0)))
                .isFalse();
        assertThat(Anisotropy.firstAxisIsApart(List.of(1.0, 1.0, 1.0), List.of(5.0, 1.0, 1.0)))
                .isTrue();
        // Two axes of the largest distance are none, as (0.24, 1.25, 1.25).
        assertThat(Anisotropy.firstAxisIsApart(List.of(0.24, 1.25, 1.25), List.of(5.0, 1.0, 1.0)))
                .isFalse();
        assertThat(Anisotropy.firstAxisIsApart(List.of(1.0, 4.0), List.of(1.0, 1.0)))
                .isFalse();
        assertThatThrownBy(() -> Anisotropy.firstAxisIsApart(List.of(1.0, 1.0, 4.0), List.of(1.0, 1.0, 1.0)))
                .isInstanceOf(DuressException.class)
                .hasMessage("model.preprocess resamples volumes as nnU-Net from [1.0, 1.0, 4.0] to [1.0, 1.0, 1.0] mm,"
                        + " whose columns are farthest apart, and this version of Duress does so only where planes are;"
                        + " turn the axes first, or resample as: monai");
    }

    @Test
    void numbersOfOtherAxesAreOneSentence() {
        assertThatThrownBy(() -> seen(volumes(), spacing(Resampling.MONAI, 1, 1)))
                .isInstanceOf(DuressException.class)
                .hasMessage("spacing in model.preprocess has 2 numbers, but the images are volumes of 5 x 7 x 6 voxels;"
                        + " give three, for planes, rows and columns");
        assertThatThrownBy(() -> seen(
                        volumes(Grid.of(7, 6), 1),
                        new Pad(1, Optional.of(new ImageSize(List.of(8, 8, 8))), Optional.empty(), true)))
                .isInstanceOf(DuressException.class)
                .hasMessage("pad.least in model.preprocess has 3 numbers, but the images are slices of 7 x 6 pixels;"
                        + " give two, for rows and columns");
        assertThatThrownBy(() -> seen(volumes(Grid.of(7, 6), 1), new Orientation("SPL")))
                .isInstanceOf(DuressException.class)
                .hasMessage("model.preprocess turns axes to SPL, but the images are slices, which have no axis to"
                        + " superior or inferior; name it last, as in RAS");
        TilesSpec tiles =
                new TilesSpec(new ImageSize(List.of(6, 4, 4)), 0.5, Blend.GAUSSIAN, Rules.MONAI, AnswerSpace.LOGITS);
        SegmentationModel tiled =
                Preprocessing.before(new Curved(), SPEC.preprocessed(List.of(), Optional.of(tiles), List.of()));
        assertThatThrownBy(() -> tiled.requireSize(Grid.of(64, 64)))
                .hasMessage("size in model.tiles has 3 numbers, but the images are slices of 64 x 64 pixels; give two,"
                        + " for rows and columns");
        assertThatThrownBy(() -> tiled.requireSize(Grid.of(5, 7, 6)))
                .hasMessage("model.tiles are 6 x 4 x 4, but an image that reaches them is 5 x 7 x 6; correct"
                        + " model.tiles, or pad as the team's inference does: end model.preprocess with - pad:"
                        + " {least: [6, 4, 4]}");
        SegmentationModel flipped =
                Preprocessing.before(new Curved(), SPEC.preprocessed(List.of(), Optional.empty(), List.of(List.of(2))));
        assertThatThrownBy(() -> flipped.requireSize(Grid.of(64, 64)))
                .hasMessage("model.flips flip the axis d of planes, but the images are slices of 64 x 64 pixels, which"
                        + " have none; leave d out");
    }
}

package org.duress.model.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.data.Acquisition;
import org.duress.data.IntensityScale;
import org.duress.data.ScanOf;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.spec.AnswerSpace;
import org.duress.spec.ImageSize;
import org.duress.spec.Interval;
import org.duress.spec.ModelHead;
import org.duress.spec.ModelLayout;
import org.duress.spec.ModelSource;
import org.duress.spec.ModelSpec;
import org.duress.spec.PreprocessStep;
import org.duress.spec.PreprocessStep.Among;
import org.duress.spec.PreprocessStep.Fixed;
import org.duress.spec.PreprocessStep.Measured;
import org.duress.spec.PreprocessStep.Orientation;
import org.duress.spec.PreprocessStep.Over;
import org.duress.spec.PreprocessStep.Pad;
import org.duress.spec.PreprocessStep.PerChannel;
import org.duress.spec.PreprocessStep.Percentiles;
import org.duress.spec.PreprocessStep.Resampling;
import org.duress.spec.PreprocessStep.Resize;
import org.duress.spec.PreprocessStep.Resizing;
import org.duress.spec.PreprocessStep.Spacing;
import org.duress.spec.PreprocessStep.Standardise;
import org.duress.spec.PreprocessStep.StandardiseImage;
import org.duress.spec.PreprocessStep.Units;
import org.duress.spec.PreprocessStep.Window;
import org.duress.spec.TilesSpec;
import org.duress.spec.TilesSpec.Blend;
import org.duress.spec.TilesSpec.Rules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PreprocessingTest {
    private static final Units UNITS = new Units();
    private static final Measured EACH = new Measured(Over.SLICE, true);
    private static final Measured TOGETHER = new Measured(Over.SLICE, false);

    /** Two images of two channels, 11 x 9, in HU-like units after {@link Units}. */
    private static ImageBatch images(double... spacing) {
        Grid grid = Grid.of(11, 9);
        Random random = new Random(4);
        float[] pixels = new float[2 * 2 * grid.voxels()];
        for (int p = 0; p < pixels.length; p++) {
            pixels[p] = (float) random.nextGaussian();
        }
        List<IntensityScale> scales = List.of(new IntensityScale(40, 100), new IntensityScale(-3, 2));
        Grid spaced = grid.spaced(spacing);
        Acquisition acquisition = new Acquisition(scales, spaced.spacing());
        return new ImageBatch(pixels, 2, spaced, 2, List.of(acquisition, acquisition));
    }

    private static ImageBatch images() {
        return images(1, 1.3);
    }

    private static ImageBatch row(float... values) {
        return new ImageBatch(values, 1, Grid.of(1, values.length));
    }

    private static SegmentationModel before(SegmentationModel network, PreprocessStep... steps) {
        return Preprocessing.before(network, spec().preprocessed(List.of(steps), Optional.empty(), List.of()));
    }

    private static ModelSpec spec() {
        return new ModelSpec("duress", Path.of("none"));
    }

    /** What the network sees of images. */
    private static ImageBatch seen(ImageBatch images, PreprocessStep... steps) {
        Curved network = new Curved();
        before(network, steps).probabilities(images);
        return network.asked;
    }

    static List<PreprocessStep> steps() {
        return List.of(
                new Window(new Fixed(new Interval(-1, 0.8)), new Interval(0, 1), true),
                new Window(new Fixed(new Interval(-1, 0.8)), new Interval(0, 1), false),
                new Window(new Percentiles(5, 80, EACH), new Interval(-1, 1), true),
                new Window(new Percentiles(0, 100, TOGETHER), new Interval(0, 1), false),
                new Standardise(List.of(0.3, -1.0), List.of(1.5, 0.7), Optional.of(new Interval(-1, 0.9))),
                new StandardiseImage(Among.IMAGE, EACH, Optional.empty()),
                new StandardiseImage(Among.FOREGROUND, TOGETHER, Optional.empty()),
                new StandardiseImage(Among.IMAGE, EACH, Optional.of(new Interval(3, 90))),
                new StandardiseImage(Among.BOX, EACH, Optional.empty()),
                new Orientation("RAS"),
                new Orientation("LPS"),
                new Orientation("ALS"),
                new Spacing(0.7, 1.9, Resampling.MONAI, AnswerSpace.PROBABILITIES),
                new Spacing(0.7, 1.9, Resampling.NNUNET, AnswerSpace.LOGITS),
                new Resize(new ImageSize(16, 5), Resizing.LINEAR, AnswerSpace.PROBABILITIES),
                new Resize(new ImageSize(4, 12), Resizing.AREA, AnswerSpace.LOGITS),
                new Pad(8, Optional.empty(), Optional.of(-0.5), false),
                new Pad(1, Optional.of(new ImageSize(14, 2)), Optional.empty(), false));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void everyStepHasAnExactPullback(PreprocessStep step) {
        Pullbacks.requireExact(before(new Curved(), step), images());
    }

    @Test
    void organsThatAreEachForThemselvesAreAveragedSo() {
        ModelSpec organs = new ModelSpec(
                        "duress",
                        new ModelSource.File(Path.of("none")),
                        ModelHead.ORGAN_LOGITS,
                        ModelLayout.AUTO,
                        OptionalInt.empty(),
                        Optional.empty(),
                        Map.of())
                .preprocessed(
                        List.of(new Spacing(0.7, 1.9, Resampling.MONAI, AnswerSpace.PROBABILITIES)),
                        Optional.empty(),
                        List.of());
        Pullbacks.requireExact(Preprocessing.before(new Curved(), organs), images());
    }

    @Test
    void unitsHaveAnExactPullback() {
        Window window = new Window(new Fixed(new Interval(-150, 200)), new Interval(0, 1), true);
        Pullbacks.requireExact(before(new Curved(), UNITS, window), images());
    }

    static List<ModelSpec> windows() {
        TilesSpec monai = new TilesSpec(new ImageSize(4, 6), 0.6, Blend.GAUSSIAN, Rules.MONAI, AnswerSpace.LOGITS);
        TilesSpec nnunet = new TilesSpec(new ImageSize(6, 4), 0.5, Blend.GAUSSIAN, Rules.NNUNET, AnswerSpace.LOGITS);
        TilesSpec plain =
                new TilesSpec(new ImageSize(5, 9), 0.25, Blend.CONSTANT, Rules.MONAI, AnswerSpace.PROBABILITIES);
        List<List<Integer>> flips = List.of(List.of(), List.of(0), List.of(1), List.of(0, 1));
        return List.of(
                spec().preprocessed(List.of(), Optional.of(monai), List.of()),
                spec().preprocessed(List.of(), Optional.of(nnunet), flips),
                spec().preprocessed(List.of(new Orientation("RAS")), Optional.of(plain), List.of()),
                spec().preprocessed(List.of(), Optional.empty(), flips));
    }

    @ParameterizedTest
    @MethodSource("windows")
    void tilesAndFlipsHaveExactPullbacks(ModelSpec spec) {
        Pullbacks.requireExact(Preprocessing.before(new Curved(), spec), images());
    }

    @Test
    void unitsAndWindowAreWhatTheTeamComputes() {
        ImageBatch images = images();
        float x = images.pixels()[0];
        float[] seen = seen(images, UNITS, new Window(new Fixed(new Interval(-175, 250)), new Interval(0, 1), true))
                .pixels();
        assertThat(seen[0]).isCloseTo(((40 + 100 * x + 175) / 425), offset(1e-6f));
        assertThat(seen[1]).isCloseTo((-3 + 2 * images.pixels()[1] + 175) / 425, offset(1e-6f));
    }

    @Test
    void percentilesAreLinearBetweenOrderStatistics() {
        // 10 % of 0 .. 4 lies at 0.4.
        float[] seen = seen(row(4, 0, 1, 3, 2), new Window(new Percentiles(10, 90, EACH), new Interval(0, 1), true))
                .pixels();
        assertThat(seen).containsExactly(new float[] {1, 0, 0.6f / 3.2f, 2.6f / 3.2f, 0.5f}, offset(1e-6f));
    }

    @Test
    void theImagesOwnDeviationLeavesOutZerosWhereOnlyTheForegroundCounts() {
        StandardiseImage all = new StandardiseImage(Among.IMAGE, EACH, Optional.empty());
        StandardiseImage foreground = new StandardiseImage(Among.FOREGROUND, EACH, Optional.empty());
        assertThat(seen(row(1, 3, 1, 3), all).pixels()).containsExactly(-1, 1, -1, 1);
        assertThat(seen(row(0, 4, 0, 8), foreground).pixels()).containsExactly(0, -1, 0, 1);
    }

    @Test
    void whatWasZeroInTheImagesOwnUnitsIsZeroAgain() {
        IntensityScale scale = new IntensityScale(301.7, 77.3);
        Acquisition known = new Acquisition(List.of(scale), List.of(1.0, 1.0));
        float zero = (float) ((0 - scale.mean()) / scale.deviation());
        float[] pixels = {zero, Math.nextUp(Math.nextUp(Math.nextUp(zero))), 1};
        ImageBatch image = new ImageBatch(pixels, 1, Grid.of(1, 3), 1, List.of(known));
        float[] seen = seen(image, UNITS).pixels();
        assertThat(seen[0]).isEqualTo(0);
        assertThat(seen[1]).isNotEqualTo(0);
        assertThat(seen[2]).isCloseTo(379, offset(1e-4f));
    }

    /** As PyTorch's clamp: a subject whose darkest pixels lie on the window's edge could else not be made brighter. */
    @Test
    void whatLiesOnTheEdgeOfItsWindowIsFollowed() {
        Window window = new Window(new Fixed(new Interval(-175, 250)), new Interval(0, 1), true);
        Random random = new Random(6);
        for (int subject = 0; subject < 50; subject++) {
            IntensityScale scale = new IntensityScale(100 * random.nextGaussian(), 50 + 100 * random.nextDouble());
            Acquisition known = new Acquisition(List.of(scale), List.of(1.0, 1.0));
            float[] pixels = new float[4];
            float[] own = {-175, 250, -175.01f, 250.01f};
            for (int p = 0; p < pixels.length; p++) {
                pixels[p] = (float) ((own[p] - scale.mean()) / scale.deviation());
            }
            float[] gradient = before(new Curved(), UNITS, window)
                    .differentiable()
                    .orElseThrow()
                    .forward(new ImageBatch(pixels, 1, Grid.of(1, 4), 1, List.of(known)))
                    .inputGradient(new float[] {0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2});
            assertThat(gradient[0]).isNotZero();
            assertThat(gradient[1]).isNotZero();
            assertThat(gradient[2]).isZero();
            assertThat(gradient[3]).isZero();
        }
    }

    /** Two channels, in units of which the first scan has mean 10 and deviation 2, and the second 0 and 1. */
    private static ImageBatch ofScans(float[] first, float[] second) {
        List<IntensityScale> scales = List.of(
                new IntensityScale(10, 2, Optional.of(ScanOf.values(first).mapped(x -> (x - 10) / 2))),
                new IntensityScale(0, 1, Optional.of(ScanOf.values(second))));
        float[] pixels = {-5, 0, 0, 2, 1, 0};
        Acquisition known = new Acquisition(scales, List.of(1.0, 1.0));
        return new ImageBatch(pixels, 1, Grid.of(1, 3), 2, List.of(known));
    }

    @Test
    void whatIsMeasuredOfTheScanIsNotMeasuredOfItsSlice() {
        // Of its own units 0, 10 and 12, and 0, 2 and 0.
        ImageBatch image = ofScans(new float[] {0, 0, 10, 12, 28}, new float[] {0, 0, 4, 4, 2});
        Measured scan = new Measured(Over.SCAN, true);
        Window ends = new Window(new Percentiles(0, 100, scan), new Interval(0, 1), true);
        assertThat(seen(image, UNITS, ends).pixels())
                .containsExactly(new float[] {0, 0, 10 / 28f, 0.5f, 12 / 28f, 0}, offset(1e-6f));
        // What the steps before made of the scan is measured: 0, 0, 10, 10 and 10.
        Window clipped = new Window(new Fixed(new Interval(0, 10)), new Interval(0, 10), true);
        StandardiseImage all = new StandardiseImage(Among.IMAGE, scan, Optional.empty());
        float deviation = (float) Math.sqrt(24);
        assertThat(seen(image, UNITS, clipped, all).pixels()[2]).isCloseTo(4 / deviation, offset(1e-6f));
        StandardiseImage foreground = new StandardiseImage(Among.FOREGROUND, scan, Optional.empty());
        // Of 10, 12 and 28 the mean is 50/3; of 4, 4 and 2 it is 10/3. What is 0 stays so.
        double square = (400 + 196 + 1156) / 27.0;
        assertThat(seen(image, UNITS, foreground).pixels())
                .containsExactly(
                        new float[] {
                            0,
                            0,
                            (float) (-20 / 3.0 / Math.sqrt(square)),
                            (float) (-4 / 3.0 / Math.sqrt(8 / 9.0)),
                            (float) (-14 / 3.0 / Math.sqrt(square)),
                            0
                        },
                        offset(1e-5f));
        Measured together = new Measured(Over.SCAN, false);
        Window both = new Window(new Percentiles(0, 100, together), new Interval(0, 1), true);
        assertThat(seen(image, UNITS, both).pixels()[3]).isCloseTo(2 / 28f, offset(1e-6f));
        StandardiseImage held = new StandardiseImage(Among.IMAGE, scan, Optional.of(new Interval(0, 50)));
        // Held to 0 .. 10: as with the window before.
        assertThat(seen(image, UNITS, held).pixels()[2]).isCloseTo(4 / deviation, offset(1e-6f));
    }

    @Test
    void eachChannelsStepsMeasureItsOwnScan() {
        ImageBatch image = ofScans(new float[] {0, 10, 28}, new float[] {0, 4});
        Window ends = new Window(new Percentiles(0, 100, new Measured(Over.SCAN, false)), new Interval(0, 1), true);
        PreprocessStep channels = new PerChannel(List.of(List.of(UNITS, ends), List.of(UNITS)));
        assertThat(seen(image, channels).pixels())
                .containsExactly(new float[] {0, 0, 10 / 28f, 2, 12 / 28f, 0}, offset(1e-6f));
        // And the next step measures what became of them: 0 .. 1 and 0 .. 4.
        assertThat(seen(image, channels, ends).pixels()[3]).isCloseTo(0.5f, offset(1e-6f));
    }

    @Test
    void stepsThatMeasureTheScanHaveExactPullbacks() {
        float[] values = {-120, -40, 0, 10, 60, 90, 300};
        List<IntensityScale> scales = List.of(
                new IntensityScale(40, 100, Optional.of(ScanOf.values(values).mapped(x -> (x - 40) / 100))),
                new IntensityScale(
                        -3, 2, Optional.of(ScanOf.values(-6, -3, 0, 1).mapped(x -> (x + 3) / 2))));
        Acquisition known = new Acquisition(scales, List.of(1.0, 1.3));
        ImageBatch images = images();
        ImageBatch ofScans = images.with(images.pixels(), List.of(known, known));
        Measured scan = new Measured(Over.SCAN, true);
        for (PreprocessStep step : List.of(
                new Window(new Percentiles(10, 90, scan), new Interval(-1, 1), true),
                new StandardiseImage(Among.FOREGROUND, scan, Optional.of(new Interval(5, 90))),
                new StandardiseImage(Among.BOX, scan, Optional.empty()))) {
            Pullbacks.requireExact(before(new Curved(), UNITS, step), ofScans);
        }
    }

    @Test
    void theBoxIsAroundWhatIsNotZeroInAnyChannel() {
        // Rows of two channels; the last column is 0 in both, the first only in one.
        ImageBatch image = new ImageBatch(new float[] {0, 1, 2, 3, 0, 0}, 1, Grid.of(1, 3), 2);
        StandardiseImage box = new StandardiseImage(Among.BOX, EACH, Optional.empty());
        assertThat(seen(image, box).pixels()).containsExactly(-1, -1, 1, 1, -1, -2);
    }

    @Test
    void aFlatImageStaysFinite() {
        assertThat(seen(row(2, 2), new StandardiseImage(Among.IMAGE, EACH, Optional.empty()))
                        .pixels())
                .containsExactly(0, 0);
        assertThat(seen(row(2, 2), new Window(new Percentiles(0, 100, EACH), new Interval(0, 1), true))
                        .pixels())
                .containsExactly(0, 0);
    }

    @Test
    void axesAreTurnedAsMonaiTurnsThem() {
        // Rows grow to posterior and columns to the left.
        ImageBatch image = new ImageBatch(new float[] {1, 2, 3, 4, 5, 6}, 1, Grid.of(2, 3));
        assertThat(seen(image, new Orientation("LPS")).pixels()).containsExactly(1, 4, 2, 5, 3, 6);
        assertThat(seen(image, new Orientation("RAS")).pixels()).containsExactly(6, 3, 5, 2, 4, 1);
        assertThat(seen(image, new Orientation("ALS")).pixels()).containsExactly(4, 5, 6, 1, 2, 3);
    }

    @Test
    void spacingIsResampledAsTheFrameworksDo() {
        ImageBatch image =
                new ImageBatch(new float[] {0, 10, 20, 30, 40}, 1, Grid.of(1, 5).spaced(1, 1));
        // round(4 / 1.5 + 1) = 4 points at 0, 1.5, 3, 4.5 of which the last is the border's.
        assertThat(seen(image, new Spacing(1, 1.5, Resampling.MONAI, AnswerSpace.PROBABILITIES))
                        .pixels())
                .containsExactly(new float[] {0, 15, 30, 40}, offset(1e-5f));
        ImageBatch cubic = seen(image, new Spacing(1, 1.5, Resampling.NNUNET, AnswerSpace.LOGITS));
        assertThat(cubic.grid()).isEqualTo(Grid.of(1, 3).spaced(1, 1.5));
        // scipy.ndimage.zoom([0, 10, 20, 30, 40], 3/5, order=3, mode='nearest', grid_mode=True)
        assertThat(cubic.pixels()).containsExactly(CUBIC_FIVE_TO_THREE, offset(1e-4f));
    }

    private static final float[] CUBIC_FIVE_TO_THREE = {2.48241f, 20, 37.51759f};

    @Test
    void anUnknownSpacingIsRefused() {
        ImageBatch image = new ImageBatch(new float[6], 1, Grid.of(2, 3));
        assertThatThrownBy(() -> seen(image, new Spacing(1, 1, Resampling.MONAI, AnswerSpace.LOGITS)))
                .isInstanceOf(DuressException.class)
                .hasMessage("model.preprocess brings images to a spacing, but how far apart the pixels of these images"
                        + " are is not known; use files that say it (NIfTI), or resize instead");
    }

    @Test
    void imagesOfTwoSpacingsInOneBatchAreAnsweredAsEachAlone() {
        Spacing step = new Spacing(1.1, 1.1, Resampling.MONAI, AnswerSpace.PROBABILITIES);
        SegmentationModel model = before(new Curved(), step);
        ImageBatch fine = images(1, 1.3).one(0);
        ImageBatch coarse = images(2, 0.8).one(1);
        float[] both = model.probabilities(ImageBatch.joined(List.of(fine, coarse)));
        float[] first = model.probabilities(fine);
        float[] second = model.probabilities(coarse);
        assertThat(both).startsWith(first).endsWith(second);
        Pullbacks.requireExact(model, ImageBatch.joined(List.of(fine, coarse)));
    }

    @Test
    void spacingFollowsTheAxesThatWereTurned() {
        ImageBatch image = new ImageBatch(new float[6], 1, Grid.of(2, 3).spaced(2, 3));
        assertThat(seen(image, new Orientation("RAS"), new Spacing(3, 2, Resampling.MONAI, AnswerSpace.PROBABILITIES))
                        .grid())
                .isEqualTo(Grid.of(3, 2).spaced(3, 2));
    }

    @Test
    void resizingIsTorchs() {
        ImageBatch image = row(0, 4, 8, 12);
        assertThat(seen(image, new Resize(new ImageSize(1, 2), Resizing.LINEAR, AnswerSpace.LOGITS))
                        .pixels())
                .containsExactly(2, 10);
        assertThat(seen(image, new Resize(new ImageSize(1, 3), Resizing.AREA, AnswerSpace.LOGITS))
                        .pixels())
                .containsExactly(2, 6, 10);
    }

    @Test
    void aBorderIsHalfOnEitherSideAndCutOffAgain() {
        ImageBatch image = row(1, 2, 3);
        assertThat(seen(image, new Pad(6, Optional.empty(), Optional.of(-7.0), false))
                        .pixels())
                .hasSize(36)
                .startsWith(-7, -7, -7, -7, -7, -7)
                .contains(-7, 1, 2, 3, -7, -7);
        assertThat(seen(image, new Pad(1, Optional.of(new ImageSize(1, 6)), Optional.empty(), false))
                        .pixels())
                .containsExactly(1, 1, 2, 3, 3, 3);
        float[] padded = before(new Pointwise(), new Pad(8, Optional.empty(), Optional.of(0.0), false))
                .probabilities(image);
        assertThat(padded).containsExactly(new Pointwise().probabilities(image));
    }

    @Test
    void tilesBeginWhereTheFrameworksBeginThem() {
        TileStarts monai = new TileStarts.Monai(0.25, Blend.CONSTANT);
        assertThat(monai.along(10, 4)).containsExactly(0, 3, 6);
        assertThat(monai.along(11, 4)).containsExactly(0, 3, 6, 7);
        assertThat(monai.along(4, 4)).containsExactly(0);
        // 96 * (1 - 0.7) is 28.8 in double precision, cut to 28.
        assertThat(new TileStarts.Monai(0.7, Blend.CONSTANT).along(150, 96)).containsExactly(0, 28, 54);
        TileStarts nnunet = new TileStarts.NnUNet(0.5, Blend.CONSTANT);
        assertThat(nnunet.along(110, 64)).containsExactly(0, 23, 46);
        assertThat(nnunet.along(64, 64)).containsExactly(0);
    }

    @Test
    void weightsAreTheFrameworks() {
        float[] monai = new TileStarts.Monai(0.5, Blend.GAUSSIAN).weights(8, 8);
        // exp(-(0.5 / 1)^2 / 2)^2 in the middle; e^-12.25 in a corner, held to 0.001.
        assertThat(monai[3 * 8 + 4]).isCloseTo((float) Math.exp(-0.25), offset(1e-6f));
        assertThat(monai[0]).isEqualTo(1e-3f);
        float[] nnunet = new TileStarts.NnUNet(0.5, Blend.GAUSSIAN).weights(16, 16);
        assertThat(nnunet[8 * 16 + 8]).isEqualTo(10);
        assertThat(nnunet[8 * 16 + 9]).isCloseTo(nnunet[8 * 16 + 7], offset(1e-6f));
    }

    @Test
    void aModelThatLooksAtPixelsAloneAnswersTheSameThroughTilesAndFlips() {
        TilesSpec tiles = new TilesSpec(new ImageSize(4, 6), 0.5, Blend.GAUSSIAN, Rules.MONAI, AnswerSpace.LOGITS);
        ModelSpec spec =
                spec().preprocessed(List.of(), Optional.of(tiles), List.of(List.of(), List.of(0), List.of(0, 1)));
        ImageBatch images = images();
        assertThat(Preprocessing.before(new Pointwise(), spec).probabilities(images))
                .containsExactly(new Pointwise().probabilities(images), offset(1e-5f));
    }

    @Test
    void aTileLargerThanTheImageIsRefused() {
        TilesSpec tiles = new TilesSpec(new ImageSize(12, 6), 0.5, Blend.GAUSSIAN, Rules.MONAI, AnswerSpace.LOGITS);
        ModelSpec spec = spec().preprocessed(List.of(), Optional.of(tiles), List.of());
        assertThatThrownBy(() -> Preprocessing.before(new Curved(), spec).requireSize(Grid.of(11, 9)))
                .isInstanceOf(DuressException.class)
                .hasMessage("model.tiles are 12 x 6, but an image that reaches them is 11 x 9; correct model.tiles, or"
                        + " pad as the team's inference does: end model.preprocess with - pad: {least: [12, 6]}");
    }

    @Test
    void anotherStepIsAnotherModel() {
        assertThat(before(new Curved(), UNITS).fingerprint())
                .isNotEqualTo(new Curved().fingerprint())
                .isNotEqualTo(before(new Curved(), UNITS, UNITS).fingerprint());
        assertThat(before(new Curved())).isInstanceOf(Curved.class);
    }

    @Test
    void asManyMeansAsChannels() {
        assertThatThrownBy(() -> seen(
                        images(), new Standardise(List.of(1.0, 2.0, 3.0), List.of(1.0, 2.0, 3.0), Optional.empty())))
                .hasMessage("model.preprocess standardises with 3 means, but the images have 2 channels; give one mean"
                        + " and deviation for all, or one a channel");
    }
}

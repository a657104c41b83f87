package org.duress.spec.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.spec.AnswerSpace;
import org.duress.spec.ImageSize;
import org.duress.spec.Interval;
import org.duress.spec.ModelSpec;
import org.duress.spec.PreprocessStep.Among;
import org.duress.spec.PreprocessStep.Crop;
import org.duress.spec.PreprocessStep.Fixed;
import org.duress.spec.PreprocessStep.Foreground;
import org.duress.spec.PreprocessStep.Measured;
import org.duress.spec.PreprocessStep.Neighbours;
import org.duress.spec.PreprocessStep.Orientation;
import org.duress.spec.PreprocessStep.Over;
import org.duress.spec.PreprocessStep.Pad;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreprocessStepsTest {
    @TempDir
    Path folder;

    @Test
    void everyStepIsRead() {
        ModelSpec model = model("""
                preprocess:
                  - units
                  - window: {from: [-175, 250], to: [0, 1], clip: false}
                  - window: {from: {percentiles: [1, 99], channels: together}, to: [0, 1]}
                  - standardise: {mean: 82.1, sd: 136.9, clip: [-965, 276]}
                  - standardise: {mean: [1, 2], sd: [3, 4]}
                  - standardise: {of: foreground, channels: together}
                  - standardise: {percentiles: [0.5, 99.5]}
                  - standardise: {of: box, over: scan}
                  - orientation: RAS
                  - spacing: [1.5, 1.2]
                  - spacing: {to: [1, 2], as: nnunet}
                  - resize: [256, 192]
                  - resize: {to: [8, 9], by: area, answers: logits}
                  - pad: {multiple: 32}
                  - pad: {least: [96, 64], value: edge}
                  - crop: nonzero
                  - crop: {to: positive, margin: 10, within: false, multiple: 16, value: edge}
                  - neighbours: 1
                tiles: {size: [96, 80], overlap: 0.25, blend: constant, as: nnunet, average: probabilities}
                flips: [[], [w, h]]
                """);
        assertThat(model.preprocess())
                .containsExactly(
                        new Units(),
                        new Window(new Fixed(new Interval(-175, 250)), new Interval(0, 1), false),
                        new Window(new Percentiles(1, 99, new Measured(Over.SLICE, false)), new Interval(0, 1), true),
                        new Standardise(List.of(82.1), List.of(136.9), Optional.of(new Interval(-965, 276))),
                        new Standardise(List.of(1.0, 2.0), List.of(3.0, 4.0), Optional.empty()),
                        new StandardiseImage(Among.FOREGROUND, new Measured(Over.SLICE, false), Optional.empty()),
                        new StandardiseImage(
                                Among.IMAGE, new Measured(Over.SLICE, true), Optional.of(new Interval(0.5, 99.5))),
                        new StandardiseImage(Among.BOX, new Measured(Over.SCAN, true), Optional.empty()),
                        new Orientation("RAS"),
                        new Spacing(1.5, 1.2, Resampling.MONAI, AnswerSpace.PROBABILITIES),
                        new Spacing(1, 2, Resampling.NNUNET, AnswerSpace.LOGITS),
                        new Resize(new ImageSize(256, 192), Resizing.LINEAR, AnswerSpace.PROBABILITIES),
                        new Resize(new ImageSize(8, 9), Resizing.AREA, AnswerSpace.LOGITS),
                        new Pad(32, Optional.empty(), Optional.of(0.0), false),
                        new Pad(1, Optional.of(new ImageSize(96, 64)), Optional.empty(), false),
                        new Crop(Foreground.NONZERO, 0, true, 1, false),
                        new Crop(Foreground.POSITIVE, 10, false, 16, true),
                        new Neighbours(1));
        assertThat(model.tiles())
                .contains(new TilesSpec(
                        new ImageSize(96, 80), 0.25, Blend.CONSTANT, Rules.NNUNET, AnswerSpace.PROBABILITIES));
        assertThat(model.flips()).containsExactly(List.of(), List.of(0, 1));
    }

    @Test
    void volumesHaveThreeOfEach() {
        ModelSpec model = model("""
                preprocess:
                  - orientation: SRA
                  - spacing: [2, 1.5, 1.2]
                flips: [[], [d], [w, d]]
                """);
        assertThat(model.preprocess())
                .containsExactly(
                        new Orientation("SRA"),
                        new Spacing(List.of(2.0, 1.5, 1.2), Resampling.MONAI, AnswerSpace.PROBABILITIES));
        assertThat(model.flips()).containsExactly(List.of(), List.of(2), List.of(1, 2));
    }

    @Test
    void nothingIsTheDefault() {
        ModelSpec model = model("");
        assertThat(model.preprocess()).isEmpty();
        assertThat(model.tiles()).isEmpty();
        assertThat(model.flips()).isEmpty();
        assertThat(model("tiles: {size: [96, 96]}").tiles())
                .contains(new TilesSpec(new ImageSize(96, 96), 0.5, Blend.GAUSSIAN, Rules.MONAI, AnswerSpace.LOGITS));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "preprocess: [window: {from: [250, -175], to: [0, 1]}] | 'model.preprocess.window.from' must be two"
                        + " finite numbers [low, high] with low below high, not [250.0, -175.0]",
                "preprocess: [window: {from: [1, 1], to: [0, 1]}] | 'model.preprocess.window.from' must be two finite"
                        + " numbers [low, high] with low below high, not [1.0, 1.0]",
                "preprocess: [window: {to: [0, 1]}] | key 'model.preprocess.window.from' is missing; add it",
                "preprocess: [crop: {to: positive, value: 3}] | 'model.preprocess.crop' must have value: 0 or value:"
                        + " edge beyond the image, not 3.0",
                "preprocess: [hounsfield] | 'model.preprocess' must be one of the steps [channels, crop, neighbours,"
                        + " orientation, pad, resize, spacing, standardise, units, window], of which only units is"
                        + " written without a value",
                "preprocess: [windw: {from: [0, 1], to: [0, 1]}] | unknown key 'windw' in 'model.preprocess'; did you"
                        + " mean 'window'?",
                "preprocess: [{resize: [1, 1], pad: {multiple: 2}}] | 'model.preprocess' must have one step an item,"
                        + " such as - window: {from: [-175, 250], to: [0, 1]}, not [resize, pad]",
                "preprocess: [standardise: {mean: 1, sd: 0}] | 'model.preprocess.standardise' must have as many finite"
                        + " means as deviations above 0, not [1.0] and [0.0]",
                "preprocess: [standardise: {mean: 1, sd: 2, of: image}] | 'model.preprocess.standardise.of' does not go"
                        + " with a fixed mean; remove it",
                "preprocess: [spacing: [1.5]] | 'model.preprocess.spacing' must be two numbers [rows, columns] in mm,"
                        + " or three [planes, rows, columns] for volumes, each above 0, not [1.5]",
                "preprocess: [orientation: XYZ] | 'model.preprocess.orientation' must be three letters such as RAS or"
                        + " LPS, for slices with S or I last, not 'XYZ'",
                "preprocess: [orientation: RLS] | 'model.preprocess.orientation' must be three letters such as RAS or"
                        + " LPS, for slices with S or I last, not 'RLS'",
                "preprocess: [pad: {}] | 'model.preprocess.pad' must say what to pad to, as in {multiple: 32} or"
                        + " {least: [96, 96]}",
                "preprocess: [neighbours: 0] | 'model.preprocess.neighbours' must be a whole number of at least 1, not"
                        + " 0",
                "preprocess: [window: {from: {percentiles: [1, 101]}, to: [0, 1]}] |"
                        + " 'model.preprocess.window.from.percentiles' must have percentiles from 0 to 100, not 1.0"
                        + " and 101.0",
                "tiles: {size: [96, 96], overlap: 1} | 'model.tiles' must have an overlap of at least 0 and below 1,"
                        + " not 1.0",
                "flips: [[z]] | 'model.flips' must be axes d (planes of volumes), h (up and down) and w (left and"
                        + " right), each once, not [z]",
                "flips: [[h], [h]] | 'model.flips' must hold each flip once, and at least one, such as [[], [h], [w],"
                        + " [h, w]]"
            })
    void mistakesAreOneSentence(String keys, String problem) {
        assertThatThrownBy(() -> model(keys))
                .isInstanceOf(DuressException.class)
                .hasMessageEndingWith(problem);
    }

    private ModelSpec model(String keys) {
        try {
            return SpecFiles.read(Files.writeString(folder.resolve("spec.yaml"), """
                            name: prepared
                            cohort: {format: phantom, attackerSubjects: 0.5}
                            attack: {xi: 2}
                            gate: {maxDiceDrop: 0.3}
                            model:
                              format: onnx
                              path: m.onnx
                            """ + keys.indent(2)))
                    .model();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package org.duress.model.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.model.descriptor.DescribedLabels.Head;
import org.duress.model.descriptor.DescribedLabels.Output;
import org.duress.model.descriptor.DescribedLabels.Undone;
import org.duress.model.descriptor.DescribedStep.Alignment;
import org.duress.model.descriptor.DescribedStep.Border;
import org.duress.model.descriptor.DescribedStep.CropForeground;
import org.duress.model.descriptor.DescribedStep.Intensities;
import org.duress.model.descriptor.DescribedStep.Interpolation;
import org.duress.model.descriptor.DescribedStep.Orientation;
import org.duress.model.descriptor.DescribedStep.Spacing;
import org.duress.model.descriptor.DescribedTiles.Blend;
import org.duress.model.descriptor.DescribedTiles.Starts;
import org.duress.model.descriptor.Descriptor.Axes;
import org.duress.spec.Interval;
import org.duress.spec.PreprocessStep.Among;
import org.duress.spec.PreprocessStep.Fixed;
import org.duress.spec.PreprocessStep.Measured;
import org.duress.spec.PreprocessStep.Over;
import org.duress.spec.PreprocessStep.PerChannel;
import org.duress.spec.PreprocessStep.Percentiles;
import org.duress.spec.PreprocessStep.Standardise;
import org.duress.spec.PreprocessStep.StandardiseImage;
import org.duress.spec.PreprocessStep.Window;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NnUNetPlansTest {
    private static final String PLANS = """
            {'image_reader_writer': 'SimpleITKIO', 'transpose_forward': [0, 1, 2], 'label_manager': 'LabelManager',
             'foreground_intensity_properties_per_channel':
               {'0': {'mean': 40.5, 'std': 20, 'percentile_00_5': -90, 'percentile_99_5': 210.25}},
             'configurations': {
               '2d': {'patch_size': [96, 64], 'spacing': [0.75, 0.5], 'normalization_schemes': ['CTNormalization'],
                 'use_mask_for_norm': [false], 'preprocessor_name': 'DefaultPreprocessor',
                 'resampling_fn_data': 'resample_data_or_seg_to_shape',
                 'resampling_fn_data_kwargs': {'order': 3},
                 'resampling_fn_probabilities_kwargs': {'order': 1}},
               '3d_fullres': {'inherits_from': '2d', 'patch_size': [16, 96, 64], 'spacing': [3, 0.75, 0.5]},
               '3d_cascade_fullres': {'inherits_from': '3d_fullres', 'previous_stage': '3d_lowres'}}}
            """;

    private static final String DATASET = """
            {'channel_names': {'0': 'CT'}, 'labels': {'background': 0, 'stone': 2, 'kidney': 1, 'ignore': 3},
             'file_ending': '.nii.gz'}
            """;

    private static final Measured SCAN = new Measured(Over.SCAN, true);
    private static final Interval UNIT = new Interval(0, 1);

    @TempDir
    private Path temporary;

    private Path folder(String name, String plans, String dataset) {
        return new Written()
                .with(name + "/plans.json", plans)
                .with(name + "/dataset.json", dataset)
                .with(name + "/fold_0/network.onnx", "network")
                .folder(temporary)
                .resolve(name);
    }

    private Descriptor read(String from, String to) {
        assertThat(PLANS + DATASET).contains(from);
        return NnUNetPlans.read(
                folder("nnUNetTrainer__nnUNetPlans__2d", PLANS.replace(from, to), DATASET.replace(from, to)));
    }

    private static void isWhatItSays(Descriptor read) {
        assertThat(read.axes()).isEqualTo(Axes.X_LAST);
        assertThat(read.channels()).containsExactly("CT");
        assertThat(read.steps())
                .containsExactly(
                        new CropForeground(false, 0, true, 1, Border.CONSTANT),
                        new Intensities(
                                new Standardise(List.of(40.5), List.of(20.0), Optional.of(new Interval(-90, 210.25)))),
                        new Spacing(List.of(0.75, 0.5), Interpolation.CUBIC, Alignment.EDGES));
        assertThat(read.tiles())
                .contains(new DescribedTiles(
                        List.of(96, 64), 0.5, Starts.EVEN, Blend.GAUSSIAN_CUT, 0.125, Border.CONSTANT, 0));
        assertThat(read.flips()).containsExactly(0, 1);
        assertThat(read.labels())
                .isEqualTo(new DescribedLabels(
                        Head.SOFTMAX,
                        List.of(new Output("background", 0), new Output("kidney", 1), new Output("stone", 2)),
                        List.of(),
                        Undone.LOGITS,
                        List.of()));
        assertThat(read.remarks()).singleElement().asString().contains("SimpleITKIO takes volumes as their files");
    }

    @Test
    void readsAFolder() {
        Descriptor read = NnUNetPlans.read(folder("nnUNetTrainer__nnUNetPlans__2d", PLANS, DATASET));
        assertThat(read.network()).isEqualTo("fold_0/network.onnx");
        isWhatItSays(read);
    }

    @Test
    void readsAZip() {
        Written files = new Written()
                .with("plans.json", PLANS)
                .with("dataset.json", DATASET)
                .with("network.ts", "network");
        Descriptor read = NnUNetPlans.read(files.zip(temporary.resolve("a.zip"), "nnUNetTrainer__nnUNetPlans__2d/"));
        assertThat(read.network()).isEqualTo("nnUNetTrainer__nnUNetPlans__2d/network.ts");
        isWhatItSays(read);
    }

    @Test
    void inheritsFromOtherConfigurations() {
        isWhatItSays(read(
                "'2d': {'patch_size': [96, 64], 'spacing': [0.75, 0.5],",
                "'2d': {'inherits_from': 'wide', 'patch_size': [96, 64]},"
                        + "'wide': {'patch_size': [9, 9], 'spacing': [0.75, 0.5],"));
        assertThatThrownBy(() -> read("'2d': {", "'2d': {'inherits_from': '2d', "))
                .hasMessageContaining("inherits from itself");
    }

    @ParameterizedTest
    @CsvSource({"false, BOX", "true, FOREGROUND"})
    void readsStandardDeviations(boolean mask, Among among) {
        assertThat(read(
                                "['CTNormalization'],\n     'use_mask_for_norm': [false]",
                                "['ZScoreNormalization'],\n     'use_mask_for_norm': [" + mask + "]")
                        .steps()
                        .get(1))
                .isEqualTo(new Intensities(new StandardiseImage(among, SCAN, Optional.empty())));
    }

    @Test
    void readsEachChannelsOwn() {
        String plans = PLANS.replace(
                "['CTNormalization'],\n     'use_mask_for_norm': [false]",
                "['RescaleTo01Normalization', 'NoNormalization', 'RGBTo01Normalization', 'ZScoreNormalization'],"
                        + "'use_mask_for_norm': [false, false, false, false]");
        String dataset = DATASET.replace("{'0': 'CT'}", "{'1': 'b', '0': 'a', '2': 'c', '3': 'd'}");
        Descriptor read = NnUNetPlans.read(folder("nnUNetTrainer__p__2d", plans, dataset));
        assertThat(read.channels()).containsExactly("a", "b", "c", "d");
        assertThat(read.steps().get(1))
                .isEqualTo(new Intensities(new PerChannel(List.of(
                        List.of(new Window(new Percentiles(0, 100, SCAN), UNIT, false)),
                        List.of(),
                        List.of(new Window(new Fixed(new Interval(0, 255)), UNIT, false)),
                        List.of(new StandardiseImage(Among.BOX, SCAN, Optional.empty()))))));
    }

    @Test
    void readsRegionsInTheOrderTheyArePainted() {
        assertThat(read(
                                "{'background': 0, 'stone': 2, 'kidney': 1, 'ignore': 3}",
                                "{'background': 0, 'whole': [1, 2], 'core': 2, 'ignore': 3},"
                                        + "'regions_class_order': [1, 2]")
                        .labels())
                .isEqualTo(new DescribedLabels(
                        Head.SIGMOID,
                        List.of(new Output("whole", 1), new Output("core", 2)),
                        List.of(0, 1),
                        Undone.LOGITS,
                        List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "nnUNetTrainer__nnUNetPlans__2d, '0,1', 1",
        "nnUNetTrainerNoMirroring__nnUNetPlans__2d, '', 1",
        "nnUNetTrainer_onlyMirror01__nnUNetPlans__2d, '0', 1",
        "nnUNetTrainerMine__nnUNetPlans__2d, '0,1', 2",
        "model, '0,1', 3"
    })
    void mirrorsAsTheTrainersNameSays(String name, String flips, int remarks) {
        Descriptor read = NnUNetPlans.read(folder(name, PLANS, DATASET));
        assertThat(String.join(",", read.flips().stream().map(String::valueOf).toList()))
                .isEqualTo(flips);
        assertThat(read.remarks()).hasSize(remarks);
    }

    private static final String VOLUMES = "nnUNetTrainer__nnUNetPlans__3d_fullres";

    @Test
    void readsVolumesWhereTheFolderIsNamedAfterThem() {
        Descriptor read = NnUNetPlans.read(folder(VOLUMES, PLANS, DATASET));
        assertThat(read.dimensions()).isEqualTo(3);
        assertThat(read.steps())
                .endsWith(new Spacing(List.of(3.0, 0.75, 0.5), Interpolation.CUBIC, Alignment.EDGES))
                .noneMatch(Orientation.class::isInstance);
        assertThat(read.tiles().orElseThrow().size()).containsExactly(16, 96, 64);
        assertThat(read.flips()).containsExactly(0, 1, 2);
        assertThat(read("'SimpleITKIO'", "'SimpleITKIO'").dimensions()).isEqualTo(2);
        String some = "nnUNetTrainer_onlyMirror01__nnUNetPlans__3d_fullres";
        assertThat(NnUNetPlans.read(folder(some, PLANS, DATASET)).flips()).containsExactly(0, 1);
    }

    @Test
    void volumesHaveTheirAxesInTheOrderOfTheirPlans() {
        String turned = PLANS.replace("[0, 1, 2]", "[2, 0, 1]");
        assertThat(NnUNetPlans.read(folder(VOLUMES, turned, DATASET)).steps().get(0))
                .isEqualTo(new Orientation("LSP"));
        String both = turned.replace("'SimpleITKIO'", "'SimpleITKIOWithReorient'");
        assertThat(NnUNetPlans.read(folder(VOLUMES, both, DATASET)).steps().get(0))
                .isEqualTo(new Orientation("RSA"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = """
            3d_cascade_fullres; x; x; second stage of a cascade, behind 3d_lowres
            3d_lowres; x; x; has no configuration '3d_lowres' (it has 2d, 3d_fullres, 3d_cascade_fullres)
            3d_fullres; [0, 1, 2]; [0, 1, 1]; where 0, 1 and 2 in some order should be
            3d_fullres; {'order': 3}; {'order': 3, 'force_separate_z': true}; has a force_separate_z other than null
            3d_fullres; {'order': 1}; {'order': 1, 'order_z': 1}; or an order_z other than 0
            3d_fullres; [16, 96, 64]; [96]; patch_size is [96], where two or three numbers should be
            """)
    void refusesOfVolumesByName(String configuration, String from, String to, String message) {
        Path folder = folder("nnUNetTrainer__nnUNetPlans__" + configuration, PLANS.replace(from, to), DATASET);
        assertThatThrownBy(() -> NnUNetPlans.read(folder))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining(message);
    }

    @Test
    void bringsImagesToAnOrientationWhereTheirReaderDoes() {
        Descriptor read = read("'SimpleITKIO'", "'NibabelIOWithReorient'");
        assertThat(read.steps().get(0)).isEqualTo(new Orientation("SAR"));
        assertThat(read.remarks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = """
            '2d': {; '2d_other': {; has no configuration '2d' (it has 2d_other, 3d_fullres, 3d_cascade_fullres)
            [0, 1, 2]; [1, 0, 2]; slices that are not axial
            'DefaultPreprocessor'; 'MyPreprocessor'; preprocessor_name MyPreprocessor is not known
            'resample_data_or_seg_to_shape'; 'resample_torch_fornnunet'; resampling_fn_data resample_torch_fornnunet
            {'order': 3}; {'order': 2}; splines of order 2
            ['CTNormalization']; ['MyNormalization']; the normalisation MyNormalization is not known
            ['CTNormalization']; []; normalization_schemes is []
            'percentile_99_5': 210.25; 'max': 9; needs percentile_99_5
            'percentile_99_5': 210.25; 'percentile_99_5': NaN; needs percentile_99_5
            'spacing': [0.75, 0.5]; 'spacing': [0.75]; spacing is [0.75], where a list of 2 should be
            'spacing': [0.75, 0.5]; 'spacing': [0.75, 0]; where a list of 2 should be
            'patch_size': [96, 64]; 'patch_size': [96.5, 64]; where a list of 2 should be
            'patch_size': [96, 64]; 'previous_stage': '3d_lowres', 'patch_size': [96, 64]; second stage of a cascade
            'SimpleITKIO'; 'MyIO'; image_reader_writer MyIO is not known
            'stone': 2; 'stone': 4; labels are not 0, 1, 2
            'stone': 2; 'stone': 'two'; "label stone is ""two"", no whole number"
            'background': 0; 'nothing': 0; have no background of 0
            'stone': 2; 'stone': [1, 2]; regions_class_order has 0 entries for 2 regions
            {'0': 'CT'}; {'1': 'CT'}; channel_names has no channel '0'
            {'0': 'CT'}; {}; has no channel_names
            """)
    void refusesByName(String from, String to, String message) {
        assertThatThrownBy(() -> read(from, to))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesNoNetworkAndSeveral() {
        Written files = new Written().with("plans.json", PLANS).with("dataset.json", DATASET);
        assertThatThrownBy(() -> NnUNetPlans.read(files.folder(temporary))).hasMessageContaining("has no network");
        files.with("a.onnx", "").with("b.ts", "");
        assertThatThrownBy(() -> NnUNetPlans.read(files.folder(temporary)))
                .hasMessageContaining("several networks (a.onnx, b.ts)");
    }
}

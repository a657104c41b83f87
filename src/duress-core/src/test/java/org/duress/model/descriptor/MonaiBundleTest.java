package org.duress.model.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.duress.DuressException;
import org.duress.model.descriptor.DescribedLabels.Head;
import org.duress.model.descriptor.DescribedLabels.Output;
import org.duress.model.descriptor.DescribedStep.Alignment;
import org.duress.model.descriptor.DescribedStep.Border;
import org.duress.model.descriptor.DescribedStep.Intensities;
import org.duress.model.descriptor.DescribedStep.Interpolation;
import org.duress.model.descriptor.DescribedStep.Orientation;
import org.duress.model.descriptor.DescribedStep.Spacing;
import org.duress.model.descriptor.DescribedTiles.Blend;
import org.duress.model.descriptor.DescribedTiles.Starts;
import org.duress.model.descriptor.Descriptor.Axes;
import org.duress.spec.Interval;
import org.duress.spec.PreprocessStep.Measured;
import org.duress.spec.PreprocessStep.Over;
import org.duress.spec.PreprocessStep.Percentiles;
import org.duress.spec.PreprocessStep.Window;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonaiBundleTest {
    private static final String METADATA = """
            {'network_data_format': {
              'inputs': {'image': {'num_channels': 2, 'spatial_shape': ['4*n', 64],
                'channel_def': {'0': 'in phase', '1': 'out of phase'}}},
              'outputs': {'pred': {'num_channels': 3, 'spatial_shape': [64, 64],
                'channel_def': {'1': 'bone', '0': 'background', '2': 'marrow '}}}}}
            """;

    private static final String INFERENCE = """
            {'imports': ['$import os'], 'image_key': 'image', 'axes': 'RAS', 'fine': false,
             'device': '$torch.device(`cpu`)',
             'preprocessing': {'_target_': 'Compose', 'transforms': [
               {'_target_': 'LoadImaged', 'keys': '@image_key'},
               {'_target_': 'Orientationd', 'keys': '@image_key', 'axcodes': '@axes'},
               {'_target_': 'Spacingd', 'keys': '@image_key', 'pixdim': '$[0.5, 0.5] if @fine else [0.8, 0.9]'},
               {'_target_': 'ScaleIntensityd', 'keys': '@image_key'}]},
             'inferer': {'_target_': 'SlidingWindowInferer', 'roi_size': [48, 32], 'overlap': 0.375, 'mode': 'gaussian',
               'sw_batch_size': 4, 'padding_mode': 'replicate', 'device': '@device'},
             'postprocessing': {'_target_': 'Compose', 'transforms': [
               {'_target_': 'Activationsd', 'keys': 'pred', 'softmax': true},
               {'_target_': 'Invertd', 'keys': 'pred', 'transform': '@preprocessing', 'nearest_interp': false},
               {'_target_': 'AsDiscreted', 'keys': 'pred', 'argmax': true}]}}
            """;

    @TempDir
    private Path folder;

    private static Written bundle(String metadata, String inference) {
        return new Written()
                .with("configs/metadata.json", metadata)
                .with("configs/inference.json", inference)
                .with("models/model.ts", "network");
    }

    private Descriptor read(String from, String to) {
        assertThat(METADATA + INFERENCE).contains(from);
        return MonaiBundle.read(
                bundle(METADATA.replace(from, to), INFERENCE.replace(from, to)).folder(folder));
    }

    private static void isWhatItSays(Descriptor read, String root) {
        assertThat(read.network()).isEqualTo(root + "models/model.ts");
        assertThat(read.axes()).isEqualTo(Axes.X_FIRST);
        assertThat(read.dimensions()).isEqualTo(2);
        assertThat(read.channels()).containsExactly("in phase", "out of phase");
        assertThat(read.steps())
                .containsExactly(
                        new Orientation("RAS"),
                        new Spacing(List.of(0.8, 0.9), Interpolation.LINEAR, Alignment.FIRST_CENTRE),
                        new Intensities(new Window(
                                new Percentiles(0, 100, new Measured(Over.SCAN, false)), new Interval(0, 1), false)));
        assertThat(read.tiles())
                .contains(new DescribedTiles(
                        List.of(48, 32), 0.375, Starts.LAST_MOVED_BACK, Blend.GAUSSIAN, 0.125, Border.EDGE, 0));
        assertThat(read.flips()).isEmpty();
        assertThat(read.labels().head()).isEqualTo(Head.SOFTMAX);
        assertThat(read.labels().outputs())
                .containsExactly(new Output("background", 0), new Output("bone", 1), new Output("marrow", 2));
        assertThat(read.remarks()).isEmpty();
    }

    @Test
    void readsAFolder() {
        isWhatItSays(MonaiBundle.read(bundle(METADATA, INFERENCE).folder(folder)), "");
    }

    @Test
    void readsVolumes() {
        String metadata = METADATA.replace("['4*n', 64]", "[64, 32, 48]");
        String inference = INFERENCE.replace("[48, 32]", "[48, 32, 16]").replace("[0.8, 0.9]", "[0.8, 0.9, 2.5]");
        Descriptor read = MonaiBundle.read(bundle(metadata, inference).folder(folder));
        assertThat(read.dimensions()).isEqualTo(3);
        assertThat(read.steps())
                .contains(new Spacing(List.of(0.8, 0.9, 2.5), Interpolation.LINEAR, Alignment.FIRST_CENTRE));
        assertThat(read.tiles().orElseThrow().size()).containsExactly(48, 32, 16);
        assertThatThrownBy(() -> MonaiBundle.read(bundle(metadata, INFERENCE).folder(folder.resolve("two"))))
                .hasMessageContaining("has tiles of 2 axes, and its network has 3");
    }

    @Test
    void readsAZipAndOneWhoseFilesAreInAFolder() {
        isWhatItSays(MonaiBundle.read(bundle(METADATA, INFERENCE).zip(folder.resolve("a.zip"), "")), "");
        isWhatItSays(MonaiBundle.read(bundle(METADATA, INFERENCE).zip(folder.resolve("b.zip"), "knee/")), "knee/");
    }

    @Test
    void readsYaml() {
        Written yaml = new Written()
                .with("configs/metadata.json", METADATA)
                .with("models/model.ts", "network")
                .with("configs/inference.yaml", """
                        axes: RAS
                        device: $torch.device('cpu')
                        preprocessing:
                          _target_: Compose
                          transforms:
                          - {_target_: LoadImaged, keys: image}
                          - {_target_: Orientationd, keys: image, axcodes: '@axes'}
                          - _target_: Spacingd
                            keys: [image]
                            pixdim: [0.8, .9]
                            mode: [bilinear]
                          - {_target_: ScaleIntensityd, keys: image, minv: 0, maxv: 1.0}
                        inferer:
                          _target_: SlidingWindowInferer
                          roi_size: [48, 32]
                          overlap: 0.375
                          mode: gaussian
                          padding_mode: replicate
                        postprocessing:
                          _target_: Compose
                          transforms:
                          - {_target_: Activationsd, keys: pred, softmax: true}
                          - {_target_: AsDiscreted, keys: pred, argmax: true}
                        """);
        isWhatItSays(MonaiBundle.read(yaml.folder(folder)), "");
    }

    @Test
    void takesTheWholeImageOrSlicesOfAVolume() {
        String sliding = INFERENCE.substring(
                INFERENCE.indexOf("'_target_': 'SlidingWindowInferer'"), INFERENCE.indexOf("},\n 'postprocessing'"));
        assertThat(read(sliding, "'_target_': 'SimpleInferer'").tiles()).isEmpty();
        assertThat(read(sliding, "'_target_': 'SliceInferer', 'roi_size': 40, 'spatial_dim': 2, 'cval': 3")
                        .tiles())
                .contains(new DescribedTiles(
                        List.of(40, 40), 0.25, Starts.LAST_MOVED_BACK, Blend.CONSTANT, 0.125, Border.CONSTANT, 3));
    }

    @Test
    void remarksThatImagesAreTakenAsTheyAreStored() {
        assertThat(read("{'_target_': 'Orientationd', 'keys': '@image_key', 'axcodes': '@axes'},", "")
                        .remarks())
                .singleElement()
                .asString()
                .contains("as their files store them");
    }

    @Test
    void numbersChannelsWithoutNames() {
        assertThat(read("'0': 'in phase', ", "").channels()).containsExactly("channel 0", "channel 1");
    }

    @Test
    void refusesOtherInferers() {
        refuses("SlidingWindowInferer", "SaliencyInferer", "SaliencyInferer is an inferer that is not known");
        refuses("[48, 32]", "[48, 32, 16]", "tiles of 3 axes, and its network has 2");
        refuses("0.375", "1.0", "an overlap of 1.0");
        refuses("'mode': 'gaussian'", "'mode': 'cosine'", "constant or gaussian");
        refuses("'sw_batch_size': 4", "'process_fn': 4", "has the argument process_fn");
        refuses("SlidingWindowInferer", "SliceInferer", "slices along axis 0");
    }

    @Test
    void refusesMetadataThatSaysTooLittleOrTooMuch() {
        refuses("'spatial_shape': ['4*n', 64]", "'spatial_shape': [64]", "spatial_shape has 1 axes");
        refuses("'num_channels': 3", "'num_channels': 'three'", "'\"three\"' for num_channels");
        refuses("'outputs': {", "'outputs': {'aux': {}, ", "2 outputs of the network (aux, pred)");
    }

    private void refuses(String from, String to, String message) {
        assertThatThrownBy(() -> read(from, to))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesWhatIsMissing() {
        assertThatThrownBy(() -> MonaiBundle.read(folder.resolve("nowhere")))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("neither a folder nor a file");
        assertThatThrownBy(() -> MonaiBundle.read(folder))
                .hasMessageContaining("is no MONAI bundle: it has no configs/metadata.json");
        Written half = new Written().with("configs/metadata.json", METADATA);
        assertThatThrownBy(() -> MonaiBundle.read(half.folder(folder)))
                .hasMessageContaining("has no configs/inference.json or .yaml");
        half.with("configs/inference.json", INFERENCE);
        assertThatThrownBy(() -> MonaiBundle.read(half.folder(folder)))
                .hasMessageContaining("has neither models/model.ts nor models/model.onnx; ");
        half.with("models/model.pt", "weights");
        assertThatThrownBy(() -> MonaiBundle.read(half.folder(folder)))
                .hasMessageContaining("models/model.pt holds weights without a network");
    }

    @Test
    void takesAnOnnxNetworkAndOfBothMonaisOwn() {
        Written both = bundle(METADATA, INFERENCE).with("models/model.onnx", "network");
        Descriptor of = MonaiBundle.read(both.folder(folder.resolve("both")));
        assertThat(of.network()).isEqualTo("models/model.ts");
        assertThat(of.remarks())
                .containsExactly("The bundle has models/model.ts and models/model.onnx: the first is taken, as MONAI's"
                        + " own.");
        Written onnx = new Written()
                .with("configs/metadata.json", METADATA)
                .with("configs/inference.json", INFERENCE)
                .with("models/model.onnx", "network");
        Descriptor alone = MonaiBundle.read(onnx.folder(folder.resolve("onnx")));
        assertThat(alone.network()).isEqualTo("models/model.onnx");
        assertThat(alone.remarks()).isEmpty();
    }

    @Test
    void refusesWhatIsNoZip() {
        Path file = new Written().with("bundle.zip", "no zip").folder(folder).resolve("bundle.zip");
        assertThatThrownBy(() -> MonaiBundle.read(file))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("is no zip, or is damaged");
    }
}

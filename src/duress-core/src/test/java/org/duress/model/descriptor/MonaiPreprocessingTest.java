package org.duress.model.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.model.descriptor.DescribedStep.Alignment;
import org.duress.model.descriptor.DescribedStep.Border;
import org.duress.model.descriptor.DescribedStep.CropForeground;
import org.duress.model.descriptor.DescribedStep.Intensities;
import org.duress.model.descriptor.DescribedStep.Interpolation;
import org.duress.model.descriptor.DescribedStep.Orientation;
import org.duress.model.descriptor.DescribedStep.Pad;
import org.duress.model.descriptor.DescribedStep.Resize;
import org.duress.model.descriptor.DescribedStep.Spacing;
import org.duress.spec.Interval;
import org.duress.spec.PreprocessStep.Among;
import org.duress.spec.PreprocessStep.Fixed;
import org.duress.spec.PreprocessStep.Measured;
import org.duress.spec.PreprocessStep.Over;
import org.duress.spec.PreprocessStep.Percentiles;
import org.duress.spec.PreprocessStep.Span;
import org.duress.spec.PreprocessStep.Standardise;
import org.duress.spec.PreprocessStep.StandardiseImage;
import org.duress.spec.PreprocessStep.Window;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MonaiPreprocessingTest {
    /** Steps of a list of transforms. */
    private static final Measured EACH = new Measured(Over.SCAN, true);

    private static final Measured TOGETHER = new Measured(Over.SCAN, false);

    private static DescribedStep window(Span from, double low, double high, boolean clip) {
        return new Intensities(new Window(from, new Interval(low, high), clip));
    }

    private static List<DescribedStep> steps(String transforms) {
        return MonaiPreprocessing.steps(
                Written.configuration("{'preprocessing': {'_target_': 'Compose', 'transforms': [" + transforms
                        + "]}, 'name': 'scan', 'low': -20, 'mm': [0.7, 0.9]}"),
                "scan");
    }

    private static String with(String target, String arguments) {
        return "{'_target_': '" + target + "', 'keys': '@name'" + (arguments.isEmpty() ? "" : ", " + arguments) + "}";
    }

    private static DescribedStep step(String target, String arguments) {
        List<DescribedStep> steps = steps(with(target, arguments));
        assertThat(steps).hasSize(1);
        return steps.get(0);
    }

    @Test
    void readsOrientationAndSpacing() {
        assertThat(step("Orientationd", "'axcodes': 'LPS'")).isEqualTo(new Orientation("LPS"));
        assertThat(step("Spacingd", "'pixdim': '@mm', 'mode': ['nearest']"))
                .isEqualTo(new Spacing(List.of(0.7, 0.9), Interpolation.NEAREST, Alignment.FIRST_CENTRE));
        assertThat(step("Spacingd", "'pixdim': [2, '$1 / 4']"))
                .isEqualTo(new Spacing(List.of(2.0, 0.25), Interpolation.LINEAR, Alignment.FIRST_CENTRE));
    }

    @Test
    void readsSizes() {
        assertThat(step("Resized", "'spatial_size': [64, 48]"))
                .isEqualTo(new Resize(List.of(64, 48), Interpolation.AREA));
        assertThat(step("Resized", "'spatial_size': 64, 'mode': 'bilinear'"))
                .isEqualTo(new Resize(List.of(64), Interpolation.LINEAR));
        assertThat(step("DivisiblePadd", "'k': 32, 'mode': 'reflect'"))
                .isEqualTo(new Pad(List.of(32), true, Border.REFLECT, 0, false));
        assertThat(step("SpatialPadd", "'spatial_size': [40, -1], 'method': 'end', 'value': 3"))
                .isEqualTo(new Pad(List.of(40, 0), false, Border.CONSTANT, 3, true));
        assertThat(step("CropForegroundd", "'source_key': 'scan', 'margin': 4, 'k_divisible': [8, 8]"))
                .isEqualTo(new CropForeground(true, 4, false, 8, Border.CONSTANT));
        assertThat(step("CropForegroundd", "'source_key': 'scan', 'allow_smaller': true, 'mode': ['minimum']"))
                .isEqualTo(new CropForeground(true, 0, true, 1, Border.CONSTANT));
    }

    @Test
    void readsIntensities() {
        assertThat(step("ScaleIntensityRanged", "'a_min': '@low', 'a_max': 80, 'b_min': -1, 'b_max': 1, 'clip': true"))
                .isEqualTo(window(new Fixed(new Interval(-20, 80)), -1, 1, true));
        assertThat(step("ScaleIntensityRanged", "'a_min': 0, 'a_max': 9, 'clip': true"))
                .as("without a target there is nothing to clip to")
                .isEqualTo(window(new Fixed(new Interval(0, 9)), 0, 1, false));
        assertThat(step("ScaleIntensityd", "")).isEqualTo(window(new Percentiles(0, 100, TOGETHER), 0, 1, false));
        assertThat(step("ScaleIntensityd", "'minv': -1, 'maxv': 2, 'channel_wise': true"))
                .isEqualTo(window(new Percentiles(0, 100, EACH), -1, 2, false));
        assertThat(step("ScaleIntensityRangePercentilesd", "'lower': 5, 'upper': 90, 'b_min': 0, 'b_max': 2"))
                .isEqualTo(window(new Percentiles(5, 90, TOGETHER), 0, 2, false));
        assertThat(step(
                        "ScaleIntensityRangePercentilesd",
                        "'lower': 5, 'upper': 90, 'b_min': 1, 'b_max': 3, 'relative': true, 'clip': true"))
                .isEqualTo(window(new Percentiles(5, 90, TOGETHER), 1.1, 2.8, true));
        assertThat(step("NormalizeIntensityd", "'nonzero': 'True', 'channel_wise': true"))
                .isEqualTo(new Intensities(new StandardiseImage(Among.FOREGROUND, EACH, Optional.empty())));
        assertThat(step("NormalizeIntensityd", "'subtrahend': 40, 'divisor': [8]"))
                .isEqualTo(new Intensities(new Standardise(List.of(40.0), List.of(8.0), Optional.empty())));
    }

    @Test
    void keepsTheirOrderAndLeavesOutWhatChangesNoValue() {
        assertThat(steps(String.join(
                        ",",
                        with("LoadImaged", "'reader': '$some.Reader', 'image_only': true"),
                        with("monai.transforms.EnsureChannelFirstD", "'channel_dim': 'no_channel'"),
                        with("ScaleIntensityDict", "'_disabled_': true"),
                        with("monai.transforms.ScaleIntensityDict", ""),
                        "{'_target_': 'Spacingd', 'keys': 'label', 'pixdim': [1, 1], 'mode': 'nearest'}",
                        with("Orientationd", "'axcodes': 'RAS'"),
                        with("CastToTyped", "'dtype': '$torch.float32'"))))
                .containsExactly(window(new Percentiles(0, 100, TOGETHER), 0, 1, false), new Orientation("RAS"));
    }

    @Test
    void opensListsThatAreAddedUp() {
        Configuration configuration = Written.configuration("""
                {'load': [{'_target_': 'LoadImaged', 'keys': 'scan'}],
                 'scale': [{'_target_': 'ScaleIntensityd', 'keys': ['scan', 'label']}],
                 'preprocessing': {'_target_': 'Compose', 'transforms': '$@load + @scale + @load '}}
                """);
        assertThat(MonaiPreprocessing.steps(configuration, "scan"))
                .containsExactly(window(new Percentiles(0, 100, TOGETHER), 0, 1, false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = """
            RandFlipd; ; RandFlipd is a transform that is not known; write the steps in model.preprocess
            scripts.mine.ScaleIntensityd; ; code of the bundle's own, and none is executed
            Spacingd; 'pixdim': [1, 1], 'mode': 3; mode
            Spacingd; 'pixdim': [1, 1], 'padding_mode': 'zeros'; padding_mode
            Spacingd; 'pixdim': [1, 1], 'align_corners': true; align_corners
            Spacingd; 'pixdim': [1, 'x']; "'""x""' for pixdim, which should be a number"
            Spacingd; 'pixdim': [1, 1], 'min_pixdim': [1, 1]; has the argument min_pixdim, which is not known
            Orientationd; 'axcodes': 'RAL'; axcodes 'RAL'
            Orientationd; 'as_closest_canonical': true; axcodes ''
            Resized; 'spatial_size': 9, 'size_mode': 'longest'; size_mode
            ScaleIntensityRanged; 'a_min': 0; has no a_max
            ScaleIntensityRanged; 'a_min': 1, 'a_max': 1; ends where it begins
            ScaleIntensityRanged; 'a_min': 0, 'a_max': 1, 'b_min': 0; one end of its target
            ScaleIntensityRanged; 'a_min': 0, 'a_max': 1, 'b_min': 1, 'b_max': 1; ends where it begins
            ScaleIntensityRangePercentilesd; 'lower': 1, 'upper': 101; percentiles below 0 or above 100
            NormalizeIntensityd; 'subtrahend': 4; a subtrahend or a divisor without the other
            NormalizeIntensityd; 'subtrahend': 4, 'divisor': 2, 'nonzero': true; or with nonzero
            ScaleIntensityd; 'minv': null; no minv
            NormalizeIntensityd; 'nonzero': 'False'; true or false
            NormalizeIntensityd; 'subtrahend': [1, 2]; without channel_wise
            CropForegroundd; 'source_key': 'scan', 'select_fn': '$lambda x: x > 3'; select_fn
            CropForegroundd; 'source_key': 'label'; measures the entry 'label'
            CropForegroundd; 'source_key': 'scan', 'margin': [1, 2]; different values of margin
            CropForegroundd; 'source_key': 'scan', 'margin': 1, 'mode': 'minimum'; mode
            CastToTyped; 'dtype': '$torch.uint8'; makes torch.uint8
            LoadImaged; 'converter': '$lambda x: x'; converter
            """)
    void refusesByName(String target, String arguments, String message) {
        assertThatThrownBy(() -> steps(with(target, arguments == null ? "" : arguments)))
                .isInstanceOf(DuressException.class)
                .hasMessageStartingWith("inference.json: " + target)
                .hasMessageContaining(message);
    }

    @Test
    void refusesImagesOfSeveralFiles() {
        assertThatThrownBy(() -> steps("{'_target_': 'LoadImaged', 'keys': ['scan', 'other', 'label']}"))
                .hasMessageContaining("works on the entries [scan, other, label]")
                .hasMessageContaining("write channels of several files into one");
    }

    @Test
    void refusesWhatHasNone() {
        assertThatThrownBy(() -> MonaiPreprocessing.steps(Written.configuration("{}"), "scan"))
                .hasMessageContaining("has no 'preprocessing'");
    }
}

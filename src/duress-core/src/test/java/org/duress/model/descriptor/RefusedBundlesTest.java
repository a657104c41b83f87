package org.duress.model.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.duress.DuressException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Of each bundle of MONAI's zoo that is refused (docs/bundles.md): the sentence there is the one that a user sees. Here
 * are bundles of one transform, with the name and the entries of the first that is refused in the zoo's.
 */
class RefusedBundlesTest {
    private static final String METADATA = """
            {'network_data_format': {
              'inputs': {'image': {'num_channels': 1, 'spatial_shape': [64, 64]}},
              'outputs': {'pred': {'num_channels': 2, 'spatial_shape': [64, 64]}}}}
            """;

    private static final String INFERENCE = """
            {'preprocessing': [{'_target_': 'LoadImaged', 'keys': 'image'}],
             'inferer': {'_target_': 'SimpleInferer'},
             'postprocessing': [{'_target_': 'AsDiscreted', 'keys': 'pred', 'argmax': true}]}
            """;

    @TempDir
    private Path folder;

    /** The message behind the bundle's path, which the page has too. */
    private void isDocumented(String metadata, String inference, String begins) throws IOException {
        Path bundle = new Written()
                .with("configs/metadata.json", metadata)
                .with("configs/inference.json", inference)
                .folder(folder);
        Throwable refused = catchThrowable(() -> MonaiBundle.read(bundle));
        assertThat(refused).isExactlyInstanceOf(DuressException.class).hasMessageStartingWith(bundle.toString());
        String sentence = String.valueOf(refused.getMessage())
                .substring(bundle.toString().length())
                .replaceAll("^/configs/\\w+\\.json:?", "")
                .strip();
        assertThat(sentence).startsWith(begins);
        assertThat(Files.readString(Path.of("docs/bundles.md")).replaceAll("\\s+", " "))
                .contains("\"" + sentence + "\"");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            AddClickSignalsd, image
            scripts.components.LoadTiffd, image
            LoadImaged, "artery', 'vein', 'excret', 'label"
            scripts.transforms.OrientationGuidanceMultipleLabelDeepEditd, image
            monai.apps.vista3d.transforms.VistaPreTransformd, image
            """, quoteCharacter = '"')
    void byTheirTransforms(String transform, String keys) throws IOException {
        String inference =
                INFERENCE.replace("'LoadImaged', 'keys': 'image'", "'" + transform + "', 'keys': ['" + keys + "']");
        isDocumented(METADATA, inference, transform);
    }

    @Test
    void byTheirOutputs() throws IOException {
        String several = "'nucleus_prediction': {}, 'horizontal_vertical': {}, 'type_prediction': {}}}}";
        isDocumented(METADATA.replaceAll("'pred': .*", several), INFERENCE, "says 3 outputs");
    }

    /** That their network may have to be exported first is not said: it would be in vain. */
    @Test
    void becauseTheyCutSlices() throws IOException {
        String cut = INFERENCE.replace(
                "'keys': 'image'}", "'keys': 'image'}, {'_target_': 'CropForegroundd', 'keys': 'image'}");
        isDocumented(METADATA, cut, "cuts images");
    }
}

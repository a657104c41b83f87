package org.duress.model.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import org.duress.DuressException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the class path has in folders is read in {@code BundlesAgreeTest}. */
class PlaceTest {
    private static final Path RESOURCE = Path.of("classpath:models/nnUNetTrainer__p__2d");

    private static final String PLANS = """
            {'configurations': {'2d': {'spacing': [1, 1], 'patch_size': [32, 32],
              'normalization_schemes': ['ZScoreNormalization'], 'use_mask_for_norm': [false]}}}
            """;

    private static final String DATASET =
            "{'channel_names': {'0': 'CT'}, 'labels': {'background': 0, 'bone': 1}, 'file_ending': '.nii.gz'}";

    @TempDir
    private Path folder;

    private URL inJar(Written files, String entry) throws IOException {
        Path jar = files.zip(folder.resolve("models 1.jar"), "models/nnUNetTrainer__p__2d/");
        return new URL("jar:" + jar.toUri() + "!/" + entry);
    }

    private static Written files(String plans) {
        return new Written()
                .with("plans.json", plans)
                .with("dataset.json", DATASET)
                .with("network.onnx", "a network");
    }

    @Test
    void aFolderInAJarIsRead() throws IOException {
        Place place = Place.at(RESOURCE, inJar(files(PLANS), "models/nnUNetTrainer__p__2d"));
        Descriptor read = NnUNetPlans.read(place);
        assertThat(read.channels()).containsExactly("CT");
        assertThat(read.remarks())
                .as("the trainer is known by the folder")
                .noneMatch(remark -> remark.contains("guess"));
        assertThat(place.extracted(read.network(), 100)).hasContent("a network");
        assertThatThrownBy(() -> place.extracted(read.network(), 5))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("classpath:models/nnUNetTrainer__p__2d/network.onnx");
    }

    @Test
    void messagesNameTheResource() throws IOException {
        URL url = inJar(files(PLANS.replace("ZScore", "Rank")), "models/nnUNetTrainer__p__2d/");
        assertThatThrownBy(() -> NnUNetPlans.read(Place.at(RESOURCE, url)))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("classpath:models/nnUNetTrainer__p__2d/plans.json");
    }

    @Test
    void aZipInAJarIsRefused() throws IOException {
        URL url = inJar(new Written().with("bundle.zip", "zip"), "models/nnUNetTrainer__p__2d/bundle.zip");
        assertThatThrownBy(() -> Place.at(Path.of("classpath:bundle.zip"), url))
                .isInstanceOf(DuressException.class)
                .hasMessageStartingWith("classpath:bundle.zip is a file in the jar " + folder)
                .hasMessageEndingWith(
                        "out of a jar a bundle is read as a folder only; put its files there, not its zip,"
                                + " or set model.path to a folder or zip");
    }

    @Test
    void whatTheClassPathHasNotIsNamed() {
        assertThatThrownBy(() -> Place.of(Path.of("classpath:nowhere/monai")))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage("there is neither a folder nor a file classpath:nowhere/monai on the class path; check"
                        + " model.path");
    }

    @Test
    void aNetworkInAZipKeepsItsNameAndTheNumbersBesideIt() {
        Path zip = files(PLANS)
                .with("network.onnx.data", "numbers")
                .with("network.onnx2/other", "other")
                .zip(folder.resolve("a.zip"), "inner/");
        Path network = Place.of(zip).extracted("inner/network.onnx", 100);
        assertThat(network).hasFileName("network.onnx").hasContent("a network");
        assertThat(network.resolveSibling("network.onnx.data")).hasContent("numbers");
        assertThat(network.getParent()).isDirectoryNotContaining("glob:**.json");
    }
}

package org.duress.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.duress.EnvironmentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hadoop's file system of this machine stands for those that are far. */
class FetchedFilesTest {
    @TempDir
    Path folder;

    private String address(String name) {
        return "file://" + folder.resolve(name);
    }

    @Test
    void pathsAreNoAddresses() {
        assertThat(FetchedFiles.isAddress("hdfs://nn:8020/a/spec.yaml")).isTrue();
        assertThat(FetchedFiles.isAddress("s3a://bucket/spec.yaml")).isTrue();
        assertThat(FetchedFiles.isAddress("specs/spec.yaml")).isFalse();
        assertThat(FetchedFiles.isAddress("C:/specs/spec.yaml")).isFalse();
        assertThat(FetchedFiles.beside("hdfs://nn/a/b/spec.yaml", "../m/unet.zip"))
                .isEqualTo("hdfs://nn/a/m/unet.zip");
    }

    @Test
    void aFileIsFetchedOnceWithWhatBelongsToIt() throws IOException {
        Files.writeString(folder.resolve("unet.onnx"), "graph");
        Files.writeString(folder.resolve("unet.onnx.data"), "weights");
        Files.writeString(folder.resolve("other.onnx"), "another");
        Path here;
        try (FetchedFiles fetched = new FetchedFiles()) {
            here = fetched.of(address("unet.onnx"));
            assertThat(here).hasContent("graph");
            assertThat(here.resolveSibling("unet.onnx.data")).hasContent("weights");
            assertThat(here.resolveSibling("other.onnx")).doesNotExist();
            Files.writeString(folder.resolve("unet.onnx"), "changed");
            assertThat(fetched.of(address("unet.onnx"))).isEqualTo(here).hasContent("graph");
        }
        assertThat(here).doesNotExist();
    }

    @Test
    void aFolderIsFetchedWhole() throws IOException {
        Files.createDirectories(folder.resolve("ct/a"));
        Files.writeString(folder.resolve("ct/a/z0.png"), "slice");
        try (FetchedFiles fetched = new FetchedFiles()) {
            assertThat(fetched.of(address("ct")).resolve("a/z0.png")).hasContent("slice");
        }
    }

    @Test
    void whatIsNotThereIsOneSentence() {
        try (FetchedFiles fetched = new FetchedFiles()) {
            assertThatThrownBy(() -> fetched.of(address("none.zip")))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageStartingWith("the driver on ")
                    .hasMessageEndingWith(
                            " finds no '" + address("none.zip") + "', which the spec names; check the address");
            assertThatThrownBy(() -> fetched.of("nofs://host/x"))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining(" cannot fetch 'nofs://host/x': ")
                    .hasMessageEndingWith(
                            "; check the address, and that Hadoop's file system for it and its keys are" + " there");
        }
    }
}

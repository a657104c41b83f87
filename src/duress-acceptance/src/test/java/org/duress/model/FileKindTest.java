package org.duress.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.duress.DuressException;
import org.duress.model.open.Models;
import org.duress.spec.ModelSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileKindTest {
    @TempDir
    Path folder;

    private void refused(String format, byte[] file, String... parts) throws IOException {
        refused(format, Files.write(folder.resolve("m"), file), parts);
    }

    private static void refused(String format, Path path, String... parts) {
        assertThatThrownBy(() -> Models.open(new ModelSpec(format, path)))
                .isInstanceOf(DuressException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(parts).contains(";"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] zip(String name) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            out.putNextEntry(new ZipEntry(name));
            out.write(1);
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"duress", "torchscript", "onnx", "keras", "samediff", "dl4j"})
    void aFolderIsNoFile(String format) throws IOException {
        refused(format, folder, folder + " is a folder, and model.format " + format + " reads one file");
        Files.write(folder.resolve("saved_model.pb"), new byte[] {8, 1, 0x12});
        refused(
                format,
                folder,
                folder + " is a TensorFlow SavedModel, which is a folder",
                "python -m tf2onnx.convert --saved-model " + folder + " --output model.onnx");
    }

    @ParameterizedTest
    @ValueSource(strings = {"duress", "torchscript", "onnx", "keras", "samediff", "dl4j"})
    void filesOfOtherToolsSayWhatToDo(String format) throws IOException {
        refused(format, new byte[] {8, 1, 0x12, 3, 1, 2, 3}, "is a TensorFlow SavedModel and no model", "tf2onnx");
        refused(
                format,
                bytes("\n\u0013\n\u0005input\u0012\u000bPlaceholder"),
                "is a frozen TensorFlow graph and no model of format " + format,
                "--graphdef");
        refused(format, bytes("\u001c\0\0\0TFL3rest"), "is a TensorFlow Lite model", "before it is quantised");
        refused(format, bytes("version https://git-lfs.github.com/spec/v1\noid x"), "Git LFS", "git lfs pull");
        refused(format, bytes("\n<!DOCTYPE html><html>"), "is a web page");
        refused(format, bytes("\u001f\u008b\b"), "is compressed by gzip", "unpack it");
    }

    @Test
    void filesOfAnotherFormatNameIt() throws IOException {
        refused("onnx", bytes("\u0089HDF\r\n\u001a\n"), "is an HDF5 file, as Keras writes it", "model.format: keras");
        refused("onnx", zip("metadata.json"), "is a zip, as Keras 3 writes it", "set model.format: keras");
        refused("dl4j", zip("unet/data.pkl"), "is a PyTorch file", "set model.format: torchscript");
        refused("keras", zip("configuration.json"), "is a network of Deeplearning4j", "set model.format: dl4j");
        refused("keras", bytes("\u0089HDF\r\n\u001a\n"), "is damaged, or uses a part of HDF5 that Keras does not");
        refused("keras", zip("metadata.json"), "is a zip without config.json");
        refused("dl4j", zip("configuration.json"), "has no coefficients.bin");
    }

    @Test
    void whatIsNotKnownIsLeftToTheFormat() {
        assertThat(FileKind.of(new byte[0])).isEmpty();
        assertThat(FileKind.of(bytes("PK\u0003\u0004"))).isEmpty();
        assertThat(FileKind.of(new byte[] {10})).isEmpty();
        assertThat(FileKind.of(new byte[] {10, -1, -1})).isEmpty();
        assertThat(FileKind.of(new byte[] {10, 3, 10, 127, 1})).isEmpty();
        assertThat(FileKind.of(new byte[] {8, 7, 0x12})).isEmpty();
    }
}

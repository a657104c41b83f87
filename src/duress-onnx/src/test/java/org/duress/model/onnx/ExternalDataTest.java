package org.duress.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.BiConsumer;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.spec.ModelSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models whose weights lie in a file beside them. */
class ExternalDataTest {
    private static final String DATA = "model.onnx.data";
    private static final int SIZE = 64;

    @TempDir
    Path folder;

    private byte[] numbers;

    @BeforeEach
    void write() throws IOException {
        numbers = new byte[0];
        Files.write(folder.resolve("model.onnx"), model((tensor, place) -> {}).toByteArray());
        Files.write(folder.resolve(DATA), numbers);
    }

    /** One convolution, as PyTorch writes it: both tensors in one file, one behind the other. */
    private OnnxMl.ModelProto model(BiConsumer<OnnxMl.TensorProto.Builder, Integer> change) {
        OnnxMl.ModelProto.Builder model = whole().toBuilder();
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (OnnxMl.TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
            byte[] raw = raw(tensor);
            tensor.clearFloatData()
                    .setDataLocation(OnnxMl.TensorProto.DataLocation.EXTERNAL)
                    .addExternalData(entry("location", DATA))
                    .addExternalData(entry("offset", Integer.toString(data.size())))
                    .addExternalData(entry("length", Integer.toString(raw.length)));
            change.accept(tensor, data.size());
            data.writeBytes(raw);
        }
        numbers = data.toByteArray();
        return model.build();
    }

    private static OnnxMl.ModelProto whole() {
        return ModelBuilder.ofImage(13).conv("image", "y", 1, 3, 3).output("y").build();
    }

    private static byte[] raw(OnnxMl.TensorProto.Builder tensor) {
        ByteBuffer raw =
                ByteBuffer.allocate(Float.BYTES * tensor.getFloatDataCount()).order(ByteOrder.LITTLE_ENDIAN);
        tensor.getFloatDataList().forEach(raw::putFloat);
        return raw.array();
    }

    private static OnnxMl.StringStringEntryProto entry(String key, String value) {
        return OnnxMl.StringStringEntryProto.newBuilder()
                .setKey(key)
                .setValue(value)
                .build();
    }

    private ModelSpec spec() {
        return new ModelSpec("onnx", folder.resolve("model.onnx"));
    }

    private void refused(String... parts) {
        assertThatThrownBy(() -> new OnnxFormat().open(spec()))
                .isInstanceOf(DuressException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(parts).doesNotContain("\n"));
    }

    private void rewrite(String key, String value) throws IOException {
        OnnxMl.ModelProto changed = model((tensor, place) -> {
            if (place == 0) {
                OnnxMl.TensorProto.Builder without = tensor.clone().clearExternalData();
                tensor.getExternalDataList().stream()
                        .filter(entry -> !entry.getKey().equals(key))
                        .forEach(without::addExternalData);
                tensor.clearExternalData().addAllExternalData(without.getExternalDataList());
                tensor.addExternalData(entry(key, value));
            }
        });
        Files.write(folder.resolve("model.onnx"), changed.toByteArray());
    }

    @Test
    void theNumbersBesideTheModelAreTheModels() throws IOException {
        ModelSpec one = ModelBuilder.spec(folder, whole());
        ImageBatch image = new ImageBatch(OnnxFixturesTest.gaussian(SIZE * SIZE, 3), 1, Grid.of(SIZE, SIZE));
        String fingerprint;
        try (SegmentationModel model = new OnnxFormat().open(spec());
                SegmentationModel single = new OnnxFormat().open(one)) {
            assertThat(model.probabilities(image)).isEqualTo(single.probabilities(image));
            fingerprint = model.fingerprint();
        }
        numbers[3] ^= (byte) 0x80;
        Files.write(folder.resolve(DATA), numbers);
        try (SegmentationModel model = new OnnxFormat().open(spec());
                SegmentationModel single = new OnnxFormat().open(one)) {
            assertThat(model.fingerprint()).isNotEqualTo(fingerprint);
            assertThat(model.probabilities(image)).isNotEqualTo(single.probabilities(image));
        }
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        Files.delete(folder.resolve(DATA));
        refused(
                "tensor 'y.w' keeps its numbers in 'model.onnx.data', and there is no file " + folder.resolve(DATA),
                "copy it there, beside the model");
    }

    @ParameterizedTest
    @CsvSource({"../other.data", "/etc/passwd", "sub/../../other.data", "C:\\other.data", "..\\other.data", "."})
    void aFileElsewhereIsNotRead(String name) throws IOException {
        rewrite("location", name);
        refused("keeps its numbers in '" + name + "', which is no file in the model's own folder");
    }

    @Test
    void aLinkOutOfTheFolderIsNotFollowedAndOneWithinIs(@TempDir Path elsewhere) throws IOException {
        Path data = folder.resolve(DATA);
        Path moved = Files.move(data, elsewhere.resolve("numbers"));
        Files.createSymbolicLink(data, moved);
        refused("which is no file in the model's own folder");
        Files.delete(data);
        Files.createDirectory(folder.resolve("below"));
        Files.move(moved, folder.resolve("below/numbers"));
        Files.createSymbolicLink(data, folder.resolve("below/numbers"));
        new OnnxFormat().open(spec()).close();
    }

    @Test
    void nothingBeyondTheFileIsRead() throws IOException {
        rewrite("offset", "1000000");
        refused("from 1000000 on in 'model.onnx.data', which has " + numbers.length + " bytes");
        rewrite("length", Long.toString(Long.MAX_VALUE));
        refused("keeps 9223372036854775807 bytes from 0 on");
        rewrite("offset", "-4");
        refused("at '-4', which is no place in a file");
        rewrite("length", "many");
        refused("at 'many', which is no place in a file");
        // Every tensor the whole file: a small one would stand for any number of bytes.
        rewrite("length", Integer.toString(numbers.length));
        refused("which has " + numbers.length + " bytes for all tensors");
        rewrite("length", "4");
        refused("tensor 'y.w' does not hold the numbers that its shape [3, 1, 3, 3] asks for");
        Files.write(folder.resolve("model.onnx"), model((tensor, place) -> {}).toByteArray());
        Files.write(folder.resolve(DATA), Arrays.copyOf(numbers, numbers.length - 1));
        refused("the files do not belong together or are damaged");
    }

    @Test
    void aFileThatIsTooLargeIsNotRead() throws IOException {
        try (var file =
                java.nio.channels.FileChannel.open(folder.resolve(DATA), java.nio.file.StandardOpenOption.WRITE)) {
            // A hole: it takes no room on the disk.
            file.write(ByteBuffer.wrap(new byte[1]), 1L << 31);
        }
        refused("holds more than 1024 MiB");
    }

    @Test
    void aChecksumIsVerified() throws Exception {
        String sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(numbers));
        rewrite("checksum", sum.toUpperCase(java.util.Locale.ROOT));
        new OnnxFormat().open(spec()).close();
        numbers[3] ^= (byte) 0x80;
        Files.write(folder.resolve(DATA), numbers);
        refused("in 'model.onnx.data', whose checksum is another than the model says");
    }

    @Test
    void numbersOfANodeAreReadToo() throws IOException {
        OnnxMl.TensorProto tensor = OnnxMl.TensorProto.newBuilder()
                .setDataType(OnnxMl.TensorProto.DataType.FLOAT_VALUE)
                .setDataLocation(OnnxMl.TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", "k.bin"))
                .build();
        Files.write(
                folder.resolve("k.bin"),
                ByteString.copyFrom(new byte[] {0, 0, 0, 0x40}).toByteArray());
        ModelSpec spec = ModelBuilder.ofImage(13)
                .conv("image", "a", 1, 3, 3)
                .node("Constant", "", "k", "value", tensor)
                .node("Mul", "a k", "y")
                .output("y")
                .spec(folder);
        new OnnxFormat().open(spec).close();
    }
}

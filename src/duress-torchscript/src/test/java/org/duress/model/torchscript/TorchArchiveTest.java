package org.duress.model.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.duress.DuressException;
import org.duress.base.BoundedZip;
import org.duress.model.ModelFile;
import org.duress.spec.ModelSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before torch sees it: hostile code, damaged bytes, pickles that lie. Nothing here starts torch. */
class TorchArchiveTest {
    private static final String CODE = "saves_a_file/code/__torch__.py";
    private static final String DATA = "traced/data.pkl";

    @TempDir
    Path folder;

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(TorchArchiveTest.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }

    private static Map<String, byte[]> entries(String name) throws IOException {
        return entries(spec(Path.of("classpath:org/duress/model/torchscript/" + name)));
    }

    private static Map<String, byte[]> entries(ModelSpec file) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (BoundedZip zip = ModelFile.unzip(file)) {
            for (String name : zip.names()) {
                entries.put(name, zip.read(name));
            }
        }
        return entries;
    }

    private static ModelSpec spec(Path file) {
        return new ModelSpec("torchscript", file);
    }

    private static byte[] zip(Map<String, byte[]> entries) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return bytes.toByteArray();
    }

    private Path written(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("m.pt"), bytes);
    }

    private TorchArchive open(byte[] file) throws IOException {
        return TorchArchive.open(spec(written(file)), file);
    }

    private void requireRefusal(byte[] file, String message) {
        assertThatThrownBy(() -> open(file).close())
                .isInstanceOf(DuressException.class)
                .hasMessageStartingWith("file " + folder.resolve("m.pt") + " ")
                .hasMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(800));
    }

    /** The fixture that saves its image, with other code where it does. */
    private static byte[] withCode(String statement) throws IOException {
        Map<String, byte[]> entries = entries("saves_a_file.pt");
        String code = new String(entries.get(CODE), StandardCharsets.UTF_8);
        String saving = "torch.save(x, \"image.pt\")";
        assertThat(code).contains(saving);
        entries.put(CODE, code.replace(saving, statement).getBytes(StandardCharsets.UTF_8));
        return zip(entries);
    }

    private static byte[] with(String fixture, String entry, UnaryOperator<byte[]> change) throws IOException {
        Map<String, byte[]> entries = entries(fixture);
        entries.compute(entry, (name, bytes) -> change.apply(Objects.requireNonNull(bytes, name)));
        return zip(entries);
    }

    private static byte[] replaced(byte[] bytes, String from, String to) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(text).contains(from);
        return text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ordinary_scripted", "ordinary_traced", "ordinary_frozen"})
    void ordinaryNetworksAreTakenAsTorchWroteThem(String name) throws Exception {
        byte[] rewritten;
        try (TorchArchive archive = open(resource(name + ".pt"))) {
            assertThat(archive.numbers()).contains(Tensors.Unit.FLOAT);
            rewritten = archive.stream().readAllBytes();
        }
        // What torch gets is the same archive, and checks like it.
        open(rewritten).close();
        Map<String, byte[]> before = entries(name + ".pt");
        Map<String, byte[]> after = entries(spec(written(rewritten)));
        after.forEach((path, bytes) -> assertThat(bytes).isEqualTo(before.get(path.replace("model/", name + "/"))));
        assertThat(after.keySet())
                .allMatch(path ->
                        path.matches("model/(version|(\\.data/version)|.*\\.pkl|.*\\.py|(data|constants)/\\w+)"));
        // Packed entries, as torch writes code.
        open(zip(before)).close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "torch. save(x, \"image.pt\") | calls torch.save in code/__torch__.py, line 12, and a model under"
                        + " test may only"
                        + " compute, neither read or write files nor start anything; export it without",
                "torch.\\@save(x, \"image.pt\") | calls torch.save",
                "(torch.#@ save)(x, \"image.pt\") | calls torch.save",
                "torch.^save(x, \"image.pt\") | calls torch.save",
                "torch\t.save(x, \"image.pt\") | calls torch.save",
                "ops.aten. save(x, \"image.pt\") | calls ops.aten.save",
                "torch.autograd.save(x, \"image.pt\") | calls torch.autograd",
                "getattr(torch, \"save\")(x, \"image.pt\") | uses a member save",
                "getattr(ops.aten, \"save\")(x, \"image.pt\") | uses a member save",
                "getattr(self, \"sa\\166e\")(x, \"image.pt\") | uses a member sa\\166e",
                "getattr(self, _0)(x) | uses getattr without a plain name",
                "t = torch@    t.save(x, \"image.pt\") | uses torch as a value, not one of its operators,",
                "t = torch.save@    t(x, \"image.pt\") | calls torch.save",
                "o = ops.aten@    o.save(x, \"image.pt\") | uses ops.aten as a value",
                "o = ops@    o.aten.save(x, \"image.pt\") | uses ops as a value",
                "(torch).save(x, \"image.pt\") | uses torch as a value",
                "x.save(\"image.pt\") | uses a member save",
                "y = torch.from_file(\"/etc/passwd\", None, 100) | calls torch.from_file",
                "y = torch.load(\"/etc/passwd\") | calls torch.load",
                "y = ops.quantized.linear(x) | calls ops.quantized.linear",
                "y = ops.profiler._record_function_enter(\"a\") | calls ops.profiler._record_function_enter",
                "y = torch.set_(x, x) | calls torch.set_",
                "y = fork(x) | uses fork",
                "print(x) | uses print",
                "y = __torch__.torch.classes.a.B(x) | uses __torch__.torch.classes.a.B, which its code does not"
                        + " declare,",
                "y = __torch__ | uses __torch__, which its code does not declare,",
                "y = open(\"/etc/passwd\") | uses open",
                "import os | uses import",
                "torch = x | uses torch as a value",
                "y = x; torch.tanh(x) | has the character ';'",
                "torch.\u0455ave(x, \"image.pt\") | has the character U+",
                "y = \"\"\"a@\"\"\" | has a string of several lines",
                "y = torch.to_mkldnn(x) | as after torch.jit.optimize_for_inference, which has no gradient; save it"
                        + " before that",
                "y = CONSTANTS.c7 | is damaged (its code uses 8 constants, and constants.pkl holds 0)",
            })
    void codeThatDoesMoreThanComputeIsRefusedByName(String code, String message) throws Exception {
        requireRefusal(withCode(code.replace('@', '\n').replace('^', '\r')), message);
    }

    @Test
    void theSameFileWithoutItIsTaken() throws Exception {
        open(withCode("y = torch.tanh(x)")).close();
        open(withCode("y = \"torch.save(x)\" # torch.save(x)")).close();
    }

    @Test
    void codeIsBoundedInDepth() throws Exception {
        requireRefusal(withCode("y = " + "(".repeat(50_000) + "x" + ")".repeat(50_000)), "brackets within brackets");
        requireRefusal(withCode("y = " + "-".repeat(50_000) + "1"), "several minus signs in a row");
        requireRefusal(withCode("y = x" + ".t".repeat(50_000)), "members of members");
        requireRefusal(withCode("y = x" + "[0]".repeat(50_000)), "more than 256 calls of calls and members of members");
        StringBuilder blocks = new StringBuilder("y = x");
        for (int i = 4; i < 2_000; i++) {
            blocks.append('\n').append(" ".repeat(i)).append("if True:");
        }
        requireRefusal(withCode(blocks.toString()), "blocks within blocks, more than 100");
        Map<String, byte[]> chain = entries("saves_a_file.pt");
        StringBuilder functions = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            functions.append("def f").append(i).append("(x: Tensor) -> Tensor:\n  return __torch__.g.f");
            functions.append(i + 1).append("(x, )\n");
        }
        chain.put(
                "saves_a_file/code/__torch__/g.py",
                (functions + "def f5000(x: Tensor) -> Tensor:\n  return x\n").getBytes(StandardCharsets.UTF_8));
        chain.put(
                CODE,
                replaced(
                        Objects.requireNonNull(chain.get(CODE)),
                        "torch.save(x, \"image.pt\")",
                        "y = __torch__.g.f0(x, )"));
        requireRefusal(zip(chain), "classes and functions that use each other, more than 150 in a row");
    }

    @Test
    void bytesAreHeldAgainstTheirChecksumAndTheirTensors() throws Exception {
        byte[] flipped = resource("traced.pt");
        int weight = new String(flipped, StandardCharsets.ISO_8859_1).indexOf("traced/data/0") + 40;
        flipped[weight] ^= 4;
        requireRefusal(
                flipped,
                "is damaged (traced/data/0: it has an entry whose checksum does not match); restore it or make it"
                        + " again");
        requireRefusal(
                with("traced.pt", "traced/data/0", bytes -> Arrays.copyOf(bytes, 72)),
                "is damaged (data/0 holds 72 bytes, where data.pkl has 36 numbers of float32); restore it or make it"
                        + " again");
        requireRefusal(with("traced.pt", "traced/data/8", bytes -> new byte[0]), "data/8 holds 0 bytes");
        Map<String, byte[]> without = entries("traced.pt");
        without.remove("traced/data/3");
        requireRefusal(zip(without), "has a tensor of 4 numbers in an entry that is not there");
        requireRefusal(
                with("frozen.pt", "frozen/constants/1", bytes -> new byte[4]),
                "constants/1 holds 4 bytes, where constants.pkl has 4 numbers of float32");
    }

    /** The first weight is {@code [4, 1, 3, 3]} in 36 numbers: K offset, then sizes and strides. */
    @ParameterizedTest
    @CsvSource({"4, 5", "1, 2", "255, 9"})
    void aTensorThatReachesBeyondItsNumbersIsRefused(int size, int other) throws Exception {
        byte[] file = with("traced.pt", DATA, bytes -> {
            int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("(K\u0004K\u0001K\u0003K\u0003t");
            byte[] changed = bytes.clone();
            changed[at + (size == 1 ? 4 : 2)] = (byte) (size == 255 ? 255 : other);
            return changed;
        });
        requireRefusal(file, "is damaged (data.pkl has a tensor that reaches beyond its 36 numbers)");
    }

    @Test
    void anObjectOfAnotherClassThanDeclaredIsRefused() throws Exception {
        // Torch would read the attributes of the declared class from beyond the end of the other's.
        requireRefusal(
                with(
                        "traced.pt",
                        DATA,
                        bytes -> replaced(
                                bytes,
                                "c__torch__.torch.nn.modules.batchnorm.___torch_mangle_2\nBatchNorm2d",
                                "c__torch__.torch.nn.modules.dropout.___torch_mangle_3\nDropout")),
                "is damaged (data.pkl holds something else where __torch__.___torch_mangle_5.Softmax declares norm :"
                        + " __torch__.torch.nn.modules.batchnorm.___torch_mangle_2.BatchNorm2d)");
        requireRefusal(
                with("traced.pt", DATA, bytes -> replaced(bytes, "ctorch\nFloatStorage", "ctorch\nQInt8Storage")),
                "holds tensors of torch.QInt8Storage, as of a quantised model, which has no gradient; export the"
                        + " model before"
                        + " it is quantised");
        requireRefusal(
                with("traced.pt", DATA, bytes -> replaced(bytes, "ctorch._utils\n_rebuild_tensor_v2", "cos\nsystem")),
                "names os.system in data.pkl");
        requireRefusal(
                with("traced.pt", DATA, bytes -> replaced(bytes, "c__torch__.torch.nn", "c__torch__.torch.classes.nn")),
                "names __torch__.torch.classes.nn");
    }

    private static byte[] constants(byte... pickle) throws IOException {
        return with("traced.pt", "traced/constants.pkl", bytes -> pickle);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void picklesAreBoundedAndAreWhatTorchWrites() throws Exception {
        assertThatCode(() ->
                        open(constants(bytes("\u0080\u0002(K\u0001N\u0088t."))).close())
                .doesNotThrowAnyException();
        // An empty stack, a mark that is not there, memory that is asked for, lengths that are not there.
        for (String pickle : new String[] {
            ".",
            "\u0080\u0002.",
            "t.",
            "a.",
            "b.",
            "R.",
            "Q.",
            "\u0081.",
            "]a.",
            "}s.",
            "N)u.",
            "(",
            "h\u0007.",
            "Nr\u00ff\u00ff\u00ff\u00ff.",
            "Nr\u00ff\u00ff\u00ff\u007f.",
            "Xabcd",
            "X\u00ff\u00ff\u00ff\u007fa",
            "NN.",
            "(N.",
            "K\u0001)R.",
            "cos\n",
            "]q\u0000h\u0000a.",
            ")N\u0081.",
            "\u008a\u0001a.",
            "I1\n.",
            "\u0080\u0004N.",
            "]."
        }) {
            requireRefusal(constants(bytes(pickle)), "is damaged (");
        }
        requireRefusal(
                constants(bytes("cos\nsystem\n(X\u0001\u0000\u0000\u0000atR.")), "names os.system in constants.pkl");
        requireRefusal(constants(bytes("N" + "\u0085".repeat(100_000) + ".")), "values within values, more than 100");
        // Each list holds the one before twice: 2^40 values for whoever walks over them.
        StringBuilder bomb = new StringBuilder("Nq\u0000");
        for (int i = 0; i < 40; i++) {
            bomb.append("h").append((char) i).append("h").append((char) i).append("\u0086q");
            bomb.append((char) (i + 1));
        }
        requireRefusal(constants(bytes(bomb + ".")), "holds more than 10000000 values");
    }

    @Test
    void aZipThatTwoReadersWouldReadDifferentlyIsRefused() throws Exception {
        Map<String, byte[]> entries = entries("traced.pt");
        entries.put("traced/data/A", new byte[1]);
        entries.put("traced/data/a", new byte[2]);
        requireRefusal(zip(entries), "holds traced/data/a twice, in upper and lower case");
    }

    @Test
    void whatTorchDoesNotReadDoesNotReachIt() throws Exception {
        Map<String, byte[]> entries = entries("traced.pt");
        entries.put("traced/code/__torch__.py.debug_pkl", bytes("junk"));
        entries.put("traced/model.json", bytes("{}"));
        entries.put("traced/extra/notes.txt", bytes("hello"));
        entries.put("other/code/__torch__.py", bytes("torch.save"));
        try (TorchArchive archive = open(zip(entries))) {
            assertThat(new String(archive.stream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .doesNotContain("junk", "model.json", "hello", "torch.save");
        }
        entries.put("traced/code/evil.py", bytes("x = 1\n"));
        requireRefusal(zip(entries), "has code in code/evil.py, outside code/__torch__,");
    }

    @Test
    void otherFilesAreNamedWithWhatToDo() throws Exception {
        requireRefusal(
                bytes("@\u0000\u0000\u0000\u0000\u0000\u0000\u0000{\"weight\":{\"dtype\":\"F32\"}}"),
                "holds weights alone (safetensors), without the network that they belong to; load them into the"
                        + " model in"
                        + " Python and save it with torch.jit.script");
        requireRefusal(
                zip(Map.of("m/models/model.json", bytes("{}"))),
                "is a program of torch.export (.pt2), not TorchScript; save it with torch.jit.script");
        requireRefusal(
                zip(Map.of("serialized_exported_program.json", bytes("{}"))), "is a program of torch.export (.pt2)");
        requireRefusal(
                zip(Map.of("m/model.json", bytes("{}"))), "is TorchScript of PyTorch 1.1 or older; save it again");
    }
}

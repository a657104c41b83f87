package org.duress.model.torchscript;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.duress.DuressException;
import org.duress.model.open.Models;
import org.duress.spec.ModelSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchScriptFormatTest {
    @TempDir
    Path folder;

    private static byte[] resource(String name) throws Exception {
        try (InputStream in = Objects.requireNonNull(TorchScriptFormatTest.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }

    private void requireRefusal(byte[] content, String message) throws Exception {
        Path file = folder.resolve("model.pt");
        Files.write(file, content);
        assertThatThrownBy(() -> Models.open(new ModelSpec("torchscript", file)))
                .isInstanceOf(DuressException.class)
                .hasMessageStartingWith("file " + file)
                .hasMessageContaining(message);
    }

    @Test
    void stateDictsAreNamedWithWhatToDo() throws Exception {
        requireRefusal(
                resource("state_dict.pth"),
                "is a state dict (or a pickled model), not TorchScript; save it with"
                        + " torch.jit.script(model.eval()).save(file)");
        requireRefusal(
                resource("state_dict_legacy.pth"),
                "is a pickled Python object (a state dict or a whole model), not TorchScript; save it with"
                        + " torch.jit.script(model.eval()).save(file)");
    }

    @Test
    void otherFilesAreRefused() throws Exception {
        requireRefusal("weights".getBytes(StandardCharsets.UTF_8), "is no TorchScript");
        requireRefusal(zip("readme.txt", new byte[3]), "is a zip, but no TorchScript");
        byte[] traced = resource("traced.pt");
        requireRefusal(Arrays.copyOf(traced, traced.length - 200), "is damaged");
        requireRefusal(zip("model/constants.pkl", new byte[] {1, 2, 3}), "is damaged (it has no data.pkl)");
        assertThatThrownBy(() -> Models.open(new ModelSpec("torchscript", folder.resolve("none.pt"))))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("none.pt");
    }

    @Test
    void codeThatReachesFilesIsRefusedBeforeTorchSeesIt() throws Exception {
        requireRefusal(resource("saves_a_file.pt"), "calls torch.save in code/__torch__.py, line 12");
    }

    @Test
    void aZipThatUnpacksToTooMuchIsRefused() throws Exception {
        requireRefusal(bomb(), "holds more than 1024 MiB when unpacked");
    }

    private static byte[] zip(String name, byte[] content) throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content);
        }
        return bytes.toByteArray();
    }

    /** 1.1 GB of zeros in 1.1 MB. */
    private static byte[] bomb() throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            byte[] zeros = new byte[11 << 20];
            for (int i = 0; i < 100; i++) {
                zip.putNextEntry(new ZipEntry("model/data/" + i));
                zip.write(zeros);
            }
        }
        return bytes.toByteArray();
    }
}

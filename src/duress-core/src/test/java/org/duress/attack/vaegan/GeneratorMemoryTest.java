package org.duress.attack.vaegan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.duress.base.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A slice of 2048 x 2048 pixels, of which all layers of an encoder would hold 250 MB, where 200 MB may be taken on the
 * heap and as much beside it: in parts, and in one piece.
 */
class GeneratorMemoryTest {
    @TempDir
    private Path folder;

    private String said(long most) throws IOException, InterruptedException {
        Path output = folder.resolve("output" + most);
        ChildJvm.of(List.of("-Xmx200m", "-XX:+UseSerialGC"), EncodedImage.class, "2048", "2048", "" + most)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    @Test
    void memoryIsThatOfAPart() throws IOException, InterruptedException {
        assertThat(said(1 << 22)).contains("longest");
        assertThat(said(Long.MAX_VALUE)).contains("OutOfMemoryError").doesNotContain("longest");
    }
}

package org.duress.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {
    /** Of "abc", from FIPS 180-4. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    private Path folder;

    @Test
    void isThatOfTheStandard() throws IOException {
        assertThat(Sha256.of("abc".getBytes(StandardCharsets.UTF_8))).isEqualTo(ABC);
        assertThat(Sha256.of(Files.writeString(folder.resolve("abc"), "abc"))).isEqualTo(ABC);
    }

    @Test
    void partsCountAsOne() {
        assertThat(Sha256.of(new byte[] {'a'}, new byte[0], new byte[] {'b', 'c'}))
                .isEqualTo(ABC);
        MessageDigest digest = Sha256.start();
        digest.update((byte) 'a');
        digest.update(new byte[] {'b', 'c'});
        assertThat(Sha256.end(digest)).isEqualTo(ABC);
        digest.update(new byte[] {'a', 'b', 'c'});
        assertThat(Sha256.end(digest)).as("at its start again").isEqualTo(ABC);
    }
}

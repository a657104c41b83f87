package org.duress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.duress.spec.DuressProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreCommandTest {
    @TempDir
    Path folder;

    @BeforeEach
    void name() throws IOException {
        System.setProperty(DuressProperties.STORE, folder.toString());
        // As sha256sum says of these five bytes.
        for (String key : new String[] {"old1", "new1"}) {
            Files.writeString(folder.resolve(key + ".attacker"), "hello");
            Files.writeString(
                    folder.resolve(key + ".attacker.sha256"),
                    "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824  " + key + ".attacker\n");
        }
        Files.writeString(folder.resolve("new1.attacker.against"), "0123456789abcdef\n");
        FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofDays(60)));
        Files.setLastModifiedTime(folder.resolve("old1.attacker"), longAgo);
        Files.setLastModifiedTime(folder.resolve("old1.attacker.sha256"), longAgo);
    }

    @AfterEach
    void forget() {
        System.clearProperty(DuressProperties.STORE);
    }

    @Test
    void theStoreIsListed() throws IOException {
        DuressTest.Said said = DuressTest.apart("store", "list");
        assertThat(said.code()).isZero();
        assertThat(said.out().lines().toList())
                .hasSize(3)
                .satisfies(lines -> assertThat(lines.get(0))
                        .matches("attacker +new1 +5 bytes  ....-..-.. ..:.. UTC  model 0123456789ab"))
                .satisfies(lines -> assertThat(lines.get(1)).matches("attacker +old1 +5 bytes  ....-..-.. ..:.. UTC"))
                .satisfies(lines -> assertThat(lines.get(2)).endsWith(": 2 things, 10 bytes"));
        JsonNode json = DuressTest.document(DuressTest.apart("store", "list", "--json"));
        assertThat(json.at("/items")).hasSize(2);
        assertThat(json.at("/items/0/modelFingerprint").textValue()).isEqualTo("0123456789abcdef");
        assertThat(json.at("/items/1/modelFingerprint").isNull()).isTrue();
    }

    @Test
    void whatIsOldIsPruned() {
        assertThat(DuressTest.said("store", "prune", "--older-than", "30d", "--dry-run"))
                .startsWith("0 would delete: attacker     old1")
                .contains("would delete 1 thing, 5 bytes");
        assertThat(folder.resolve("old1.attacker")).exists();
        assertThat(DuressTest.said("store", "prune", "--older-than", "30d")).contains("deleted 1 thing, 5 bytes");
        assertThat(folder.resolve("old1.attacker")).doesNotExist();
        assertThat(folder.resolve("new1.attacker")).exists();
        assertThat(DuressTest.said("store", "prune", "--keep", "0")).contains("deleted 1 thing, 5 bytes");
    }

    @Test
    void whatMayGoMustBeSaid() {
        assertThat(DuressTest.said("store", "prune")).startsWith("2 ").contains("--older-than 30d", "--dry-run");
        assertThat(DuressTest.said("store", "prune", "--older-than", "month"))
                .startsWith("2 ")
                .contains("as in 12h, 30d or 8w, not 'month'");
        assertThat(DuressTest.said("store", "prune", "--keep", "-1"))
                .startsWith("2 ")
                .contains("at least 0");
        assertThat(folder.resolve("old1.attacker")).exists();
    }

    @Test
    void damageIsFoundOnce() throws IOException {
        assertThat(DuressTest.said("store", "verify")).startsWith("0 2 read, 0 damaged");
        Files.writeString(folder.resolve("old1.attacker"), "hallo");
        assertThat(DuressTest.said("store", "verify"))
                .startsWith("3 ")
                .contains("old1.attacker is damaged: its checksum does not fit; it was set aside", "2 read, 1 damaged");
        assertThat(DuressTest.said("store", "verify")).startsWith("0 1 read, 0 damaged");
        assertThat(DuressTest.said("store", "list")).contains("damaged      old1", "old1.attacker.damaged-1");
    }
}

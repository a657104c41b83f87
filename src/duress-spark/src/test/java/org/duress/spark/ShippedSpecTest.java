package org.duress.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.gate.Surroundings;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.Search;
import org.duress.spec.key.Source;
import org.junit.jupiter.api.Test;

/** Executors go by the limits of the driver's day. */
class ShippedSpecTest {
    private static final LocalDate LAST = LocalDate.of(2027, 1, 31);

    private static ShippedSpec shipped() {
        return new ShippedSpec(
                """
                name: waived
                model: {format: duress, path: m.zip}
                cohort: {format: phantom, attackerSubjects: 0.5}
                gate: {maxDiceDrop: 0.3}
                waivers: [{organ: liver, limit: 0.45, owner: Ada, reason: later, expires: 2027-01-31}]
                """.getBytes(StandardCharsets.UTF_8), "spec.yaml", "", ShippedSource.NOTHING, Map.of(), List.of());
    }

    /** A driver whose disk has one file, and whose environment one variable. */
    private static final Source DRIVER = new Source() {
        @Override
        public byte[] read(Path file) throws IOException {
            if (!file.equals(Path.of("base.yaml"))) {
                throw new NoSuchFileException(file.toString());
            }
            return "attack: {xi: 3.0}".getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Optional<String> variable(String name) {
            return Optional.of("/driver/" + name);
        }
    };

    @Test
    void executorsReadWhatTheDriverRead() {
        ShippedSpec shipped = new ShippedSpec(
                        """
                name: elsewhere
                extends: base.yaml
                model: {format: duress, path: "${MODELS}/m.zip"}
                cohort: {format: phantom, attackerSubjects: 0.5}
                """.getBytes(StandardCharsets.UTF_8),
                        "spec.yaml",
                        "",
                        ShippedSource.NOTHING,
                        Map.of(),
                        List.of())
                .read(DRIVER, path -> new ShippedFile(path.toString(), ShippedFile.Way.SEEN, path.toString()));

        assertThat(shipped.files()).extracting(ShippedFile::named).containsExactly("/driver/MODELS/m.zip");
        assertThat(shipped.source().variables()).containsOnly(Map.entry("MODELS", "/driver/MODELS"));
        assertThat(shipped.source().files()).containsOnlyKeys("base.yaml");
        assertThat(shipped.spec(Map.of()).attack().xi()).isEqualTo(3.0);
        assertThat(shipped.spec(Map.of()).model().path()).isEqualTo(Path.of("/driver/MODELS/m.zip"));
    }

    private static RobustnessSpec executors(LocalDate day) {
        Surroundings driver = new Surroundings(
                Optional.empty(),
                Search.FULL,
                false,
                Path.of(""),
                () -> day.atStartOfDay().toInstant(ZoneOffset.UTC));
        ShippedSpec shipped = shipped();
        return shipped.limited(driver.limits(shipped.spec(Map.of()))).spec(Map.of());
    }

    @Test
    void whatIsWaivedThereIsWaivedHere() {
        assertThat(executors(LAST).gate().organs()).isEqualTo(Map.of("liver", 0.45));
        assertThat(executors(LAST.plusDays(1)).gate().organs()).isEmpty();
    }
}

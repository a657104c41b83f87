package org.duress.spec.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.spec.ModelSource;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.key.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Variables of the environment in paths, and nowhere else. */
class PathVariablesTest {
    private static final Map<String, String> SET =
            Map.of("DATA", "/data", "RUN", "b", "EMPTY", "", "WHERE", "classpath:x.zip", "ODD", "a$1\\${DATA}");

    private static final Source SOURCE = new Source() {
        @Override
        public byte[] read(Path file) throws IOException {
            throw new NoSuchFileException(file.toString());
        }

        @Override
        public Optional<String> variable(String name) {
            return Optional.ofNullable(SET.get(name));
        }
    };

    private static RobustnessSpec read(String model) {
        String yaml = """
                name: ${DATA}
                model: %s
                cohort: {format: phantom, attackerSubjects: 0.5}
                gate: {baseline: "${DATA}/verdict.json"}
                """.formatted(model);
        SpecLayer layer = SpecLayer.text(yaml.getBytes(UTF_8), "specs/spec.yaml", Path.of("specs"), SOURCE);
        return SpecLayer.resolve(List.of(layer), PropertyLayers.of());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ${DATA}/m.zip                 | /data/m.zip
            m-${RUN}.zip                  | specs/m-b.zip
            ${DATA}/${RUN}/${RUN}.zip     | /data/b/b.zip
            ${DATA:-/other}/m.zip         | /data/m.zip
            ${UNSET:-models}/m.zip        | specs/models/m.zip
            ${EMPTY:-models}/m.zip        | specs/models/m.zip
            ${UNSET:-}m.zip               | specs/m.zip
            ${WHERE}                      | classpath:x.zip
            ${UNSET:-classpath:y.zip}     | classpath:y.zip
            cost$5.zip                    | specs/cost$5.zip
            ${ODD}.zip                    | specs/a$1\\${DATA}.zip
            """)
    void aPathHasTheValuesOfItsVariables(String written, String path) {
        assertThat(read("{format: duress, path: '" + written + "'}").model().path())
                .isEqualTo(Path.of(path));
    }

    @Test
    void blocksOfPathsHaveThemToo() {
        RobustnessSpec spec =
                read("{format: open-inference, image: '${RUN}', name: '${RUN}', files: {'${DATA}/m': /models}}");

        ModelSource.Image image = (ModelSource.Image) spec.model().source();
        assertThat(image.files()).containsOnly(Map.entry("/models", Path.of("/data/m")));
        assertThat(image.image()).as("no path").isEqualTo("${RUN}");
        assertThat(spec.name()).as("no path").isEqualTo("${DATA}");
        assertThat(spec.gate().release().baseline()).contains(Path.of("/data/verdict.json"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ${UNSET}/m.zip   | names the environment variable UNSET, which is not set; set it, or give a default as in \
            ${UNSET:-folder}
            ${EMPTY}/m.zip   | names the environment variable EMPTY, which is not set; set it, or give a default as in \
            ${EMPTY:-folder}
            a/${DATA         | must name variables as ${NAME} or ${NAME:-default}, not '${DATA'
            ${DA-TA}.zip     | must name variables as ${NAME} or ${NAME:-default}, not '${DA-TA}.zip'
            ${}              | must name variables as ${NAME} or ${NAME:-default}, not '${}'
            ${X:-${DATA}}    | must name variables as ${NAME} or ${NAME:-default}, not '${X:-${DATA}}'
            """)
    void whatIsNotThereIsRefusedInOneSentence(String written, String sentence) {
        assertThatThrownBy(() -> read("{format: duress, path: '" + written + "'}"))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage("specs/spec.yaml:2: 'model.path' " + sentence);
    }
}

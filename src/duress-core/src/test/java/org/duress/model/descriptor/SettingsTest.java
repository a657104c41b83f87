package org.duress.model.descriptor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.duress.DuressException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    private static Settings parse(String name, String text) {
        return Settings.parse(text.getBytes(UTF_8), name);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            true; true
            False; false
            ~; null
            12; 12
            -3; -3
            0.5; 0.5
            .5; 0.5
            1e-2; 0.01
            '12'; "12"
            "true"; "true"
            bilinear; "bilinear"
            $@a + @b; "$@a + @b"
            1.5.2; "1.5.2"
            [1, x]; [1,"x"]
            """)
    void readsPlainYamlAsItIsMeant(String written, String value) {
        assertThat(parse("a.yaml", "key: " + written).root().get("key")).hasToString(value);
    }

    @Test
    void readsJsonAndItsNumbersThatAreNone() {
        assertThat(parse("a.json", "{\"x\": NaN, \"y\": [1]}").root().get("x").doubleValue())
                .isNaN();
    }

    @Test
    void refusesWhatIsNotWhatItsNameSays() {
        assertThatThrownBy(() -> parse("a.json", "{\"x\": 1,}"))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("a.json is not JSON");
        assertThatThrownBy(() -> parse("a.json", "{\"x\": 1} {}")).hasMessageContaining("a.json is not JSON");
        assertThatThrownBy(() -> parse("a.json", "{\"x\": 1, \"x\": 2}")).hasMessageContaining("Duplicate field 'x'");
        assertThatThrownBy(() -> parse("a.json", "[1]")).hasMessageContaining("holds no keys and values");
        assertThatThrownBy(() -> parse("a.yaml", "y: 2\nx: [1")).hasMessageContaining("a.yaml:2: not YAML: ");
        assertThatThrownBy(() -> Settings.parse(new byte[] {'x', ':', (byte) 0xe9, '\n'}, "a.yaml"))
                .hasMessage("a.yaml: not YAML in UTF-8; save it in that encoding");
        assertThatThrownBy(() -> parse("a.yaml", "x: 1\nx: 2")).hasMessageContaining("key 'x' is given twice");
        assertThatThrownBy(() -> parse("a.yaml", "")).hasMessageContaining("empty");
    }

    @Test
    void refusesWhatIsNestedWithoutEnd() {
        assertThatThrownBy(() -> parse("a.json", "{\"x\":" + "[".repeat(500) + "]".repeat(500) + "}"))
                .hasMessageContaining("a.json is not JSON");
        assertThatThrownBy(() -> parse("a.yaml", "x: " + "[".repeat(500) + "]".repeat(500)))
                .hasMessageContaining("nested deeper");
    }

    @Test
    void refusesAFewLettersThatMeanMoreThanFitsAnywhere() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 25; i++) {
            yaml.append("a" + i + ": &a" + i + " [*a" + (i - 1) + ", *a" + (i - 1) + "]\n");
        }
        assertThatThrownBy(() -> parse("a.yaml", yaml.toString())).hasMessageContaining("unfolds to more than");
    }
}

package org.duress.model.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import org.duress.DuressException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
    private static final Configuration CONFIGURATION = Written.configuration("""
            {'fine': true, 'coarse': false, 'size': [6, 8], 'tile': 12, 'deep': {'list': [5, {'x': 7}]},
             'folder': '.', 'first': [1, 2], 'second': [3], 'one': '$@two', 'two': '$@one + 1'}
            """);

    private static String value(String text) {
        return Expression.evaluate(text, CONFIGURATION).toString();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            True; true
            False; false
            None; null
            3; 3
            -2.5; -2.5
            1e2; 100.0
            [1, 2.0, 'a']; [1,2.0,"a"]
            (1, 2); [1,2]
            (1,); [1]
            (1 + 2) * 3; 9
            7 - 2 - 1; 4
            7 // 2; 3
            7 / 2; 3.5
            -7 // 2; -4
            1.0 - float(@tile) / float(16); 0.25
            int(-2.5); -2
            len(@size); 2
            len(@size) + @tile; 14
            @first + @second; [1,2,3]
            @deep::list::1::x; 7
            @deep#list#0; 5
            copy.deepcopy(@size); [6,8]
            [1, 1] if @fine else [3, 3]; [1,1]
            [1, 1] if @coarse else [3, 3]; [3,3]
            4 if not @fine else 5; 5
            4 if @tile == 12 else 5; 4
            @folder + '/models'; "./models"
            torch.float32; "torch.float32"
            monai.utils.CommonKeys.IMAGE; "image"
            """)
    void understandsWhatStandsInPlaceOfAValue(String text, String value) {
        assertThat(value(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "__import__('os').system('true')",
                "os.path.join(@folder, 'x')",
                "lambda x: x",
                "[i for i in @size]",
                "@size[0]",
                "torch.device('cpu')",
                "numpy.zeros(3)",
                "[0] * 9",
                "1 / 0",
                "1 +",
                "(1",
                "'a\\'",
                "1; 2",
                "",
                "3 if @fine",
                "'a' - 'b'",
                "len(@tile)"
            })
    void refusesEveryOtherByName(String text) {
        assertThat(text.equals("numpy.zeros") ? catchMessage("numpy.zeros(3)") : catchMessage(text))
                .startsWith("inference.json: '$" + (text.equals("numpy.zeros") ? "numpy.zeros(3)" : text) + "'")
                .contains("none is executed")
                .contains("write the number or list itself");
    }

    private static String catchMessage(String text) {
        try {
            return "understood as " + value(text);
        } catch (DuressException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void refusesWhatGoesRoundInCircles() {
        assertThatThrownBy(() -> value("@one"))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("to itself");
    }

    @Test
    void refusesWhatRefersToNothing() {
        assertThatThrownBy(() -> value("@deep::nothing"))
                .hasMessageContaining("'@deep::nothing' refers to 'nothing', which is not there");
    }

    @Test
    void refusesWhatIsNestedWithoutEnd() {
        assertThat(catchMessage("(".repeat(400) + "1" + ")".repeat(400))).contains("not understood");
        assertThat(catchMessage("-".repeat(900) + "1")).contains("not understood");
        assertThat(catchMessage("1+".repeat(600) + "1")).contains("not understood");
    }

    @Test
    void refusesListsAndSumsThatGrowByReferringToThemselves() {
        StringBuilder lists = new StringBuilder("{'a0': [1, 2]");
        StringBuilder sums = new StringBuilder("{'a0': 1");
        for (int i = 1; i <= 12; i++) {
            String before = "@a" + (i - 1);
            lists.append(", 'a" + i + "': '$" + before + " + " + before + "'");
            sums.append(", 'a" + i + "': '$" + String.join(" - ", Collections.nCopies(4, before)) + "'");
        }
        Configuration growing = Written.configuration(lists + "}");
        assertThat(growing.find("a3").orElseThrow()).hasSize(16);
        assertThatThrownBy(() -> growing.find("a12")).hasMessageContaining("is an expression that is not understood");
        assertThatThrownBy(() -> Written.configuration(sums + "}").find("a12"))
                .hasMessageContaining("more than 100000 values");
    }

    @Test
    void refusesReferencesThatLeadFar() {
        StringBuilder json = new StringBuilder("{'a0': 1");
        for (int i = 1; i <= 5000; i++) {
            json.append(", 'a" + i + "': '@a" + (i - 1) + "'");
        }
        Configuration far = Written.configuration(json + "}");
        assertThat(far.find("a30").orElseThrow().intValue()).isEqualTo(1);
        assertThatThrownBy(() -> far.find("a5000")).hasMessageContaining("through more than 32 others");
    }

    @Test
    void givesNoReferenceThatIsPartOfAText() {
        Configuration odd = Written.configuration("{'a': '@folder/models', 'folder': '.'}");
        assertThatThrownBy(() -> odd.find("a")).hasMessageContaining("'@folder/models' is not understood");
    }
}

package org.duress.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MarkdownTableTest {
    private final MarkdownTable table = new MarkdownTable();

    @Test
    void whatFitsStaysOneTable() {
        table.add(List.of("budget", "p"));
        table.add(List.of("small", "0.05"));

        assertThat(table.lines()).containsExactly("| budget | p |", "|---|---|", "| small | 0.05 |");
    }

    @Test
    void whatIsTooWideIsCutAndKeepsItsFirstColumn() {
        String wide = "w".repeat(54);
        table.add(List.of("a", "b", "c", "d"));
        // | r | 54 | 54 |: 1 + 4 + 57 + 57 = 119 characters; the last column does not fit.
        table.add(List.of("r", wide, wide, "1"));

        assertThat(table.lines())
                .containsExactly(
                        "| a | b | c |",
                        "|---|---|---|",
                        "| r | " + wide + " | " + wide + " |",
                        "",
                        "| a | d |",
                        "|---|---|",
                        "| r | 1 |");
        assertThat(table.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(MarkdownTable.WIDTH));
    }

    @Test
    void aRowHasTheCellsOfTheHead() {
        table.add(List.of("a", "b"));
        assertThatThrownBy(() -> table.add(List.of("r"))).hasMessageContaining("[a, b]");
    }
}

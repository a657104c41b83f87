package org.duress.shift;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.duress.base.EnumWords;
import org.duress.spec.Modality;
import org.duress.spec.ShiftKind;
import org.junit.jupiter.api.Test;

/** The table of docs/natural-shifts.md is what the shifts do. */
class ShiftsPageTest {
    private static final Path PAGE = Path.of("docs/natural-shifts.md");

    private static String row(ShiftKind kind) {
        Severities severities = Shifts.of(kind).severities();
        return "| `" + EnumWords.of(kind) + "` | "
                + severities.amounts().stream().map(Severities::written).collect(Collectors.joining(", ")) + " | "
                + severities.unit() + " | " + severities.source() + " |";
    }

    private static String modalities(ShiftKind kind) {
        return "| `" + EnumWords.of(kind) + "` | "
                + Arrays.stream(Modality.values())
                        .map(modality -> kind.modalities().contains(modality) ? "x" : "-")
                        .collect(Collectors.joining(" | "))
                + " | " + (kind.anywhere() ? "x" : "-") + " |";
    }

    private static String rows(Function<ShiftKind, String> row) {
        return Arrays.stream(ShiftKind.values()).map(row).collect(Collectors.joining("\n"));
    }

    @Test
    void theTableIsWhatTheShiftsDo() throws IOException {
        String constants = rows(ShiftsPageTest::row);
        String modalities = rows(ShiftsPageTest::modalities);
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target/natural-shifts-tables.md"), constants + "\n\n" + modalities);
        assertThat(Files.readString(PAGE))
                .as("%s has the rows of target/natural-shifts-tables.md", PAGE)
                .contains(constants, modalities);
    }
}

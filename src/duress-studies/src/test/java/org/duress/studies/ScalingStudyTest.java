package org.duress.studies;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScalingStudyTest {
    private static final int HEAP = 5;

    private static List<String> cells(String row) throws IOException, InterruptedException {
        String said = ScalingStudy.inItsOwnJvm("48m", row);
        List<String> cells = List.of(said.split(" *\\| *"));
        assertThat(cells).as(said).hasSize(9);
        return cells;
    }

    /**
     * Of a slice of 128 x 128 pixels a gate keeps about half a megabyte: of 100 of them more than the heap has room for
     * beside what it takes for ten.
     */
    @Test
    void tenTimesAsManySlicesTakeNoMoreMemory() throws IOException, InterruptedException {
        List<String> few = cells("128,10,2,random");
        List<String> many = cells("128,100,2,random");
        assertThat(few.subList(1, 5)).containsExactly("128 x 128", "10", "2", "random");
        assertThat(many.get(2)).isEqualTo("100");
        assertThat(Double.parseDouble(many.get(HEAP + 1))).isBetween(1.0, Double.parseDouble(few.get(HEAP + 1)) + 3);
    }
}

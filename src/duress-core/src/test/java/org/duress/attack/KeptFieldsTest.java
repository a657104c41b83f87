package org.duress.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.duress.base.Grid;
import org.junit.jupiter.api.Test;

class KeptFieldsTest {
    private static final Grid GRID = Grid.of(1, 2);

    private static KeptFields fields(float d, float v) {
        return KeptFields.of(new Perturbation(new float[] {0, 0, d, 0}, new float[] {0, v}, 1, GRID));
    }

    @Test
    void ofFieldsThatAreTheSameTheFirstAreLeft() {
        KeptFields first = fields(1, 2);
        KeptFields otherD = fields(3, 2);
        KeptFields otherV = fields(1, 4);
        assertThat(KeptFields.distinct(List.of(first, otherD, fields(1, 2), otherV, otherD)))
                .containsExactly(first, otherD, otherV);
        assertThat(KeptFields.distinct(List.of())).isEmpty();
    }

    @Test
    void whatIsMadeOfEachComesInTheirOrder() {
        assertThat(KeptFields.each(5, GRID, 1, k -> 10 * k)).containsExactly(0, 10, 20, 30, 40);
        assertThat(KeptFields.each(0, GRID, 1, k -> k)).isEmpty();
    }
}

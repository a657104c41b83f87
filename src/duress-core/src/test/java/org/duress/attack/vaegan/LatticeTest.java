package org.duress.attack.vaegan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatticeTest {
    @Test
    void isReadAsItIsWritten() {
        for (List<Integer> spacing : List.of(List.of(4, 4), List.of(1, 16, 1_024), List.of(2, 8, 8))) {
            Lattice lattice = new Lattice(spacing);
            assertThat(Lattice.parse(lattice.toString())).isEqualTo(lattice);
        }
    }

    /** A number that is none is never left out, which would make slices of volumes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "4",
                "4,4,4,4",
                "3,4,4",
                "4,0,4",
                "4,4,-4",
                "4,4,2048",
                "4,,4",
                "4,4,",
                ",4,4",
                "44",
                "4,4,x",
                "4, 4",
                "4,04",
                "4,4\n"
            })
    void whatIsDamagedIsRefusedWhole(String text) {
        assertThatThrownBy(() -> Lattice.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("its control points are '" + text
                        + "' voxels apart, which should be two or three powers of two up to 1024");
    }
}

package org.duress.gate.harden;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.gate.GateRun;
import org.junit.jupiter.api.Test;

class ImagesTest {
    /** Each of so many slices, {@code s3_2} the third of the fourth subject. */
    private static List<Subject> subjects(int count, int slices) {
        return IntStream.range(0, count)
                .mapToObj(s -> new Subject(
                        "s" + s,
                        IntStream.range(0, slices)
                                .mapToObj(i -> GateRun.slice("s" + s + "_" + i, 1, 2, new float[] {s, i}, 0, 1))
                                .toList()))
                .toList();
    }

    private static List<String> names(List<Slice> slices) {
        return slices.stream().map(Slice::name).toList();
    }

    @Test
    void theLastFifthOfTheSubjectsIsHeldOutAndShownEvenly() {
        Images images = Images.of(subjects(10, 4), 4, 1);
        assertThat(names(images.training())).hasSize(32).allMatch(name -> name.charAt(1) < '8');
        assertThat(names(images.validation())).containsExactly("s8_0", "s8_2", "s9_0", "s9_2");
    }

    @Test
    void oneSubjectIsHeldOutWhereThereAreFewAndAllOfItIsShown() {
        Images images = Images.of(subjects(2, 3), 100, 1);
        assertThat(names(images.training())).containsExactly("s0_0", "s0_1", "s0_2");
        assertThat(names(images.validation())).containsExactly("s1_0", "s1_1", "s1_2");
    }

    @Test
    void anyImageToTrainOnIsDrawnAndNoOther() {
        Images images = Images.of(subjects(2, 3), 100, 1);
        List<Slice> drawn = new ArrayList<>(images.draw(40, new Random(3)));
        assertThat(drawn).hasSize(40);
        assertThat(names(drawn)).containsOnly("s0_0", "s0_1", "s0_2");
        assertThat(names(images.draw(5, new Random(4)))).isNotEqualTo(names(images.draw(5, new Random(5))));
    }
}

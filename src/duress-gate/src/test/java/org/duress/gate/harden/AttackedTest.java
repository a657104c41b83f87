package org.duress.gate.harden;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.duress.attack.Perturbation;
import org.duress.data.Slice;
import org.duress.gate.GateRun;
import org.junit.jupiter.api.Test;

class AttackedTest {
    private static final Slice FIRST = slice("a", 0, 5, 5, 0, 0, 0);
    private static final Slice SECOND = slice("b", 0, 0, 7, 7, 7, 0);

    /** A row in which what is bright is labelled. */
    private static Slice slice(String name, int... values) {
        int[] classes = new int[values.length];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = values[i] > 0 ? 1 : 0;
        }
        return GateRun.slice(name, 1, values.length, GateRun.floats(values), classes);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /** One column for the first image, and two for the second; the first is brightened, too. */
    @Test
    void labelsMoveWithTheirImageAndOnlyByD() {
        Attacked clean = Attacked.clean(List.of(FIRST, SECOND));
        Perturbation fields = Perturbation.none(clean.images());
        for (int pixel = 0; pixel < 6; pixel++) {
            fields.deformation()[2 * pixel] = 1;
            fields.deformation()[12 + 2 * pixel] = 2;
            fields.intensity()[pixel] = 0.5f;
        }
        Attacked attacked = clean.under(fields);
        for (int i = 0; i < 2; i++) {
            float[] image = attacked.images().one(i).pixels();
            float brighter = i == 0 ? 0.5f : 0;
            byte[] labels = attacked.labels().get(i);
            for (int pixel = 1; pixel < 4; pixel++) {
                assertThat(labels[pixel]).as("image %d, pixel %d", i, pixel).isEqualTo((byte)
                        (image[pixel] > 2 + brighter ? 1 : 0));
            }
        }
        assertThat(attacked.labels().get(0)).isNotEqualTo(clean.labels().get(0));
        assertThat(attacked.labels().get(0)).startsWith(bytes(1, 1, 0, 0));
        assertThat(attacked.labels().get(1)).startsWith(bytes(1, 1, 1, 0));
    }

    @Test
    void imagesAndLabelsStayInOrder() {
        Attacked both = Attacked.clean(List.of(FIRST)).and(Attacked.clean(List.of(SECOND)));
        assertThat(both.images().pixels()).containsExactly(0, 5, 5, 0, 0, 0, 0, 0, 7, 7, 7, 0);
        assertThat(both.joined()).isEqualTo(bytes(0, 1, 1, 0, 0, 0, 0, 0, 1, 1, 1, 0));
        assertThat(both.images().count()).isEqualTo(2);
    }
}

package org.duress.gate.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.duress.attack.KeptFields;
import org.duress.attack.Perturbation;
import org.duress.base.Grid;
import org.junit.jupiter.api.Test;

class FieldsCodecTest {
    private static Perturbation fields(Grid grid, int channels) {
        float[] deformation = new float[grid.voxels() * grid.rank()];
        float[] intensity = new float[grid.voxels() * channels];
        for (int i = 0; i < deformation.length; i++) {
            deformation[i] = (float) Math.sin(i) / 3;
        }
        for (int i = 0; i < intensity.length; i++) {
            intensity[i] = i == 0 ? -0f : (float) Math.cos(i) / 7;
        }
        return new Perturbation(deformation, intensity, 1, grid, channels);
    }

    private static byte[] written(List<Perturbation> fields) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FieldsCodec.write(fields, out);
        return out.toByteArray();
    }

    /** Volumes of a cohort differ in size, and each field says what it was for. */
    @Test
    void fieldsOfAnySizeComeBackBitByBit() throws IOException {
        List<Perturbation> fields = List.of(
                fields(Grid.of(2, 3), 1),
                fields(Grid.of(3, 2, 4).spaced(2.5, 0.7, 0.7), 2),
                fields(Grid.of(1, 5, 2).spaced(5, Double.NaN, 1), 1));
        List<KeptFields> read = FieldsCodec.read(new ByteArrayInputStream(written(fields)));
        assertThat(read).hasSameSizeAs(fields);
        for (int k = 0; k < fields.size(); k++) {
            Perturbation before = fields.get(k);
            Perturbation after = read.get(k).fields();
            assertThat(after.grid()).isEqualTo(before.grid());
            assertThat(after.channels()).isEqualTo(before.channels());
            assertThat(Arrays.equals(after.deformation(), before.deformation())).isTrue();
            assertThat(Arrays.equals(after.intensity(), before.intensity())).isTrue();
        }
        assertThat(FieldsCodec.read(new ByteArrayInputStream(written(List.of()))))
                .isEmpty();
    }

    @Test
    void whatIsCutOffOrForeignIsNoField() throws IOException {
        byte[] whole = written(List.of(fields(Grid.of(4, 4), 1)));
        for (int cut : new int[] {0, 1, whole.length / 2}) {
            assertThatThrownBy(() -> FieldsCodec.read(new ByteArrayInputStream(Arrays.copyOf(whole, cut))))
                    .as("cut at %d", cut)
                    .isInstanceOf(IOException.class);
        }
        ByteArrayOutputStream large = new ByteArrayOutputStream();
        Deflated.write(large, data -> {
            data.writeInt(1);
            data.writeInt(99);
        });
        assertThatThrownBy(() -> FieldsCodec.read(new ByteArrayInputStream(large.toByteArray())))
                .hasMessage("fields of 99 where 3 is the most");
    }
}

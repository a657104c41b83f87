package org.duress.attack.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duress.attack.Perturbation;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.spec.FieldKind;
import org.junit.jupiter.api.Test;

class ReplayAttackTest {
    private static final float[] KNOWN = {1, 2};
    private static final float[] OTHER = {1, 2.0000002f};
    private static final Perturbation FIELDS =
            new Perturbation(new float[] {0.5f, -1, 2, 3}, new float[] {0.25f, -0.125f}, 1, Grid.of(1, 2));

    @Test
    void knownImagesGetTheirFieldsAndOthersNone() {
        Perturbation fields = replay(
                EnumSet.allOf(FieldKind.class), new ImageBatch(new float[] {1, 2.0000002f, 1, 2}, 2, Grid.of(1, 2)));
        assertThat(fields.deformation()).containsExactly(0, 0, 0, 0, 0.5f, -1, 2, 3);
        assertThat(fields.intensity()).containsExactly(0, 0, 0.25f, -0.125f);
    }

    @Test
    void samePixelsInAnotherSizeAreAnotherImage() {
        Perturbation fields = replay(EnumSet.allOf(FieldKind.class), new ImageBatch(KNOWN, 1, Grid.of(2, 1)));
        assertThat(fields.intensity()).containsExactly(0, 0);
    }

    @Test
    void fieldsThatMayNotBeUsedAreLeftOut() {
        ImageBatch image = new ImageBatch(KNOWN, 1, Grid.of(1, 2));
        Perturbation deforming = replay(EnumSet.of(FieldKind.DEFORMATION), image);
        assertThat(deforming.deformation()).containsExactly(FIELDS.deformation());
        assertThat(deforming.intensity()).containsOnly(0);
        Perturbation shading = replay(EnumSet.of(FieldKind.INTENSITY), image);
        assertThat(shading.deformation()).containsOnly(0);
        assertThat(shading.intensity()).containsExactly(FIELDS.intensity());
    }

    @Test
    void theKeyIsTheHashOfLittleEndianFloats() {
        // python3 -c "import hashlib, numpy; print(hashlib.sha256(numpy.float32([1, 2]).tobytes()).hexdigest())"
        assertThat(ImageKey.of(KNOWN, Grid.of(1, 2)))
                .isEqualTo(new ImageKey(
                        Grid.of(1, 2), "b9c80b5adeca450753a16950c3cc655d271f7bef7a485bc83f112b72fef21d37"));
        assertThat(ImageKey.of(OTHER, Grid.of(1, 2))).isNotEqualTo(ImageKey.of(KNOWN, Grid.of(1, 2)));
    }

    private static Perturbation replay(Set<FieldKind> fields, ImageBatch images) {
        List<Perturbation> all = new ReplayAttack(Map.of(ImageKey.of(KNOWN, Grid.of(1, 2)), List.of(FIELDS)), fields)
                .perturb(images, 3, 7);
        assertThat(all).hasSize(1);
        return all.get(0);
    }
}

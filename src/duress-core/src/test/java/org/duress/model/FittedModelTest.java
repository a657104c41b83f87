package org.duress.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.duress.base.Grid;
import org.duress.base.Scope;
import org.duress.data.Cohort;
import org.duress.data.Organ;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.net.Network;
import org.duress.spec.ModelHead;
import org.duress.spec.ModelLayout;
import org.duress.spec.ModelSpec;
import org.junit.jupiter.api.Test;

/** A colour network of two organs, which halves images, before grey images of odd size and one organ. */
class FittedModelTest {
    private static final Grid ODD = Grid.of(3, 5);
    private static final ModelSpec SPEC = new ModelSpec(
            "duress",
            Path.of("m.zip"),
            ModelHead.AUTO,
            ModelLayout.AUTO,
            OptionalInt.empty(),
            Optional.empty(),
            Map.of("b", List.of(2)));

    private final List<String> warnings = new ArrayList<>();
    private final SegmentationModel colour =
            new NetworkModel(Network.initialised(UNet.graph(3, 4, 2, 3), 5), List.of("a", "b"), "f");

    private static Cohort cohort() {
        byte[] classes = new byte[ODD.voxels()];
        classes[4] = Scope.OUTSIDE;
        classes[7] = 1;
        Slice slice = new Slice("s", ODD, new float[ODD.voxels()], classes);
        return new Cohort(List.of(new Organ("b", Set.of(9))), List.of(new Subject("s", List.of(slice))), ODD);
    }

    @Test
    void channelsSizeAndClassesAreTheCohortsAndNothingIsSaidOutside() {
        ImageBatch images = ImageBatch.of(cohort().slices());
        FittedModel fitted = FittedModel.of(colour, SPEC, cohort(), warnings::add);
        assertThat(warnings)
                .hasSize(2)
                .satisfiesExactly(
                        channels -> assertThat(channels).contains("model.channels: 3"),
                        size -> assertThat(size)
                                .startsWith("the model does not take images of 3 x 5")
                                .endsWith("; what was added is neither attacked nor judged"));
        assertThat(fitted.sized().organs()).containsExactly("a", "b");
        assertThat(fitted.mapped().organs()).containsExactly("b");
        float[] own = fitted.sized().probabilities(images);
        float[] answer = fitted.mapped().probabilities(images);
        for (int p = 0; p < ODD.voxels(); p++) {
            assertThat(answer[2 * p + 1]).isEqualTo(p == 4 ? 0 : own[3 * p + 2]);
        }
        assertThat(fitted.sized().fingerprint())
                .isEqualTo("f")
                .isNotEqualTo(fitted.mapped().fingerprint());
    }
}

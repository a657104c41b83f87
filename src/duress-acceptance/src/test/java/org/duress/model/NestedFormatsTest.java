package org.duress.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.duress.base.BoundedZip;
import org.duress.base.OrganSets;
import org.duress.data.Cohort;
import org.duress.data.Cohorts;
import org.duress.data.Slice;
import org.duress.metric.Dice;
import org.duress.model.open.Models;
import org.duress.net.Graph;
import org.duress.net.Network;
import org.duress.net.NetworkArchive;
import org.duress.net.Op;
import org.duress.spec.CohortFormat;
import org.duress.spec.CohortSpec;
import org.duress.spec.CohortSpec.Phantoms;
import org.duress.spec.CohortSpec.SubjectSelection;
import org.duress.spec.ImageSize;
import org.duress.spec.ModelHead;
import org.duress.spec.ModelLayout;
import org.duress.spec.ModelSpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One network with a sigmoid for each of three regions that lie in each other, in several formats: the same Dice. */
class NestedFormatsTest {
    private static final String FORMATS = "classpath:org/duress/model/formats/nested-unet-small";
    private static final List<String> ORGANS = List.of("any", "solid", "liver");
    private static final OrganSets SETS = OrganSets.overlapping(3);

    /** As in export_nested_unet.py, of background, pancreas, kidneys, liver, spleen. */
    private static final float[][] REGIONS = {
        {-1, 0.25f, 0.25f, 0.25f, 0.25f},
        {-0.625f, -0.375f, 0.25f, 0.5f, 0.25f},
        {-0.375f, -0.25f, -0.25f, 1.125f, -0.25f}
    };

    @TempDir
    static Path folder;

    private static Cohort cohort;
    private static Path own;

    @BeforeAll
    static void make() throws IOException {
        Map<String, List<Integer>> organs = new LinkedHashMap<>();
        organs.put("any", List.of(11, 2, 3, 6, 1));
        organs.put("solid", List.of(2, 3, 6, 1));
        organs.put("liver", List.of(6));
        cohort = Cohorts.open(CohortSpec.of(CohortFormat.PHANTOM, new SubjectSelection.Share(0.5))
                .with(CohortSpec.ORGANS, organs)
                .with(CohortSpec.SIZE, Optional.of(new ImageSize(64, 64)))
                .with(CohortSpec.SEED, 3L)
                .with(Phantoms.SUBJECTS, 2)
                .with(Phantoms.SLICES, 4));
        own = folder.resolve("nested.zip");
        DuressFormat.archive(nested(), ORGANS, Map.of()).write(own);
    }

    /** The softmax of the regions' logits and of a background of 0. */
    private static Network nested() throws IOException {
        ModelSpec spec = new ModelSpec("duress", Path.of("classpath:org/duress/phantom-unet-small.zip"));
        Network classes;
        try (BoundedZip zip = ModelFile.unzip(spec)) {
            classes = NetworkArchive.read(zip, "phantom-unet-small").network(DuressFormat.NETWORK);
        }
        List<Graph.Node> nodes = new ArrayList<>(classes.graph().nodes());
        String logits = nodes.remove(nodes.size() - 1).inputs().get(0);
        nodes.add(new Graph.Node("regions", Op.Conv.same(4, 1, 1, false), List.of(logits)));
        nodes.add(new Graph.Node("sets", new Op.Softmax(), List.of("regions")));
        Map<String, float[]> values = new LinkedHashMap<>(classes.values());
        float[] kernel = new float[5 * 4];
        for (int in = 0; in < 5; in++) {
            for (int region = 0; region < 3; region++) {
                kernel[in * 4 + region + 1] = REGIONS[region][in];
            }
        }
        values.put("regions.weight0", kernel);
        return Network.of(new Graph(1, nodes), values);
    }

    private static ModelSpec spec(String format, Path path, ModelHead head) {
        return new ModelSpec(format, path, head, ModelLayout.AUTO, OptionalInt.empty(), Optional.empty(), Map.of());
    }

    private static double[] dice(ModelSpec spec) {
        try (SegmentationModel model = Models.open(spec)) {
            SegmentationModel mapped = OrganClasses.map(model, spec.head(), spec.classes(), ORGANS, SETS);
            List<Dice> sum = new ArrayList<>(List.of(Dice.NONE, Dice.NONE, Dice.NONE));
            for (Slice slice : cohort.slices()) {
                List<Dice> one =
                        Dice.perOrgan(mapped.segment(ImageBatch.of(slice)).classMap(), slice.classes(), SETS);
                for (int organ = 0; organ < 3; organ++) {
                    sum.set(organ, sum.get(organ).plus(one.get(organ)));
                }
            }
            return sum.stream().mapToDouble(Dice::score).toArray();
        }
    }

    @Test
    void everyFormatGivesTheSameDiceOfEveryOrgan() {
        assertThat(cohort.sets()).isEqualTo(SETS);
        double[] expected = dice(spec("duress", own, ModelHead.ORGAN_LOGITS));
        assertThat(expected[0]).isBetween(0.5, 0.99);
        assertThat(expected[1]).isBetween(0.5, 0.99).isNotEqualTo(expected[0]);
        assertThat(expected[2]).isBetween(0.5, 0.99).isNotEqualTo(expected[1]);
        for (String suffix : Set.of(".onnx", ".pt")) {
            String format = suffix.equals(".pt") ? "torchscript" : "onnx";
            double[] other = dice(spec(format, Path.of(FORMATS + suffix), ModelHead.ORGAN_PROBABILITIES));
            // A pixel within rounding of a half may fall to either side.
            assertThat(other).as(format).containsExactly(expected, within(1e-3));
        }
    }
}

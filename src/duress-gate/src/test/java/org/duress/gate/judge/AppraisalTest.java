package org.duress.gate.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.duress.attack.Perturbation;
import org.duress.base.Grid;
import org.duress.data.Slice;
import org.duress.gate.Counting;
import org.duress.gate.GateRun;
import org.duress.gate.baseline.Batch;
import org.duress.gate.baseline.CountingModel;
import org.duress.gate.baseline.KeptAnswer;
import org.duress.gate.baseline.Segmenter;
import org.duress.spec.Contender;
import org.duress.spec.RobustnessSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is proposed for three slices of four pixels. */
class AppraisalTest {
    private static final Grid GRID = Grid.of(2, 2);
    private static final Optional<Contender> QUERY = Optional.of(Contender.QUERY);

    private final Counting model = new Counting();
    private final Batch batch = new Batch("s", 0, List.of(slice("a", 0), slice("b", 0.2f), slice("c", 1)));
    private Appraisal appraisal = appraisal();

    private static Slice slice(String name, float first) {
        return new Slice(name, GRID, new float[] {first, 0, 1, 1}, new byte[] {0, 0, 1, 1});
    }

    private Appraisal appraisal() {
        RobustnessSpec spec = new GateRun().gate("s", slice("a", 0)).spec();
        Segmenter segmenter = new Segmenter(new CountingModel(model));
        KeptAnswer clean = KeptAnswer.of(segmenter.segment(batch.images()));
        RealismJudge realism = RealismJudge.of(spec.realism());
        return new Appraisal(spec, new Judge(segmenter), realism, batch, clean);
    }

    @BeforeEach
    void onlyWhatIsProposedIsCounted() {
        model.asked = 0;
    }

    /** V of each slice. */
    private static Perturbation shades(float... each) {
        float[] intensity = new float[4 * each.length];
        for (int p = 0; p < intensity.length; p++) {
            intensity[p] = each[p / 4];
        }
        return new Perturbation(new float[8 * each.length], intensity, each.length, GRID);
    }

    private static List<String> told(List<Candidate> candidates) {
        List<String> told = new ArrayList<>();
        for (Candidate candidate : candidates) {
            for (Finding finding : candidate.slices()) {
                told.add(candidate.contender() + " "
                        + finding.judged().clean().slice().name() + " " + finding.dice() + " "
                        + finding.cost().perceptibility() + " " + finding.scale());
            }
        }
        return told;
    }

    @Test
    void theModelIsAskedAboutAnImageOnce() {
        Perturbation some = shades(0.7f, -0.6f, 0.3f);
        Perturbation partly = shades(0.7f, 0.4f, 0.3f);
        List<Candidate> first = appraisal.of(QUERY, List.of(some, partly, some));
        assertThat(model.asked).as("three images, and one that is another").isEqualTo(4);
        List<Candidate> again = appraisal.of(Optional.of(Contender.BUMPS), List.of(partly));
        assertThat(model.asked).isEqualTo(4);
        assertThat(again.get(0).contender()).contains(Contender.BUMPS);
        assertThat(again.get(0).slices()).isEqualTo(first.get(1).slices());
        List<Candidate> alone = new ArrayList<>();
        for (Perturbation fields : List.of(some, partly, some)) {
            alone.addAll(appraisal().of(QUERY, List.of(fields)));
        }
        assertThat(told(first)).isEqualTo(told(alone));
    }

    /** The second and the third slice are given what the first was given, and are other images. */
    @Test
    void theSameFieldsOnAnotherSliceAreAnotherImage() {
        List<Candidate> found = appraisal.of(QUERY, List.of(shades(0.7f, 0.7f, 0.7f)));
        assertThat(model.asked).isEqualTo(3);
        assertThat(found.get(0).slices())
                .extracting(finding -> finding.judged().clean().slice().name())
                .containsExactly("a", "b", "c");
    }

    @Test
    void whatIsKnownOfSomeSlicesIsKnownWhereOthersAreLeftAlone() {
        BitSet left = new BitSet();
        left.set(1);
        List<Candidate> some = appraisal.of(QUERY, List.of(shades(0.7f, 0, 0.3f)), left);
        assertThat(model.asked).isEqualTo(2);
        List<Candidate> all = appraisal.of(QUERY, List.of(shades(0.7f, 0.5f, 0.3f)));
        assertThat(model.asked).isEqualTo(3);
        assertThat(all.get(0).slices().get(2)).isSameAs(some.get(0).slices().get(2));
        assertThat(told(all)).isEqualTo(told(appraisal().of(QUERY, List.of(shades(0.7f, 0.5f, 0.3f)))));
    }
}

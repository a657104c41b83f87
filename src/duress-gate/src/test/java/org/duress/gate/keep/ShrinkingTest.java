package org.duress.gate.keep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duress.gate.GateRun.floats;
import static org.duress.gate.GateRun.perfect;
import static org.duress.gate.GateRun.slice;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.duress.attack.Perturbation;
import org.duress.base.OrganSets;
import org.duress.data.Slice;
import org.duress.gate.BandModel;
import org.duress.gate.baseline.CountingModel;
import org.duress.gate.baseline.Segmenter;
import org.duress.gate.judge.Judge;
import org.duress.metric.Dice;
import org.duress.model.ImageBatch;
import org.duress.model.MadeUpModel;
import org.duress.result.LeastScales;
import org.duress.result.slice.CleanSlice;
import org.duress.result.slice.Trial;
import org.duress.spec.Decision;
import org.duress.spec.GateSpec;
import org.duress.spec.Reference;
import org.junit.jupiter.api.Test;

/** The band model sees an organ where a pixel is at least 0.5, so that every least scale can be worked out by hand. */
class ShrinkingTest {
    private static final double LIMIT = 0.3;

    private final CountingModel model = new CountingModel(new BandModel(2));

    @Test
    void findsTheLeastScaleOfTheWholeAndOfEachFieldAlone() {
        // V of -0.6 loses an organ pixel of 1 where 1 - 0.6 s < 0.5: at 214/256 and not at 213/256. D is too short to
        // do
        // anything: it moves by 0.25 px at most, and a pixel changes at 0.5.
        Slice slice = perfect("z", 1, 6, 0, 1, 1, 0, 0, 0);
        LeastScales least = shrink(Reference.FIXED, slice, shift(6, 0.25f), shade(6, -0.6f));

        assertThat(least.intensity()).hasValue(214 / 256.0);
        assertThat(least.deformation()).isEmpty();
        // Together: pixel 2 is sampled at 2 + 0.25 s, where Lanczos' kernel gives 0.853 at s = 152/256, and V takes
        // 0.356: 0.497, which leaves Dice 2/3 < 0.7.
        assertThat(least.both()).hasValue(152 / 256.0);
    }

    @Test
    void deformationAloneIsJudgedAgainstTheReference() {
        // An edge is 0.5 halfway: |1 1 0 0 0 0| sampled 0.9 pixels to the right loses pixel 1 where 0.9 s > 0.5, and
        // Dice 2/3 is left.
        Slice slice = perfect("z", 1, 6, 1, 1, 0, 0, 0, 0);
        LeastScales fixed = shrink(Reference.FIXED, slice, shift(6, 0.9f), shade(6, 0));
        assertThat(fixed)
                .isEqualTo(new LeastScales(
                        OptionalDouble.of(143 / 256.0), OptionalDouble.of(143 / 256.0), OptionalDouble.empty()));
        // The label moves too, so nothing is lost.
        assertThat(shrink(Reference.WARPED, slice, shift(6, 0.9f), shade(6, 0))).isEqualTo(LeastScales.NONE);
    }

    @Test
    void aSliceThatDoesNotCrossOnItsOwnHasNoScale() {
        // One of four organ pixels is lost: Dice 6/7, above 0.7.
        float[] v = new float[6];
        v[0] = -1;
        assertThat(shrink(Reference.WARPED, perfect("z", 1, 6, 1, 1, 1, 1, 0, 0), shift(6, 0), v))
                .isEqualTo(LeastScales.NONE);
    }

    @Test
    void aLineThatIsTouchedIsNotCrossed() {
        // Three of five organ pixels are lost: 2 * 2 / (2 + 5) = 4/7, and the limit of 3/7 allows just that.
        float[] v = {-1, -1, -1, 0, 0, 0};
        Slice slice = perfect("z", 1, 6, 1, 1, 1, 1, 1, 0);
        GateSpec touched = new GateSpec(1 - 4 / 7.0, Map.of(), Decision.POINT, Reference.WARPED);
        assertThat(4 / 7.0 < (1 - touched.maxDiceDrop()) * 1.0).isFalse();
        assertThat(shrink(touched, List.of(new Case(slice, shift(6, 0), v)), 8).get(0))
                .isEqualTo(LeastScales.NONE);
    }

    @Test
    void anOrganThatWasNeverFoundCannotFall() {
        Slice slice = slice("z", 1, 4, floats(0, 0, 0, 0), 1, 1, 0, 0);
        assertThat(shrink(Reference.WARPED, slice, shift(4, 0), shade(4, -1))).isEqualTo(LeastScales.NONE);
    }

    @Test
    void whereDiceIsNotMonotoneTheScaleFoundStillBreaks() {
        // Broken on [0.3, 0.4] and from 0.8 on. The first question, 0.5, finds it whole, so only the second part is
        // seen.
        Slice slice = slice("z", 1, 2, new float[] {2, 0}, 1, 0);
        LeastScales least = shrink(
                        new CountingModel(new Wavering()),
                        gate(Reference.WARPED),
                        List.of(new Case(slice, shift(2, 0), new float[] {-1, 0})),
                        8)
                .get(0);
        assertThat(least.intensity()).hasValue(205 / 256.0);
    }

    @Test
    void batchesDoNotMoveTheResult() {
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < 23; i++) {
            cases.add(new Case(
                    perfect("z" + i, 1, 6, 0, 1, 1, 0, 0, 0), shift(6, 0.6f + 0.01f * i), shade(6, -0.3f - 0.02f * i)));
        }
        List<LeastScales> together = shrink(gate(Reference.FIXED), cases, 64);
        assertThat(together).extracting(LeastScales::both).doesNotContain(OptionalDouble.empty());
        assertThat(together.stream().distinct()).hasSizeGreaterThan(15);
        assertThat(shrink(gate(Reference.FIXED), cases, 2)).isEqualTo(together);
        for (int i = 0; i < cases.size(); i++) {
            assertThat(shrink(gate(Reference.FIXED), cases.subList(i, i + 1), 1))
                    .containsExactly(together.get(i));
        }
    }

    @Test
    void aSliceCostsAtMostNineQuestionsAPart() {
        shrink(Reference.FIXED, perfect("z", 1, 6, 0, 1, 1, 0, 0, 0), shift(6, 1), shade(6, -0.6f));
        assertThat(model.asked()).isEqualTo(3 * (1 + Shrinking.STEPS));
    }

    /** Of a pixel of 2 - s it sees the organ, but not where s is between 0.3 and 0.4 or at least 0.8. */
    private record Wavering() implements MadeUpModel {
        @Override
        public int classes() {
            return 2;
        }

        @Override
        public String fingerprint() {
            return "wavering";
        }

        @Override
        public float[] probabilities(ImageBatch images) {
            float[] out = new float[2 * images.pixels().length];
            for (int p = 0; p < images.pixels().length; p++) {
                float s = 2 - images.pixels()[p];
                boolean organ = s <= 1 && !(s >= 0.3f && s <= 0.4f) && s < 0.8f;
                out[2 * p + (organ ? 1 : 0)] = 1;
            }
            return out;
        }
    }

    private record Case(Slice slice, float[] deformation, float[] intensity) {}

    private LeastScales shrink(Reference reference, Slice slice, float[] deformation, float[] intensity) {
        return shrink(gate(reference), List.of(new Case(slice, deformation, intensity)), 8)
                .get(0);
    }

    private List<LeastScales> shrink(GateSpec gate, List<Case> cases, int batchSize) {
        return shrink(model, gate, cases, batchSize);
    }

    private static List<LeastScales> shrink(CountingModel model, GateSpec gate, List<Case> cases, int batchSize) {
        List<Trial> all = cases.stream()
                .map(one -> new Trial(
                        new CleanSlice("s", one.slice(), new byte[0], clean(one.slice())),
                        new Perturbation(
                                one.deformation(),
                                one.intensity(),
                                1,
                                one.slice().grid())))
                .toList();
        return new Shrinking(gate, new Judge(new Segmenter(model)), List.of("liver"), batchSize)
                .of(all, Collections.nCopies(all.size(), List.of(0))).stream()
                        .map(scales -> scales.get(0))
                        .toList();
    }

    /** The clean answer of the band model. */
    private static List<Dice> clean(Slice slice) {
        byte[] answer = new byte[slice.image().length];
        IntStream.range(0, answer.length).forEach(i -> answer[i] = (byte) (slice.image()[i] >= 0.5f ? 1 : 0));
        return Dice.perOrgan(answer, slice.classes(), OrganSets.exclusive(1));
    }

    private static GateSpec gate(Reference reference) {
        return new GateSpec(LIMIT, Map.of(), Decision.POINT, reference);
    }

    /** Every pixel shows what was dx columns to its right. */
    private static float[] shift(int pixels, float dx) {
        float[] d = new float[2 * pixels];
        IntStream.range(0, pixels).forEach(i -> d[2 * i] = dx);
        return d;
    }

    private static float[] shade(int pixels, float v) {
        float[] field = new float[pixels];
        Arrays.fill(field, v);
        return field;
    }
}

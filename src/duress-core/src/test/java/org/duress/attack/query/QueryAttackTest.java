package org.duress.attack.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.duress.attack.Attack;
import org.duress.attack.Budget;
import org.duress.attack.ControlSpacing;
import org.duress.attack.OrganLimits;
import org.duress.attack.Perturbation;
import org.duress.attack.RandomFields;
import org.duress.base.Grid;
import org.duress.metric.Perceptibility;
import org.duress.metric.RootMeanSquare;
import org.duress.model.ImageBatch;
import org.duress.model.MadeUpModel;
import org.duress.model.SegmentationModel;
import org.duress.spec.BudgetSpec;
import org.duress.spec.FieldKind;
import org.junit.jupiter.api.Test;

class QueryAttackTest {
    private static final int SIZE = 16;
    private static final Set<FieldKind> BOTH = EnumSet.allOf(FieldKind.class);
    private static final Set<FieldKind> SHADES = EnumSet.of(FieldKind.INTENSITY);
    /** Small images hold no slow wave, so nothing is too rough. */
    private static final Budget BUDGET = new Budget(new BudgetSpec(0.16, 2, 0, 1, 1));

    /** Sees an organ where a pixel is above 0.5, without any slope: a model whose gradients are of no use. */
    private static class Threshold implements MadeUpModel {
        final List<Integer> batches = new ArrayList<>();

        @Override
        public int classes() {
            return 2;
        }

        @Override
        public String fingerprint() {
            return "threshold";
        }

        @Override
        public float[] probabilities(ImageBatch images) {
            batches.add(images.count());
            float[] out = new float[2 * images.pixels().length];
            for (int p = 0; p < images.pixels().length; p++) {
                boolean organ = images.pixels()[p] > 0.5f;
                out[2 * p] = organ ? 0 : 1;
                out[2 * p + 1] = organ ? 1 : 0;
            }
            return out;
        }
    }

    private final Threshold model = new Threshold();

    /** A disc of intensities from 0.55 to 0.95 on 0. */
    private static ImageBatch discs(int count) {
        float[] pixels = new float[count * SIZE * SIZE];
        Random random = new Random(4);
        for (int p = 0; p < pixels.length; p++) {
            int y = p / SIZE % SIZE - SIZE / 2;
            int x = p % SIZE - SIZE / 2;
            pixels[p] = y * y + x * x < 25 ? 0.55f + 0.4f * random.nextFloat() : 0;
        }
        return new ImageBatch(pixels, count, Grid.of(SIZE, SIZE));
    }

    private static double lost(ImageBatch images, Perturbation fields) {
        int organ = 0;
        int lost = 0;
        for (int p = 0; p < images.pixels().length; p++) {
            if (images.pixels()[p] > 0.5f) {
                organ++;
                lost += images.pixels()[p] + fields.intensity()[p] > 0.5f ? 0 : 1;
            }
        }
        return (double) lost / organ;
    }

    @Test
    void findsWhatNoGradientShows() {
        ImageBatch images = discs(2);
        Attack random = new RandomFields(new RandomFields.Size(0, 0.2), List.of(8, 8));
        double proposed = random.perturb(images, 8, 8).stream()
                .mapToDouble(fields -> lost(images, fields))
                .max()
                .orElseThrow();
        Perturbation found = new QueryAttack(
                        model, List.of(random), BUDGET, SHADES, 200, OrganLimits.ALIKE, ControlSpacing.USUAL)
                .perturb(images, 4, 7)
                .get(0);
        assertThat(lost(images, found)).isGreaterThan(1.3 * proposed);
    }

    /** After the clean images 8 random fields of each, 16 images in a pass; then one question of each at a time. */
    @Test
    void asksExactlyAsOftenAsItMayAndAboutAllImagesTogether() {
        new QueryAttack(model, List.of(), BUDGET, BOTH, 40, OrganLimits.ALIKE, ControlSpacing.USUAL)
                .perturb(discs(3), 1, 7);
        assertThat(model.batches.subList(0, 3)).containsExactly(3, 16, 8);
        assertThat(model.batches.subList(3, model.batches.size()))
                .hasSize(40 - 8)
                .containsOnly(3);
    }

    /** One proposal and eight random fields are asked about in any case; nothing is searched where one took all. */
    @Test
    void asksNoMoreAboutAnImageThatHasLostEveryOrgan() {
        Budget large = new Budget(new BudgetSpec(1, 2, 0, 1, 1));
        ImageBatch images = discs(2);
        for (int p = SIZE * SIZE; p < images.pixels().length; p++) {
            images.pixels()[p] *= 20;
        }
        Attack firstGoes = (batch, samples, seed) -> {
            Perturbation fields = Perturbation.none(batch);
            Arrays.fill(fields.intensity(), 0, SIZE * SIZE, -0.9f);
            return List.of(fields);
        };
        for (double mayFall : new double[] {0.3, 1}) {
            model.batches.clear();
            new QueryAttack(
                            model,
                            List.of(firstGoes),
                            large,
                            SHADES,
                            100,
                            new OrganLimits(List.of(mayFall), 0.2),
                            ControlSpacing.USUAL)
                    .perturb(images, 1, 7);
            assertThat(model.batches.subList(0, 3)).containsExactly(2, 16, 2);
            assertThat(model.batches.subList(3, model.batches.size()))
                    .as("limit %s", mayFall)
                    .hasSize(100 - 9)
                    .containsOnly(mayFall < 1 ? 1 : 2);
        }
    }

    @Test
    void everythingItAsksAboutAndFindsIsInsideTheBudget() {
        ImageBatch images = discs(2);
        Budget budget = new Budget(new BudgetSpec(0.05, 1, 0, 0.7, 0.7));
        List<ImageBatch> asked = new ArrayList<>();
        SegmentationModel watched = new Threshold() {
            @Override
            public float[] probabilities(ImageBatch batch) {
                IntStream.range(0, batch.count()).mapToObj(batch::one).forEach(asked::add);
                return super.probabilities(batch);
            }
        };
        Attack tooLarge = new RandomFields(new RandomFields.Size(9, 3), List.of(8, 8));
        Perturbation found = new QueryAttack(
                        watched, List.of(tooLarge), budget, BOTH, 100, OrganLimits.ALIKE, ControlSpacing.USUAL)
                .perturb(images, 1, 7)
                .get(0);
        assertThat(budget.project(images, found)).isSameAs(found);
        assertThat(asked).hasSize(2 * 101);
        for (int k = 0; k < asked.size(); k++) {
            // Both images; 8 proposals and 8 random fields of the first, then of the second; one question of each.
            int image = k < 2 ? k : k < 2 + 32 ? (k - 2) / 16 : k % 2;
            assertThat(Perceptibility.of(
                            images.one(image).pixels(), asked.get(k).pixels()))
                    .isLessThanOrEqualTo(0.05);
        }
    }

    @Test
    void whatIsLeftAloneIsNotAskedAboutAndChangesNothingForTheOthers() {
        ImageBatch three = discs(3);
        Attack same = new RandomFields(new RandomFields.Size(0, 0.2), List.of(8, 8));
        QueryAttack attack =
                new QueryAttack(model, List.of(same), BUDGET, BOTH, 40, OrganLimits.ALIKE, ControlSpacing.USUAL);
        Perturbation all = attack.perturb(three, 1, 7).get(0);
        model.batches.clear();
        BitSet lost = new BitSet();
        lost.set(0);
        Perturbation two = attack.perturb(three, lost, 1, 7).get(0);
        assertThat(model.batches.subList(0, 3)).containsExactly(2, 16, 4);
        assertThat(model.batches.subList(3, model.batches.size()))
                .hasSize(40 - 10)
                .containsOnly(2);
        for (int i : new int[] {1, 2}) {
            assertThat(two.one(i).deformation()).isEqualTo(all.one(i).deformation());
            assertThat(two.one(i).intensity()).isEqualTo(all.one(i).intensity());
        }
        assertThat(two.one(0).intensity()).containsOnly(0);
    }

    @Test
    void whatItFindsForAnImageDoesNotDependOnTheOthers() {
        ImageBatch three = discs(3);
        ImageBatch first = new ImageBatch(Arrays.copyOf(three.pixels(), SIZE * SIZE), 1, Grid.of(SIZE, SIZE));
        Attack same = (images, samples, seed) -> {
            Perturbation one = new RandomFields(new RandomFields.Size(1, 0.2), List.of(8, 8))
                    .perturb(first, 1, 1)
                    .get(0);
            float[] d = new float[images.count() * one.deformation().length];
            float[] v = new float[images.count() * one.intensity().length];
            for (int i = 0; i < images.count(); i++) {
                System.arraycopy(one.deformation(), 0, d, i * one.deformation().length, one.deformation().length);
                System.arraycopy(one.intensity(), 0, v, i * one.intensity().length, one.intensity().length);
            }
            return List.of(new Perturbation(d, v, images.count(), Grid.of(SIZE, SIZE)));
        };
        float[] alone = new QueryAttack(model, List.of(same), BUDGET, BOTH, 40, OrganLimits.ALIKE, ControlSpacing.USUAL)
                .perturb(first, 1, 7)
                .get(0)
                .intensity();
        float[] together = new QueryAttack(
                        model, List.of(same), BUDGET, BOTH, 40, OrganLimits.ALIKE, ControlSpacing.USUAL)
                .perturb(three, 1, 7)
                .get(0)
                .intensity();
        assertThat(Arrays.copyOf(together, alone.length)).isEqualTo(alone);
    }

    @Test
    void theSameSeedFindsTheSame() {
        QueryAttack attack =
                new QueryAttack(model, List.of(), BUDGET, BOTH, 60, OrganLimits.ALIKE, ControlSpacing.USUAL);
        assertThat(attack.perturb(discs(2), 1, 7).get(0).deformation())
                .isEqualTo(attack.perturb(discs(2), 1, 7).get(0).deformation())
                .isNotEqualTo(attack.perturb(discs(2), 1, 8).get(0).deformation());
    }

    @Test
    void moreQuestionsNeverFindLess() {
        ImageBatch images = discs(2);
        double before = 0;
        for (int questions : new int[] {32, 64, 128, 256}) {
            double after = lost(
                    images,
                    new QueryAttack(
                                    model,
                                    List.of(),
                                    BUDGET,
                                    SHADES,
                                    questions,
                                    OrganLimits.ALIKE,
                                    ControlSpacing.USUAL)
                            .perturb(images, 1, 7)
                            .get(0));
            assertThat(after).as("%d questions", questions).isGreaterThanOrEqualTo(before);
            before = after;
        }
        assertThat(before).isPositive();
    }

    @Test
    void usesOnlyTheFieldsItMay() {
        Perturbation found = new QueryAttack(
                        model, List.of(), BUDGET, SHADES, 20, OrganLimits.ALIKE, ControlSpacing.USUAL)
                .perturb(discs(1), 1, 7)
                .get(0);
        assertThat(found.deformation()).containsOnly(0);
        assertThat(RootMeanSquare.of(found.intensity(), 0, SIZE * SIZE)).isPositive();
    }

    /** What an attack by gradients proposes where the gradients lead nowhere. */
    @Test
    void proposalsThatChangeNothingLeaveRandomFieldsToSearch() {
        ImageBatch images = discs(1);
        Attack nothing = (batch, samples, seed) -> Collections.nCopies(samples, Perturbation.none(batch));
        Perturbation found = new QueryAttack(
                        model, List.of(nothing), BUDGET, BOTH, 100, OrganLimits.ALIKE, ControlSpacing.USUAL)
                .perturb(images, 1, 7)
                .get(0);
        assertThat(model.batches.stream().mapToInt(Integer::intValue).sum()).isEqualTo(101);
        assertThat(lost(images, found)).isGreaterThan(0.1);
    }

    @Test
    void withoutABudgetThereIsNothingToSearch() {
        Perturbation found = new QueryAttack(
                        model, List.of(), BUDGET.times(0), BOTH, 20, OrganLimits.ALIKE, ControlSpacing.USUAL)
                .perturb(discs(1), 1, 7)
                .get(0);
        assertThat(found.intensity()).containsOnly(0);
        assertThat(model.batches).hasSize(1);
    }

    @Test
    void tooFewQuestionsAreRefused() {
        assertThatThrownBy(() ->
                        new QueryAttack(model, List.of(), BUDGET, BOTH, 15, OrganLimits.ALIKE, ControlSpacing.USUAL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a search needs at least 16 questions about an image, not 15");
    }
}

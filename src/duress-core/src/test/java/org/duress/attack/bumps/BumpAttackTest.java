package org.duress.attack.bumps;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.duress.attack.Budget;
import org.duress.attack.OrganLimits;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.model.MadeUpModel;
import org.duress.model.SegmentationModel;
import org.duress.spec.BudgetSpec;
import org.duress.spec.FieldKind;
import org.junit.jupiter.api.Test;

class BumpAttackTest {
    private static final int SIZE = 32;
    private static final Grid GRID = Grid.of(SIZE, SIZE);
    private static final Set<FieldKind> BOTH = EnumSet.allOf(FieldKind.class);
    private static final Set<FieldKind> SHADES = EnumSet.of(FieldKind.INTENSITY);
    private static final Budget BUDGET = new Budget(new BudgetSpec(0.1, 3, 0, 0.25, 0.25));

    /**
     * A bright disc is organ 1, whatever is done to it, until one place far from it is brighter by 0.5: then it is
     * gone, all at once. Organ 2 shows nowhere, until one other place is darker by 0.5: then it fills the corner.
     */
    private static class Gates implements MadeUpModel {
        final List<Integer> passes = new ArrayList<>();

        @Override
        public List<String> organs() {
            return List.of("seen", "unseen");
        }

        @Override
        public int classes() {
            return 3;
        }

        @Override
        public String fingerprint() {
            return "gates";
        }

        @Override
        public float[] probabilities(ImageBatch images) {
            passes.add(images.count());
            float[] out = new float[3 * images.pixels().length];
            for (int p = 0; p < images.pixels().length; p++) {
                int image = p / (SIZE * SIZE) * SIZE * SIZE;
                boolean gone = images.pixels()[image + 24 * SIZE + 6] > 0.5f;
                boolean drawn = images.pixels()[image + 25 * SIZE + 25] < -0.5f;
                int y = p / SIZE % SIZE;
                int x = p % SIZE;
                boolean organ = (y - 10) * (y - 10) + (x - 16) * (x - 16) < 25;
                out[3 * p + (organ ? gone ? 0 : 1 : drawn && y < 5 && x < 5 ? 2 : 0)] = 1;
            }
            return out;
        }
    }

    private final Gates model = new Gates();

    private static ImageBatch flat(int count) {
        return new ImageBatch(new float[count * SIZE * SIZE], count, GRID);
    }

    private BumpAttack attack(Set<FieldKind> fields, int most) {
        return new BumpAttack(model, BUDGET, fields, most, OrganLimits.ALIKE);
    }

    private static boolean goes(ImageBatch images, Perturbation fields, int image) {
        return Warp.perturb(images, fields).pixels()[(image * SIZE + 24) * SIZE + 6] > 0.5f;
    }

    private static boolean appears(ImageBatch images, Perturbation fields, int image) {
        return Warp.perturb(images, fields).pixels()[(image * SIZE + 25) * SIZE + 25] < -0.5f;
    }

    @Test
    void findsGatesThatNoSlopeLeadsTo() {
        ImageBatch images = flat(2);
        List<Perturbation> found = attack(BOTH, 192).perturb(images, 9, 7);
        assertThat(found).hasSize(2);
        for (int i = 0; i < 2; i++) {
            assertThat(goes(images, found.get(0), i))
                    .as("the worst by the mean")
                    .isTrue();
            assertThat(appears(images, found.get(1), i)).as("the unseen organ").isTrue();
        }
        assertThat(attack(BOTH, 192).perturb(images, 1, 7)).hasSize(1);
    }

    @Test
    void asksAtMostAsOftenAsItMayInPassesOfSixteenImages() {
        attack(BOTH, 48).perturb(flat(3), 1, 7);
        assertThat(model.passes.get(0)).isEqualTo(3);
        int asked = model.passes.stream().skip(1).mapToInt(Integer::intValue).sum();
        assertThat(asked).isBetween(3 * 42, 3 * 48);
        assertThat(model.passes.subList(1, model.passes.size() - 1)).containsOnly(16);
    }

    /** One organ, which is everywhere until one place is brighter by 0.5. */
    private static final class Everywhere extends Gates {
        @Override
        public List<String> organs() {
            return List.of("seen");
        }

        @Override
        public int classes() {
            return 2;
        }

        @Override
        public float[] probabilities(ImageBatch images) {
            passes.add(images.count());
            float[] out = new float[2 * images.pixels().length];
            for (int p = 0; p < images.pixels().length; p++) {
                boolean gone = images.pixels()[p / (SIZE * SIZE) * SIZE * SIZE + 24 * SIZE + 6] > 0.5f;
                out[2 * p + (gone ? 0 : 1)] = 1;
            }
            return out;
        }
    }

    @Test
    void asksNoMoreAboutAnImageThatHasLostEveryOrgan() {
        List<Integer> asked = new ArrayList<>();
        List<float[]> found = new ArrayList<>();
        for (double mayFall : new double[] {0.3, 1}) {
            for (int count : new int[] {1, 3}) {
                Everywhere everywhere = new Everywhere();
                Perturbation first = new BumpAttack(
                                everywhere, BUDGET, SHADES, 96, new OrganLimits(List.of(mayFall), 0.2))
                        .perturb(flat(count), 1, 7)
                        .get(0);
                asked.add(everywhere.passes.stream()
                        .skip(1)
                        .mapToInt(Integer::intValue)
                        .sum());
                found.add(Arrays.copyOf(first.intensity(), SIZE * SIZE));
            }
        }
        assertThat(asked.get(0)).isLessThan(asked.get(2));
        assertThat(asked.get(1)).isLessThan(asked.get(3));
        assertThat(found.get(1)).as("alone and with others").isEqualTo(found.get(0));
    }

    @Test
    void whatItFindsForAnImageDoesNotDependOnTheOthers() {
        ImageBatch three = flat(3);
        for (int p = 0; p < three.pixels().length; p++) {
            three.pixels()[p] = (float) Math.sin(p * (1 + p / (SIZE * SIZE)));
        }
        Perturbation together = attack(BOTH, 64).perturb(three, 1, 7).get(0);
        for (int i = 0; i < 3; i++) {
            ImageBatch others = flat(3);
            System.arraycopy(three.pixels(), i * SIZE * SIZE, others.pixels(), i * SIZE * SIZE, SIZE * SIZE);
            Perturbation again = attack(BOTH, 64).perturb(others, 1, 7).get(0);
            assertThat(together.one(i).deformation()).isEqualTo(again.one(i).deformation());
            assertThat(together.one(i).intensity()).isEqualTo(again.one(i).intensity());
        }
    }

    /** Alike images differ by where their bumps lie, and that by their places in the batch. */
    @Test
    void whatIsLeftAloneIsNotAskedAboutAndChangesNothingForTheOthers() {
        ImageBatch three = flat(3);
        List<Perturbation> all = attack(BOTH, 192).perturb(three, 9, 7);
        assertThat(all.get(0).one(2).intensity()).isNotEqualTo(all.get(0).one(1).intensity());
        model.passes.clear();
        BitSet lost = new BitSet();
        lost.set(1);
        List<Perturbation> two = attack(BOTH, 192).perturb(three, lost, 9, 7);
        assertThat(model.passes.get(0)).isEqualTo(2);
        assertThat(two).hasSameSizeAs(all);
        for (int k = 0; k < two.size(); k++) {
            for (int i : new int[] {0, 2}) {
                assertThat(two.get(k).one(i).deformation())
                        .isEqualTo(all.get(k).one(i).deformation());
                assertThat(two.get(k).one(i).intensity())
                        .isEqualTo(all.get(k).one(i).intensity());
            }
            assertThat(two.get(k).one(1).intensity()).containsOnly(0);
            assertThat(two.get(k).one(1).deformation()).containsOnly(0);
        }
    }

    @Test
    void usesOnlyTheFieldsItMayAndStaysInsideTheBudget() {
        ImageBatch images = flat(1);
        for (int p = 0; p < images.pixels().length; p++) {
            images.pixels()[p] = (float) Math.sin(p);
        }
        List<ImageBatch> asked = new ArrayList<>();
        SegmentationModel watched = new Gates() {
            @Override
            public float[] probabilities(ImageBatch batch) {
                asked.add(batch);
                return super.probabilities(batch);
            }
        };
        new BumpAttack(watched, BUDGET, EnumSet.of(FieldKind.DEFORMATION), 32, OrganLimits.ALIKE).perturb(images, 1, 7);
        float largest = 0;
        for (ImageBatch batch : asked) {
            for (float pixel : batch.pixels()) {
                largest = Math.max(largest, Math.abs(pixel));
            }
        }
        assertThat(largest)
                .as("a deformation makes nothing brighter, but for what a sharp kernel swings past an edge")
                .isLessThanOrEqualTo(1.1f);
        Perturbation shaded = attack(SHADES, 32).perturb(images, 1, 7).get(0);
        assertThat(shaded.deformation()).containsOnly(0);
        assertThat(BUDGET.project(images, shaded)).isSameAs(shaded);
    }

    @Test
    void withoutABudgetNothingIsTried() {
        Perturbation found = new BumpAttack(model, BUDGET.times(0), BOTH, 32, OrganLimits.ALIKE)
                .perturb(flat(1), 3, 7)
                .get(0);
        assertThat(found.intensity()).containsOnly(0);
        assertThat(model.passes).isEmpty();
        Budget still = new Budget(new BudgetSpec(0.1, 0, 0, 1, 1));
        assertThat(new BumpAttack(model, still, EnumSet.of(FieldKind.DEFORMATION), 32, OrganLimits.ALIKE)
                        .perturb(flat(1), 3, 7))
                .singleElement()
                .satisfies(
                        none -> assertThat(Arrays.copyOf(none.deformation(), 4)).containsOnly(0));
    }
}

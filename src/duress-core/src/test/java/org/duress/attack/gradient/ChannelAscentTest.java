package org.duress.attack.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.duress.attack.AnswersUnder;
import org.duress.attack.Attack;
import org.duress.attack.Budget;
import org.duress.attack.ChannelModel;
import org.duress.attack.ControlSpacing;
import org.duress.attack.KeptFields;
import org.duress.attack.OrganLimits;
import org.duress.attack.Perturbation;
import org.duress.attack.bumps.BumpAttack;
import org.duress.attack.query.QueryAttack;
import org.duress.base.Channels;
import org.duress.base.Grid;
import org.duress.base.OrganSets;
import org.duress.metric.RootMeanSquare;
import org.duress.model.ImageBatch;
import org.duress.spec.BudgetSpec;
import org.duress.spec.FieldKind;
import org.duress.spec.GradientSettings;
import org.duress.spec.IntensityFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Searches on images of two channels. */
class ChannelAscentTest {
    private static final int SIDE = 32;
    private static final BudgetSpec BUDGET = new BudgetSpec(0.1, 5, 0, 0.25, 0.25, 0.5);

    /** The whole chain: fields from control points, moved answer, model, loss, and all of it back. */
    @ParameterizedTest
    @EnumSource
    void gradientsOnControlPointsMatchFiniteDifferences(IntensityFields kind) {
        ChannelModel model = new ChannelModel(3, -2);
        ImageBatch images = images(2);
        FieldLoss loss = new SoftDiceLoss(OrganSets.exclusive(1));
        ControlPoints points = new ControlPoints(images, List.of(8, 8), true, true, kind);
        points.draw(new Budget(BUDGET, kind), new long[] {3, 4}, 0.6, 0.6);
        assertThat(points.length()).isEqualTo(16 * (kind == IntensityFields.SHARED ? 3 : 4));
        Ascent ascent = new Ascent(model, new Budget(BUDGET, kind), images, true, OrganLimits.ALIKE);
        AnswersUnder.Slope slope =
                ascent.slope(List.of(loss, loss), ascent.answered(0, KeptFields.of(points.fields())));
        double[] gradient =
                points.pullback(slope.fields().deformation(), slope.fields().intensity());
        Random random = new Random(1);
        double[] direction = new double[gradient.length];
        for (int trial = 0; trial < 6; trial++) {
            double expected = 0;
            for (int k = 0; k < direction.length; k++) {
                // Both fields, then D alone, then V alone.
                boolean ofD = k % points.length() < points.deformationLength();
                direction[k] = trial % 3 == 0 || (trial % 3 == 1) == ofD ? random.nextGaussian() : 0;
                expected += direction[k] * gradient[k];
            }
            double step = 2e-3;
            double high = moved(points, direction, step, ascent, loss);
            double low = moved(points, direction, -2 * step, ascent, loss);
            moved(points, direction, step, ascent, loss);
            assertThat((high - low) / (2 * step))
                    .as("%d", trial)
                    .isCloseTo(expected, within(0.03 * Math.abs(expected) + 2e-3));
        }
    }

    private double moved(ControlPoints points, double[] direction, double by, Ascent ascent, FieldLoss loss) {
        points.add(0, direction, by);
        points.add(1, direction, by);
        return ascent.losses(List.of(loss, loss), points.fields());
    }

    /** The model looks at the second channel alone, and so does the attack. */
    @Test
    void ascentSpendsVWhereTheModelLooks() {
        double[] own = sizes(gradient(new ChannelModel(0, 3), IntensityFields.OWN));
        assertThat(own[1]).isGreaterThan(5 * own[0]);
        double[] shared = sizes(gradient(new ChannelModel(0, 3), IntensityFields.SHARED));
        assertThat(shared[1]).isEqualTo(shared[0]).isPositive();
    }

    /** What raises one channel and lowers the other is out of reach of one V for both. */
    @Test
    void aDifferenceOfChannelsIsOnlyReachedByAVEach() {
        ChannelModel difference = new ChannelModel(3, -3);
        assertThat(lost(difference, gradient(difference, IntensityFields.SHARED)))
                .isLessThan(0.01);
        for (Attack attack : List.of(
                attack(difference, IntensityFields.OWN),
                new BumpAttack(difference, new Budget(BUDGET), EnumSet.of(FieldKind.INTENSITY), 64, OrganLimits.ALIKE),
                new QueryAttack(
                        difference,
                        List.of(),
                        new Budget(BUDGET),
                        EnumSet.of(FieldKind.INTENSITY),
                        100,
                        OrganLimits.ALIKE,
                        ControlSpacing.USUAL))) {
            assertThat(lost(difference, attack.perturb(images(1), 1, 7).get(0)))
                    .as(attack.getClass().getSimpleName())
                    .isGreaterThan(0.015);
        }
    }

    /** Every search gives fields that all channels share, to the bit, where that is asked for. */
    @Test
    void allSearchesShare() {
        ChannelModel model = new ChannelModel(1, 3);
        Budget budget = new Budget(BUDGET, IntensityFields.SHARED);
        EnumSet<FieldKind> both = EnumSet.allOf(FieldKind.class);
        for (Attack attack : List.of(
                attack(model, IntensityFields.SHARED),
                new BumpAttack(model, budget, both, 32, OrganLimits.ALIKE),
                new QueryAttack(model, List.of(), budget, both, 50, OrganLimits.ALIKE, ControlSpacing.USUAL))) {
            Perturbation found = attack.perturb(images(2), 1, 7).get(0);
            assertThat(Channels.one(found.intensity(), 1, 2)).isEqualTo(Channels.one(found.intensity(), 0, 2));
            assertThat(budget.project(images(2), found)).isSameAs(found);
        }
    }

    private static Perturbation gradient(ChannelModel model, IntensityFields kind) {
        return attack(model, kind).perturb(images(1), 1, 7).get(0);
    }

    private static GradientAttack attack(ChannelModel model, IntensityFields kind) {
        return new GradientAttack(
                model,
                new Budget(BUDGET, kind),
                EnumSet.of(FieldKind.INTENSITY),
                new GradientSettings(2, 10, 4),
                OrganLimits.ALIKE,
                List.of(),
                ControlSpacing.USUAL);
    }

    private static double lost(ChannelModel model, Perturbation fields) {
        float[] clean = model.probabilities(images(1));
        float[] answer = model.probabilities(org.duress.attack.Warp.perturb(images(1), fields));
        return 1 - org.duress.metric.SoftDice.mean(clean, 0, answer, 0, SIDE * SIDE, OrganSets.exclusive(1));
    }

    /** Root mean square of V in each channel. */
    private static double[] sizes(Perturbation fields) {
        double[] sizes = new double[2];
        for (int c = 0; c < 2; c++) {
            float[] own = Channels.one(fields.intensity(), c, 2);
            sizes[c] = RootMeanSquare.of(own, 0, own.length);
        }
        return sizes;
    }

    /** A blob in each channel, one bright and one dark. */
    private static ImageBatch images(int count) {
        float[] pixels = new float[2 * count * SIDE * SIDE];
        for (int i = 0; i < pixels.length / 2; i++) {
            int image = i / (SIDE * SIDE);
            int x = i % SIDE - 12 - 4 * image;
            int y = i / SIDE % SIDE - 16;
            double blob = 2.5 * Math.exp(-(x * x + y * y) / 40.0) - 1;
            pixels[2 * i] = (float) blob;
            pixels[2 * i + 1] = (float) (-0.5 * blob + 0.1 * Math.sin(0.5 * x));
        }
        return new ImageBatch(pixels, count, Grid.of(SIDE, SIDE), 2);
    }
}

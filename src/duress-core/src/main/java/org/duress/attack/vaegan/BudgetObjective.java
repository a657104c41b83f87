package org.duress.attack.vaegan;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.duress.attack.FieldGradient;
import org.duress.attack.Filling;
import org.duress.attack.KeptFields;
import org.duress.attack.Perturbation;
import org.duress.attack.Perturbed;
import org.duress.base.OrganSets;
import org.duress.base.SideBySide;
import org.duress.metric.Folding;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.net.Network;
import org.duress.spec.AttackSpec;
import org.duress.spec.BudgetSpec;
import org.jspecify.annotations.Nullable;

/**
 * The budget that is judged is part of the generator: its fields always fill it, so that what is trained is what will
 * be tried, and no norm is needed.
 */
final class BudgetObjective implements Objective {
    /** Weight of what almost folds: what folds makes D stay behind, and no gradient says why. */
    private static final double FOLDING_WEIGHT = 20;

    /** Jacobian determinants below this almost fold. */
    private static final double FOLDING_MARGIN = 0.3;

    /** Share of the steps over which the learning rate rises. */
    private static final double RISE = 0.2;
    /** The learning rate at the first step, as a share of the largest. */
    private static final double START = 0.04;

    private final AttackSpec spec;
    private final BudgetSpec budget;
    private final OrganLoss loss;
    private final OrganLoss alike;

    BudgetObjective(AttackSpec spec, BudgetSpec budget, OrganSets sets) {
        this.spec = spec;
        this.budget = budget;
        loss = OrganLoss.ofWhatIsKept(spec.xi(), sets);
        alike = OrganLoss.alike(spec.xi(), sets);
    }

    @Override
    public Sight look(DifferentiableModel model, ImageBatch images) {
        return Sight.ofSlopes(model, images, alike);
    }

    @Override
    public double[] perceptibilities(int count, Random random) {
        double[] perceptibilities = new double[count];
        for (int i = 0; i < count; i++) {
            perceptibilities[i] = Clues.LEAST + (Clues.MOST - Clues.LEAST) * random.nextDouble();
        }
        return perceptibilities;
    }

    @Override
    public Seen seen(ImageBatch images, Sight sight, double[] perceptibilities) {
        return new Clues(images, sight, perceptibilities);
    }

    @Override
    public Attempt attempt(ImageBatch images, double[] perceptibilities) {
        return new Filled(budget, images, perceptibilities);
    }

    /** One step's fields. */
    private static final class Filled implements Attempt {
        private final ImageBatch images;
        private final List<BudgetSpec> budgets;
        private @Nullable Filling filling;

        Filled(BudgetSpec budget, ImageBatch images, double[] perceptibilities) {
            this.images = images;
            budgets = Arrays.stream(perceptibilities)
                    .mapToObj(budget::withPerceptibility)
                    .collect(Collectors.toList());
        }

        @Override
        public Perturbation hold(Perturbation proposed) {
            Filling held = Filling.of(budgets, images, KeptFields.of(proposed));
            filling = held;
            return held.fields().fields();
        }

        @Override
        public Perturbed under(Perturbation held) {
            return filling().perturbed();
        }

        private Filling filling() {
            return Objects.requireNonNull(filling, "nothing was held yet");
        }

        @Override
        public FieldGradient pullback(FieldGradient gradient) {
            return filling().pullback(gradient);
        }
    }

    @Override
    public OrganLoss loss() {
        return loss;
    }

    /** The loss on one image at hand. */
    OrganLoss alike() {
        return alike;
    }

    @Override
    public double cost(Perturbation fields, int step, FieldGradient gradient) {
        // Each image has its own part of the gradient; the sum is in their order.
        double[] costs = new double[fields.count()];
        SideBySide.works(
                costs.length,
                i -> costs[i] = Folding.addNearness(
                        fields.deformation(),
                        i,
                        fields.grid(),
                        FOLDING_MARGIN,
                        FOLDING_WEIGHT / fields.count(),
                        gradient.deformation()));
        double cost = 0;
        for (double own : costs) {
            cost += own;
        }
        return cost;
    }

    /** By the largest singular values (Miyato et al. 2018): under a clip of weights scores hardly differ. */
    @Override
    public void bound(Network critic) {
        critic.boundSpectra(1);
    }

    /** One cycle: up from next to nothing, and down to nothing along half a cosine (Smith and Topin 2019). */
    @Override
    public double learningRate(TrainingState state) {
        double most = spec.vaeGan().optimisation().learningRate()
                * spec.vaeGan().optimisation().rateFactor();
        double done = (double) state.steps() / spec.steps();
        return most
                * (done < RISE
                        ? START + (1 - START) * (1 - Math.cos(Math.PI * done / RISE)) / 2
                        : START / 10 + (1 - START / 10) * (1 + Math.cos(Math.PI * (done - RISE) / (1 - RISE))) / 2);
    }
}

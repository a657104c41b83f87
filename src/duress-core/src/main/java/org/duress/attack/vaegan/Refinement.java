package org.duress.attack.vaegan;

import java.util.Collections;
import java.util.List;
import org.duress.attack.AnswersUnder;
import org.duress.attack.CleanAnswers;
import org.duress.attack.FieldGradient;
import org.duress.attack.Filling;
import org.duress.attack.KeptFields;
import org.duress.attack.OrganLimits;
import org.duress.attack.Warp;
import org.duress.attack.WorstOfStarts;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.net.Statistics;
import org.duress.spec.BudgetSpec;

/**
 * Improves latents on the images at hand: the decoders have learnt which fields matter, and are a search space in which
 * few steps go far. Every iterate fills the budget and is scored; what is kept is the worst, early iterates included.
 * The images of a batch have nothing to do with each other. For one thread.
 */
final class Refinement {
    /** Of Adam; a latent has about the size 1. */
    private static final double RATE = 0.2;

    private final GeneratorPass pass;
    private final BudgetObjective objective;
    private final DifferentiableModel model;
    private final ImageBatch images;
    private final List<BudgetSpec> budgets;
    private final CleanAnswers answers;
    private final WorstOfStarts worst;

    /**
     * Of some images.
     *
     * @param pass that has encoded them
     * @param answers of the model to them
     */
    Refinement(
            GeneratorPass pass,
            BudgetObjective objective,
            BudgetSpec budget,
            DifferentiableModel model,
            ImageBatch images,
            CleanAnswers answers,
            OrganLimits limits) {
        this.pass = pass;
        this.objective = objective;
        this.model = model;
        this.images = images;
        this.answers = answers;
        budgets = Collections.nCopies(images.count(), budget);
        worst = new WorstOfStarts(answers, limits);
    }

    /** What was found so far. */
    WorstOfStarts worst() {
        return worst;
    }

    /** Adam (Kingma and Ba 2015) on values in place. */
    private static final class Adam {
        private static final double BETA_1 = 0.9;
        private static final double BETA_2 = 0.999;

        private final float[] values;
        private final double[] mean;
        private final double[] square;

        Adam(float[] values) {
            this.values = values;
            mean = new double[values.length];
            square = new double[values.length];
        }

        /**
         * One step downhill.
         *
         * @param step from 1
         */
        void step(float[] gradient, int step) {
            for (int i = 0; i < values.length; i++) {
                mean[i] = BETA_1 * mean[i] + (1 - BETA_1) * gradient[i];
                square[i] = BETA_2 * square[i] + (1 - BETA_2) * gradient[i] * gradient[i];
                double first = mean[i] / (1 - Math.pow(BETA_1, step));
                double second = square[i] / (1 - Math.pow(BETA_2, step));
                values[i] -= (float) (RATE * first / (Math.sqrt(second) + 1e-8));
            }
        }
    }

    /**
     * Improves one sample, until enough was found for every image.
     *
     * @param latents where it starts; changed
     */
    void run(int sample, GeneratorPass.Latents latents, int steps) {
        Adam deformation = new Adam(latents.deformation());
        Adam intensity = new Adam(latents.intensity());
        for (int step = 1; step <= steps; step++) {
            Filling filling = fill(latents);
            AnswersUnder under = new AnswersUnder(model, answers, filling.fields());
            worst.offer(sample, filling.fields(), under);
            if (worst.done()) {
                return;
            }
            FieldGradient slope = slope(under, filling.fields(), step);
            GeneratorPass.Latents slopes = pass.toLatents(filling.pullback(slope));
            deformation.step(slopes.deformation(), step);
            intensity.step(slopes.intensity(), step);
        }
        KeptFields last = fill(latents).fields();
        float[] answer = model.probabilities(Warp.perturb(images, last.fields()));
        worst.offer(sample, last, answers.moved(last.fields()), answer);
    }

    private Filling fill(GeneratorPass.Latents latents) {
        return Filling.of(budgets, images, KeptFields.of(pass.decode(latents, Statistics.POPULATION)));
    }

    private FieldGradient slope(AnswersUnder under, KeptFields fields, int step) {
        FieldGradient gradient = under.pullback((moved, answer, answerGradient, movedGradient) ->
                        objective.alike().of(moved, answer, images.count(), answerGradient, movedGradient))
                .fields();
        objective.cost(fields.fields(), step, gradient);
        return gradient;
    }
}

package org.duress.attack.query;

import java.util.Arrays;
import java.util.Optional;
import org.duress.attack.Perturbation;
import org.duress.base.Seeds;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.SimpleBounds;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.noderiv.CMAESOptimizer;
import org.hipparchus.random.MersenneTwister;

/**
 * Finds the worst perturbation of one image within a number of questions: each proposal first, then CMA-ES (Hansen and
 * Ostermeier 2001) from the best of them. Starts anew from the best point when it has converged. For one thread.
 */
final class FieldSearch implements Lockstep.Search<Perturbation, Double> {
    /** Step size at the start, where a field of weight 1 fills the budget. */
    private static final double SIGMA = 0.3;

    private final FieldSpan span;
    private final int proposals;
    private final int questions;
    private final long seed;
    private Optional<Perturbation> worst = Optional.empty();
    private double[] worstPoint = {};
    private double worstScore = Double.POSITIVE_INFINITY;
    private int asked;

    /**
     * A search.
     *
     * @param proposals of the span
     * @param questions most questions; at least 1
     */
    FieldSearch(FieldSpan span, int proposals, int questions, long seed) {
        this.span = span;
        this.proposals = proposals;
        this.questions = questions;
        this.seed = seed;
    }

    /** Ends the optimiser, which counts differently. */
    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1;

        Enough() {
            super("enough questions", null, false, false);
        }
    }

    /**
     * The worst perturbation that was asked about; none before the search has run, or where there is nothing to search.
     */
    Optional<Perturbation> worst() {
        return worst;
    }

    @Override
    public void run(Lockstep.Oracle<Perturbation, Double> model) {
        if (span.dimensions() == 0) {
            return;
        }
        try {
            for (int k = 0; k < proposals; k++) {
                score(span.proposal(k), model);
            }
            for (int start = 0; asked < questions; start++) {
                refine(model, Seeds.optimiser(seed, start));
            }
        } catch (Enough e) {
            return;
        }
    }

    private void refine(Lockstep.Oracle<Perturbation, Double> model, long optimiserSeed) {
        int dimensions = span.dimensions();
        double[] sigma = new double[dimensions];
        Arrays.fill(sigma, SIGMA);
        CMAESOptimizer optimizer =
                new CMAESOptimizer(Integer.MAX_VALUE, 0, true, 0, 0, new MersenneTwister(optimiserSeed), false, null);
        optimizer.optimize(
                new InitialGuess(worstPoint),
                new ObjectiveFunction(point -> score(point, model)),
                GoalType.MINIMIZE,
                new MaxEval(Integer.MAX_VALUE),
                SimpleBounds.unbounded(dimensions),
                new CMAESOptimizer.Sigma(sigma),
                // Hansen's default.
                new CMAESOptimizer.PopulationSize(4 + (int) (3 * Math.log(dimensions))));
    }

    private double score(double[] point, Lockstep.Oracle<Perturbation, Double> model) {
        if (asked == questions) {
            throw new Enough();
        }
        asked++;
        Perturbation fields = span.at(point);
        double score = model.ask(fields);
        if (score < worstScore) {
            worstScore = score;
            worst = Optional.of(fields);
            worstPoint = point.clone();
        }
        return score;
    }
}

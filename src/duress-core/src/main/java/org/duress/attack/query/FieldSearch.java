package org.duress.attack.query;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.duress.attack.KeptFields;
import org.duress.attack.OrganLimits;
import org.duress.attack.WorstTrials;
import org.duress.base.Seeds;
import org.duress.metric.OrganScores;
import org.duress.metric.ShownOrgans;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.SimpleBounds;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.noderiv.CMAESOptimizer;
import org.hipparchus.random.MersenneTwister;

/**
 * Finds the worst perturbations of one image within a number of questions: each proposal first, then CMA-ES (Hansen and
 * Ostermeier 2001) from the best of them. Half of the questions go to all organs together, the others to one organ
 * after another, those near their limit first; each time it starts from what is worst for its aim, and anew from there
 * when it has converged. For one thread.
 */
final class FieldSearch implements Lockstep.Search<List<KeptFields>, List<OrganScores>> {
    /** Step size at the start, where a field of weight 1 fills the budget. */
    private static final double SIGMA = 0.3;

    /** Fewest questions that are worth an aim of their own. */
    private static final int LEAST_OF_AN_ORGAN = 12;

    private final FieldSpan span;
    private final int proposals;
    private final int questions;
    private final long seed;
    private final ShownOrgans organs;
    private final WorstTrials<Found> worst;
    private int asked;
    private int runs;

    /**
     * Where the span has a perturbation.
     *
     * @param point its weights
     */
    @SuppressWarnings("ArrayRecordComponent") // identity is meant
    private record Found(double[] point, KeptFields fields) {}

    /**
     * A search.
     *
     * @param proposals of the span
     * @param questions most questions; at least 1
     * @param organs of the clean answer
     * @param limits what each organ may lose
     */
    FieldSearch(FieldSpan span, int proposals, int questions, long seed, ShownOrgans organs, OrganLimits limits) {
        this.span = span;
        this.proposals = proposals;
        this.questions = questions;
        this.seed = seed;
        this.organs = organs;
        worst = new WorstTrials<>(limits, organs, Found::fields);
    }

    /** Ends the optimiser, which counts differently. */
    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1;

        Enough() {
            super("enough questions", null, false, false);
        }
    }

    /**
     * The worst perturbation by the mean, then those for each organ; none before the search has run, or where there is
     * nothing to search.
     */
    List<KeptFields> worst() {
        return worst.distinct().stream().map(Found::fields).toList();
    }

    @Override
    public void run(Lockstep.Oracle<List<KeptFields>, List<OrganScores>> model) {
        if (span.dimensions() == 0) {
            return;
        }
        ask(
                IntStream.range(0, Math.min(proposals, questions))
                        .mapToObj(span::proposal)
                        .toList(),
                model);
        refine(WorstTrials.ALL_ORGANS, forAllOrgans(), model);
        int aims = Math.max(1, Math.min(organs.organs().size(), (questions - asked) / LEAST_OF_AN_ORGAN));
        for (int k = 0; k < aims; k++) {
            int left = questions - asked;
            refine(worst.nextOrgan(), asked + left / (aims - k), model);
        }
    }

    /** Where one organ is all there is, it is the same aim; where none shows, all together have nothing to lose. */
    private int forAllOrgans() {
        return switch (organs.count()) {
            case 0 -> 0;
            case 1 -> organs.organs().size() == 1 ? questions : questions / 2;
            default -> questions / 2;
        };
    }

    private boolean enough(int until) {
        return asked >= until || worst.enough();
    }

    /** Lowers the score of one aim until so many questions were asked, together with all before. */
    private void refine(int aim, int until, Lockstep.Oracle<List<KeptFields>, List<OrganScores>> model) {
        try {
            while (!enough(until)) {
                optimise(aim, until, model, Seeds.optimiser(seed, runs++));
            }
        } catch (Enough e) {
            return;
        }
    }

    private void optimise(
            int aim, int until, Lockstep.Oracle<List<KeptFields>, List<OrganScores>> model, long optimiserSeed) {
        int dimensions = span.dimensions();
        double[] sigma = new double[dimensions];
        Arrays.fill(sigma, SIGMA);
        double[] start = worst.worst(aim).map(Found::point).orElseGet(() -> span.proposal(0));
        CMAESOptimizer optimizer =
                new CMAESOptimizer(Integer.MAX_VALUE, 0, true, 0, 0, new MersenneTwister(optimiserSeed), false, null);
        optimizer.optimize(
                new InitialGuess(start),
                new ObjectiveFunction(point -> {
                    if (enough(until)) {
                        throw new Enough();
                    }
                    return WorstTrials.score(ask(List.of(point), model).get(0), aim);
                }),
                GoalType.MINIMIZE,
                new MaxEval(Integer.MAX_VALUE),
                SimpleBounds.unbounded(dimensions),
                new CMAESOptimizer.Sigma(sigma),
                // Hansen's default.
                new CMAESOptimizer.PopulationSize(4 + (int) (3 * Math.log(dimensions))));
    }

    private List<OrganScores> ask(List<double[]> points, Lockstep.Oracle<List<KeptFields>, List<OrganScores>> model) {
        asked += points.size();
        List<KeptFields> fields = span.at(points);
        List<OrganScores> scores = model.ask(fields);
        for (int k = 0; k < points.size(); k++) {
            int which = k;
            worst.offer(scores.get(k), () -> new Found(points.get(which).clone(), fields.get(which)));
        }
        return scores;
    }
}

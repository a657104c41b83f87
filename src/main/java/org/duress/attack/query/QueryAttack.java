package org.duress.attack.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.duress.attack.Attack;
import org.duress.attack.Perturbation;
import org.duress.attack.RootMeanSquare;
import org.duress.attack.Warp;
import org.duress.metric.SoftDice;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.SimpleBounds;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.noderiv.CMAESOptimizer;
import org.hipparchus.random.MersenneTwister;
import org.jspecify.annotations.Nullable;

/**
 * Searches for the worst perturbation of each image by asking the model alone: first for every proposal, then by CMA-ES
 * (Hansen 2006) in the low-dimensional space that the proposals span.
 */
public final class QueryAttack implements Attack {
    public static double SIGMA = Double.parseDouble(System.getProperty("x.sigma", "0.3"));
    public static int LAMBDA = Integer.getInteger("x.lambda", 0);

    private final SegmentationModel model;
    private final List<Attack> proposers;
    private final int proposals;
    private final int queries;

    public QueryAttack(SegmentationModel model, List<Attack> proposers, int proposals, int queries) {
        this.model = model;
        this.proposers = proposers;
        this.proposals = proposals;
        this.queries = queries;
    }

    @Override
    public List<Perturbation> perturb(ImageBatch images, int samples, long seed) {
        int pixels = images.height() * images.width();
        float[] clean = model.probabilities(images);
        List<Perturbation> proposed = new ArrayList<>();
        for (Attack proposer : proposers) {
            proposed.addAll(proposer.perturb(images, proposals, seed + 1));
        }
        Lockstep<Perturbation, Double> lockstep = new Lockstep<>(asked -> answer(images, clean, asked));
        List<Best> best = new ArrayList<>();
        List<Lockstep.Search<Perturbation, Double>> searches = new ArrayList<>();
        for (int i = 0; i < images.count(); i++) {
            int image = i;
            double largestD = largest(proposed, image, 2 * pixels, true);
            double largestV = largest(proposed, image, pixels, false);
            FieldSpan span = new FieldSpan(proposed, image, largestD, largestV);
            Best found = new Best();
            best.add(found);
            searches.add(oracle -> search(span, oracle, found, seed + 17 * image));
        }
        lockstep.run(searches);
        float[] d = new float[2 * pixels * images.count()];
        float[] v = new float[pixels * images.count()];
        for (int i = 0; i < images.count(); i++) {
            Perturbation one = best.get(i).fields;
            System.arraycopy(one.deformation(), 0, d, 2 * i * pixels, 2 * pixels);
            System.arraycopy(one.intensity(), 0, v, i * pixels, pixels);
        }
        return List.of(new Perturbation(d, v, images.count(), images.height(), images.width()));
    }

    static final class Best {
        @Nullable
        Perturbation fields;

        double[] point;
        double value = Double.POSITIVE_INFINITY;
        int asked;
    }

    static final class Spent extends RuntimeException {}

    private void search(FieldSpan span, Lockstep.Oracle<Perturbation, Double> oracle, Best best, long seed) {
        java.util.function.ToDoubleFunction<double[]> objective = point -> {
            if (best.asked >= queries) {
                throw new Spent();
            }
            best.asked++;
            Perturbation fields = span.at(point);
            double value = oracle.ask(fields);
            if (value < best.value) {
                best.value = value;
                best.fields = fields;
                best.point = point.clone();
            }
            return value;
        };
        try {
            for (int k = 0; k < span.dimensions() / 2; k++) {
                objective.applyAsDouble(span.proposal(k));
            }
            for (int restart = 0; ; restart++) {
                int n = span.dimensions();
                int lambda = LAMBDA > 0 ? LAMBDA : 4 + (int) (3 * Math.log(n));
                CMAESOptimizer optimizer = new CMAESOptimizer(
                        Integer.MAX_VALUE, 0, true, 0, 0, new MersenneTwister(seed + restart), false, null);
                double[] sigma = new double[n];
                Arrays.fill(sigma, SIGMA);
                optimizer.optimize(
                        new InitialGuess(best.point.clone()),
                        new ObjectiveFunction(objective::applyAsDouble),
                        GoalType.MINIMIZE,
                        new MaxEval(Integer.MAX_VALUE),
                        SimpleBounds.unbounded(n),
                        new CMAESOptimizer.Sigma(sigma),
                        new CMAESOptimizer.PopulationSize(lambda));
            }
        } catch (Spent e) {
            return;
        }
    }

    private static double largest(List<Perturbation> proposed, int image, int length, boolean deformation) {
        return proposed.stream()
                .mapToDouble(
                        p -> RootMeanSquare.of(deformation ? p.deformation() : p.intensity(), image * length, length))
                .max()
                .orElse(0);
    }

    private List<Double> answer(ImageBatch images, float[] clean, List<Lockstep.Asked<Perturbation>> asked) {
        int pixels = images.height() * images.width();
        int n = asked.size();
        int classes = model.classes();
        float[] in = new float[n * pixels];
        float[] d = new float[2 * n * pixels];
        float[] v = new float[n * pixels];
        float[] reference = new float[n * pixels * classes];
        for (int k = 0; k < n; k++) {
            int image = asked.get(k).search();
            System.arraycopy(images.pixels(), image * pixels, in, k * pixels, pixels);
            System.arraycopy(asked.get(k).question().deformation(), 0, d, 2 * k * pixels, 2 * pixels);
            System.arraycopy(asked.get(k).question().intensity(), 0, v, k * pixels, pixels);
            System.arraycopy(clean, image * pixels * classes, reference, k * pixels * classes, pixels * classes);
        }
        ImageBatch batch = new ImageBatch(in, n, images.height(), images.width());
        Perturbation fields = new Perturbation(d, v, n, images.height(), images.width());
        float[] moved = Warp.maps(reference, classes, fields);
        float[] answers = model.probabilities(Warp.perturb(batch, fields));
        return IntStream.range(0, n)
                .mapToObj(
                        k -> SoftDice.mean(moved, k * pixels * classes, answers, k * pixels * classes, pixels, classes))
                .toList();
    }
}

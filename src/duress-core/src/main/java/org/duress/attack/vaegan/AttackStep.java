package org.duress.attack.vaegan;

import java.util.Arrays;
import java.util.Random;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.base.Grid;
import org.duress.base.Seeds;
import org.duress.metric.Perceptibility;
import org.duress.metric.RootMeanSquare;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.net.Executor;
import org.duress.net.Statistics;
import org.duress.spec.AttackSpec;
import org.duress.spec.Reference;
import org.duress.spec.VaeGanSettings;

/** One training step: the critic's update (equation 3, second line), then the generator's (equation 6). */
final class AttackStep {
    private final AttackSpec spec;
    private final VaeGanSettings settings;
    private final DifferentiableModel model;
    private final TrainingState state;
    private final TrainingImages training;
    private final GeneratorPass generator;
    private final Executor criticPairs;
    private final Executor critic;
    private final XiLoss xiLoss;
    private final float[] pairScores;
    private final float[] scores;
    private final float[] imageGradient;
    private final float[] deformationGradient;
    private final float[] probabilityGradient;
    private final float[] cleanGradient;

    AttackStep(AttackSpec spec, DifferentiableModel model, TrainingState state, TrainingImages training) {
        this.spec = spec;
        this.settings = spec.vaeGan();
        this.model = model;
        this.state = state;
        this.training = training;
        int batch = spec.batch();
        Grid grid = training.grid();
        int height = grid.height();
        int width = grid.width();
        generator = new GeneratorPass(state.generator(), batch, grid);
        criticPairs = Executor.trainable(state.critic(), 2 * batch, height, width);
        critic = Executor.frozen(state.critic(), batch, height, width);
        xiLoss = new XiLoss(spec.xi(), settings.losses().crossEntropyMean(), model.classes());
        pairScores = new float[2 * batch];
        scores = new float[batch];
        int pixels = batch * grid.voxels();
        imageGradient = new float[pixels];
        deformationGradient = new float[grid.rank() * pixels];
        probabilityGradient = new float[pixels * model.classes()];
        cleanGradient = new float[probabilityGradient.length];
    }

    StepReport run(Random random, Statistics statistics, double rateFactor) {
        TrainingImages.Batch batch = training.draw(spec.batch(), random);
        ImageBatch images = batch.images();
        Perturbation perturbation = generator.forward(images, random, statistics);
        ImageBatch perturbed = Warp.perturb(images, perturbation);
        double gap = 0;
        for (int i = 0; i < settings.critic().criticSteps(); i++) {
            gap = updateCritic(images, perturbed, settings.optimisation().criticLearningRate());
        }

        critic.forward(perturbed.pixels(), Statistics.POPULATION, scores);
        Arrays.fill(scores, (float) (-settings.critic().criticWeight() / spec.batch()));
        critic.backward(scores, Executor.Pullback.INPUT);
        critic.inputGradient(imageGradient);

        DifferentiableModel.Forward segmented = model.forward(perturbed);
        boolean moving = settings.losses().crossEntropyReference() == Reference.WARPED && spec.deforms();
        float[] clean = moving ? Warp.maps(batch.clean(), model.classes(), perturbation) : batch.clean();
        XiLoss.Value loss =
                xiLoss.of(clean, segmented.probabilities(), spec.batch(), probabilityGradient, cleanGradient);
        float[] fromModel = segmented.inputGradient(probabilityGradient);
        for (int i = 0; i < imageGradient.length; i++) {
            imageGradient[i] += fromModel[i];
        }

        Warp.pullback(images, perturbation, imageGradient, deformationGradient);
        if (moving) {
            Warp.mapsPullback(batch.clean(), model.classes(), perturbation, cleanGradient, deformationGradient);
        }
        float[] intensityGradient = imageGradient;
        double lambdaD = state.lambdaFactor()
                * weight(settings.norms().lambdaDeformation(), settings.scales().deformationUnit());
        double lambdaV = state.lambdaFactor()
                * weight(settings.norms().lambdaIntensity(), settings.scales().intensityUnit());
        RootMeanSquare.addSquaredGradient(perturbation.deformation(), lambdaD, deformationGradient);
        RootMeanSquare.addSquaredGradient(perturbation.intensity(), lambdaV, intensityGradient);
        generator.backward(deformationGradient, intensityGradient);
        double rate = settings.optimisation().learningRate() * rateFactor;
        generator.executors().forEach((name, executor) -> state.optimizer(name).step(executor, rate));

        double d2 = RootMeanSquare.squared(perturbation.deformation());
        double v2 = RootMeanSquare.squared(perturbation.intensity());
        double total = loss.loss() + lambdaD * d2 + lambdaV * v2;
        return new StepReport(
                loss.crossEntropy(),
                loss.loss(),
                gap,
                d2,
                v2,
                Perceptibility.of(images.pixels(), perturbed.pixels()),
                total);
    }

    private double updateCritic(ImageBatch images, ImageBatch perturbed, double rate) {
        int batch = spec.batch();
        float[] both = Arrays.copyOf(images.pixels(), 2 * images.pixels().length);
        System.arraycopy(perturbed.pixels(), 0, both, images.pixels().length, perturbed.pixels().length);
        criticPairs.forward(both, Statistics.POPULATION, pairScores);
        double gap = 0;
        for (int i = 0; i < batch; i++) {
            gap += (pairScores[batch + i] - pairScores[i]) / batch;
        }
        // Equation 3: the critic lowers f(I_DV) - f(I_0).
        Arrays.fill(pairScores, 0, batch, -1f / batch);
        Arrays.fill(pairScores, batch, 2 * batch, 1f / batch);
        criticPairs.backward(pairScores, Executor.Pullback.WEIGHTS);
        state.optimizer(TrainingState.CRITIC).step(criticPairs, rate);
        state.critic().clip(settings.critic().criticClip());
        return gap;
    }

    /**
     * Equation 2's weight for a field given in pixels or standard deviations, when the norm is taken in a unit of
     * those.
     */
    private static double weight(double lambda, double unit) {
        return lambda / (unit * unit);
    }

    /** Measures the generator's population statistics: the mean over batches of training images. */
    void measureStatistics(int batches) {
        for (int k = 0; k < batches; k++) {
            Random random = new Random(Seeds.statisticsBatch(spec.seed(), k));
            generator.statisticsMomentum(1.0 / (k + 1));
            generator.forward(training.draw(spec.batch(), random).images(), random, Statistics.BATCH);
        }
        generator.statisticsMomentum(0.1);
    }
}

package org.duress.attack.vaegan;

import java.util.Arrays;
import java.util.Random;
import org.duress.attack.FieldGradient;
import org.duress.attack.Perturbation;
import org.duress.attack.Perturbed;
import org.duress.attack.Warp;
import org.duress.base.Grid;
import org.duress.base.Seeds;
import org.duress.metric.Perceptibility;
import org.duress.metric.RootMeanSquare;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.net.Beside;
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
    private final Objective objective;
    private final GeneratorPass generator;
    private final Executor criticPairs;
    private final Executor critic;
    private final float[] pairScores;
    private final float[] scores;
    private final float[] imageGradient;
    private final float[] probabilityGradient;
    private final float[] cleanGradient;

    AttackStep(
            AttackSpec spec,
            Objective objective,
            DifferentiableModel model,
            TrainingState state,
            TrainingImages training) {
        this.spec = spec;
        this.settings = spec.vaeGan();
        this.objective = objective;
        this.model = model;
        this.state = state;
        this.training = training;
        int batch = spec.batch();
        Grid grid = training.grid();
        generator = GeneratorPass.training(state.generator(), batch, grid);
        criticPairs = Executor.trainable(state.critic(), 2 * batch, grid);
        critic = Executor.frozen(state.critic(), batch, grid);
        pairScores = new float[2 * batch];
        scores = new float[batch];
        imageGradient = new float[critic.inputLength()];
        probabilityGradient = new float[batch * grid.voxels() * model.classes()];
        cleanGradient = new float[probabilityGradient.length];
    }

    StepReport run(Random random, Statistics statistics) {
        TrainingImages.Batch batch = training.draw(spec.batch(), random);
        ImageBatch images = batch.images();
        double[] perceptibilities = objective.perceptibilities(spec.batch(), random);
        Objective.Attempt attempt = objective.attempt(images, perceptibilities);
        Perturbation fields = attempt.hold(generator.forward(seen(batch, perceptibilities), random, statistics));
        Perturbed under = attempt.under(fields);
        ImageBatch perturbed = under.images();
        // What the model makes of them and what the critic does have nothing to do with each other.
        Beside<Attacked, Double> judged =
                Beside.both(() -> attack(batch, perturbed, fields), () -> criticise(images, perturbed));
        AttackLoss.Value loss = judged.own().loss();
        float[] fromModel = judged.own().imageGradient();
        for (int i = 0; i < imageGradient.length; i++) {
            imageGradient[i] += fromModel[i];
        }
        float[] deformation = under.pullback(imageGradient);
        FieldGradient gradient = new FieldGradient(deformation, imageGradient.clone());
        if (moving()) {
            Warp.mapsPullback(batch.sight().clean(), model.classes(), fields, cleanGradient, gradient.deformation());
        }
        double cost = objective.cost(fields, state.steps(), gradient);
        generator.backward(attempt.pullback(gradient));
        double rate = objective.learningRate(state);
        generator.executors().forEach((name, executor) -> state.optimizer(name).step(executor, rate));
        return new StepReport(
                loss.crossEntropy(),
                loss.loss(),
                judged.other(),
                RootMeanSquare.squared(fields.deformation()),
                RootMeanSquare.squared(fields.intensity()),
                Perceptibility.of(images.pixels(), perturbed.pixels()),
                loss.loss() + cost);
    }

    private Seen seen(TrainingImages.Batch batch, double[] perceptibilities) {
        return objective.seen(batch.images(), batch.sight(), perceptibilities);
    }

    /**
     * What the model made of perturbed images.
     *
     * @param imageGradient of the loss
     */
    @SuppressWarnings("ArrayRecordComponent") // identity is meant
    private record Attacked(AttackLoss.Value loss, float[] imageGradient) {}

    /** Leaves the gradient of S_0. */
    private Attacked attack(TrainingImages.Batch batch, ImageBatch perturbed, Perturbation fields) {
        DifferentiableModel.Forward segmented = model.forward(perturbed);
        float[] clean = batch.sight().clean();
        AttackLoss.Value loss = objective
                .loss()
                .of(
                        moving() ? Warp.maps(clean, model.classes(), fields) : clean,
                        segmented.probabilities(),
                        spec.batch(),
                        probabilityGradient,
                        cleanGradient);
        return new Attacked(loss, segmented.inputGradient(probabilityGradient));
    }

    private boolean moving() {
        return settings.losses().crossEntropyReference() == Reference.WARPED && spec.deforms();
    }

    /**
     * Updates the critic, and leaves the gradient of what it then says of perturbed images.
     *
     * @return how far apart it held both kinds of images before its last update
     */
    private double criticise(ImageBatch images, ImageBatch perturbed) {
        double gap = 0;
        for (int i = 0; i < settings.critic().criticSteps(); i++) {
            gap = updateCritic(images, perturbed, settings.optimisation().criticLearningRate());
        }
        critic.forward(perturbed.pixels(), Statistics.POPULATION, scores);
        Arrays.fill(scores, (float) (-settings.critic().criticWeight() / spec.batch()));
        critic.backward(scores, Executor.Pullback.INPUT);
        critic.inputGradient(imageGradient);
        return gap;
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
        objective.bound(state.critic());
        return gap;
    }

    /** Measures the generator's population statistics: the mean over batches of training images. */
    void measureStatistics(int batches) {
        for (int k = 0; k < batches; k++) {
            Random random = new Random(Seeds.statisticsBatch(spec.seed(), k));
            generator.statisticsMomentum(1.0 / (k + 1));
            TrainingImages.Batch batch = training.draw(spec.batch(), random);
            Seen seen = seen(batch, objective.perceptibilities(spec.batch(), random));
            generator.forward(seen, random, Statistics.BATCH);
        }
        generator.statisticsMomentum(0.1);
    }
}

package org.duress.attack.vaegan;

import java.nio.file.Path;
import java.util.Random;
import org.duress.DuressException;
import org.duress.Progress;
import org.duress.base.Seeds;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageSource;
import org.duress.net.Statistics;
import org.duress.net.TrainingCheckpoint;
import org.duress.spec.AttackSpec;
import org.duress.spec.BudgetSpec;

/**
 * Trains the VAE-GAN attacker for one model (Chen et al. 2019, section 3.2).
 *
 * <p>First with batch statistics, while the lambdas warm up, until the cross-entropy has converged to xi and the loss
 * no longer falls, or these steps are used up. Then the population statistics are measured once over the training
 * images, and the remaining steps, fewer when it converged early, train with them, so that the attacker is judged as it
 * was trained. The generator's learning rate falls linearly to the paper's in those.
 */
public final class VaeGanTrainer {
    /** Part of an attacker's fingerprint: raise it when training changes what comes out, or what is stored of it. */
    public static final int VERSION = 5;

    private static final int CHECKPOINT_EVERY = 100;
    private static final int STATISTICS_BATCHES = 16;

    private VaeGanTrainer() {}

    /**
     * Trains until the cross-entropy has converged to xi or the steps are used up. Resumes from the newest checkpoint
     * in {@code work} and reaches the result it would have reached without the interruption.
     *
     * @param spec the settings
     * @param budget what perturbations will be held to; a training of the paper's does not ask
     * @param model the model under test
     * @param images all slices of the attacker-training subjects, or patches of their volumes
     * @param work folder for checkpoints; need not exist; to be deleted once the attacker is kept
     * @param progress hears each step
     * @throws DuressException if a loss is not finite, or the thread was interrupted (the interrupt flag stays set)
     */
    public static VaeGanAttacker train(
            AttackSpec spec,
            BudgetSpec budget,
            DifferentiableModel model,
            ImageSource images,
            Path work,
            Progress progress) {
        Objective objective = Objective.of(spec.vaeGan().training(), spec, budget, model.sets());
        TrainingCheckpoint checkpoint = new TrainingCheckpoint(work.resolve("attacker.checkpoint"));
        Lattice lattice = Lattice.of(spec, images.grid());
        TrainingState state = checkpoint
                .read(saved -> TrainingState.of(spec, lattice, images.channels(), model.classes(), saved), progress)
                .orElseGet(() -> TrainingState.start(spec, lattice, images.channels(), model.classes()));
        TrainingImages training = TrainingImages.of(images, model, objective);
        AttackStep attack = new AttackStep(spec, objective, model, state, training);
        while (!state.finished()) {
            if (Thread.interrupted()) {
                // An interrupted thread cannot write: its channels close at once.
                checkpoint.write(state.archive());
                Thread.currentThread().interrupt();
                throw new DuressException("training of the attacker was interrupted at step " + state.steps()
                        + "; run again to resume from its checkpoint");
            }
            if (state.beginsFrozen()) {
                attack.measureStatistics(STATISTICS_BATCHES);
            }
            Statistics statistics = state.frozen() ? Statistics.POPULATION : Statistics.BATCH;
            StepReport report = attack.run(new Random(Seeds.trainingStep(spec.seed(), state.steps())), statistics);
            if (!report.finite()) {
                throw new DuressException("the attacker's loss is not finite at step " + state.steps()
                        + "; lower attack.learningRate or attack.xi");
            }
            state.record(report);
            progress.step("train attacker", state.steps(), spec.steps(), report.toString());
            if (state.steps() % CHECKPOINT_EVERY == 0) {
                checkpoint.write(state.archive());
            }
        }
        return new VaeGanAttacker(state.generator(), state.critic(), model.classes(), state.steps());
    }
}

package org.duress.attack.vaegan;

import java.nio.file.Path;
import org.duress.Progress;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.spec.AttackSpec;

/** Trains the VAE-GAN attacker for one model (Chen et al. 2019, section 3.2). */
public final class VaeGanTrainer {
    private VaeGanTrainer() {}

    /**
     * Trains until the cross-entropy has converged to xi or the steps are used up. Resumes from the newest checkpoint
     * in {@code work} and reaches the result it would have reached without the interruption.
     *
     * @param spec the settings
     * @param model the model under test
     * @param images all slices of the attacker-training subjects
     * @param work folder for checkpoints; need not exist; left behind when training is interrupted
     * @param progress hears each step
     * @throws org.duress.DuressException if a loss is not finite, or the thread was interrupted (the interrupt flag
     *     stays set)
     */
    public static VaeGanAttacker train(
            AttackSpec spec, DifferentiableModel model, ImageBatch images, Path work, Progress progress) {
        throw new UnsupportedOperationException("coming");
    }
}

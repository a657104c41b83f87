package org.duress.attack.vaegan;

import java.util.Random;
import org.duress.attack.FieldGradient;
import org.duress.attack.Perturbation;
import org.duress.attack.Perturbed;
import org.duress.base.OrganSets;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.net.Network;
import org.duress.spec.AttackSpec;
import org.duress.spec.AttackerTraining;
import org.duress.spec.BudgetSpec;

/** What a training works towards, one for each {@link AttackerTraining}. */
interface Objective {
    /** The one of a training. */
    static Objective of(AttackerTraining training, AttackSpec spec, BudgetSpec budget, OrganSets sets) {
        return switch (training) {
            case PAPER -> new PaperObjective(spec, sets);
            case BUDGET -> new BudgetObjective(spec, budget, sets);
        };
    }

    /** What the generator may know of training images. */
    Sight look(DifferentiableModel model, ImageBatch images);

    /** What training images may spend at a step, one p an image. */
    double[] perceptibilities(int count, Random random);

    /**
     * What the encoder sees of images.
     *
     * @param perceptibilities what may be spent, one p an image
     */
    Seen seen(ImageBatch images, Sight sight, double[] perceptibilities);

    /**
     * Begins a step.
     *
     * @param perceptibilities what may be spent, one p an image
     */
    Attempt attempt(ImageBatch images, double[] perceptibilities);

    /** One step's fields on their way from the generator to the image. */
    interface Attempt {
        /** What becomes of the fields that the generator proposes. */
        Perturbation hold(Perturbation proposed);

        /** The images under what {@link #hold} gave last. */
        Perturbed under(Perturbation held);

        /** Pulls a gradient on what became of them back to what was proposed. */
        FieldGradient pullback(FieldGradient gradient);
    }

    AttackLoss loss();

    /**
     * What fields cost whatever they do to the model.
     *
     * @param step of the training, from 0
     * @param gradient the cost's is added to it
     */
    double cost(Perturbation fields, int step, FieldGradient gradient);

    /** Keeps the critic Lipschitz, after each update. */
    void bound(Network critic);

    /** The generator's learning rate at a step. */
    double learningRate(TrainingState state);
}

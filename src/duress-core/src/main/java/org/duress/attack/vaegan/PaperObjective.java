package org.duress.attack.vaegan;

import java.util.Random;
import org.duress.attack.FieldGradient;
import org.duress.attack.Perturbation;
import org.duress.attack.Perturbed;
import org.duress.base.OrganSets;
import org.duress.metric.RootMeanSquare;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.net.Network;
import org.duress.spec.AttackSpec;
import org.duress.spec.VaeGanSettings;

/** Equations 2 and 4 of Chen et al. 2019: the cross-entropy is driven to xi, and norms keep the fields small. */
final class PaperObjective implements Objective {
    private final AttackSpec spec;
    private final VaeGanSettings settings;
    private final XiLoss loss;

    PaperObjective(AttackSpec spec, OrganSets sets) {
        this.spec = spec;
        settings = spec.vaeGan();
        loss = new XiLoss(spec.xi(), settings.losses().crossEntropyMean(), sets);
    }

    @Override
    public Sight look(DifferentiableModel model, ImageBatch images) {
        return Sight.ofAnswers(model, images);
    }

    /** Nobody asks for them. */
    @Override
    public double[] perceptibilities(int count, Random random) {
        return new double[count];
    }

    /** The images alone. */
    @Override
    public Seen seen(ImageBatch images, Sight sight, double[] perceptibilities) {
        return (image, first, count, to, from) -> System.arraycopy(
                images.pixels(),
                image * images.length() + first * images.channels(),
                to,
                from,
                count * images.channels());
    }

    @Override
    public Attempt attempt(ImageBatch images, double[] perceptibilities) {
        return new Attempt() {
            @Override
            public Perturbation hold(Perturbation proposed) {
                return proposed;
            }

            @Override
            public Perturbed under(Perturbation held) {
                return Perturbed.of(images, held);
            }

            @Override
            public FieldGradient pullback(FieldGradient gradient) {
                return gradient;
            }
        };
    }

    @Override
    public AttackLoss loss() {
        return loss;
    }

    @Override
    public double cost(Perturbation fields, int step, FieldGradient gradient) {
        double factor = lambdaFactor(step);
        double lambdaD = factor
                * weight(settings.norms().lambdaDeformation(), settings.scales().deformationUnit());
        double lambdaV = factor
                * weight(settings.norms().lambdaIntensity(), settings.scales().intensityUnit());
        RootMeanSquare.addSquaredGradient(fields.deformation(), lambdaD, gradient.deformation());
        RootMeanSquare.addSquaredGradient(fields.intensity(), lambdaV, gradient.intensity());
        return lambdaD * RootMeanSquare.squared(fields.deformation())
                + lambdaV * RootMeanSquare.squared(fields.intensity());
    }

    /** How much of equation 2's weights counts at a step. */
    private double lambdaFactor(int step) {
        double end = settings.norms().lambdaWarmUp() * spec.steps();
        return end < 1 ? 1 : Math.min(1, step / end);
    }

    /**
     * Equation 2's weight for a field given in pixels or standard deviations, when the norm is taken in a unit of
     * those.
     */
    private static double weight(double lambda, double unit) {
        return lambda / (unit * unit);
    }

    /** As the Wasserstein GAN does (Arjovsky et al. 2017). */
    @Override
    public void bound(Network critic) {
        critic.clip(settings.critic().criticClip());
    }

    @Override
    public double learningRate(TrainingState state) {
        return settings.optimisation().learningRate() * state.rateFactor();
    }
}

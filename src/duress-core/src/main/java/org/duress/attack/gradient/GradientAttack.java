package org.duress.attack.gradient;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.duress.attack.Attack;
import org.duress.attack.BSpline;
import org.duress.attack.Budget;
import org.duress.attack.OrganLimits;
import org.duress.attack.Perturbation;
import org.duress.base.Seeds;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.spec.CrossEntropyMean;
import org.duress.spec.FieldKind;
import org.duress.spec.GradientSettings;

/**
 * Searches for the worst perturbation of each image with the model's own gradients: ascent on the control points of
 * smooth fields, from several starting points, inside the budget at every step. It raises in turn the masked
 * cross-entropy (equation 5 of Chen et al. 2019) and 1 - soft Dice between the answer to the perturbed image and the
 * clean answer, moved by the same deformation. Some starting points use V alone or D alone, where both may be used, and
 * those after the first few aim at one organ each ({@link Restart}): at what is left of
 * it, or at what is drawn of it where there is none. What it keeps is always the worst by the scores, early iterates
 * included: of each starting point by the mean, and for each organ.
 *
 * <p>The images of a batch are computed together, and none has anything to do with the others. For one thread.
 */
public final class GradientAttack implements Attack {
    private final DifferentiableModel model;
    private final Budget budget;
    private final boolean deforms;
    private final boolean shades;
    private final GradientSettings settings;
    private final CrossEntropyMean mean;
    private final OrganLimits limits;
    private GradientHealth gradients = GradientHealth.NONE;

    /**
     * An attack.
     *
     * @param fields which fields may be used
     * @param mean over what the cross-entropy is averaged
     * @param limits what each organ may lose
     */
    public GradientAttack(
            DifferentiableModel model,
            Budget budget,
            Set<FieldKind> fields,
            GradientSettings settings,
            CrossEntropyMean mean,
            OrganLimits limits) {
        this.model = model;
        this.budget = budget;
        deforms = fields.contains(FieldKind.DEFORMATION) && budget.spec().displacement() > 0;
        shades = fields.contains(FieldKind.INTENSITY);
        this.settings = settings;
        this.mean = mean;
        this.limits = limits;
    }

    /** Of all images so far. */
    public GradientHealth gradients() {
        return gradients;
    }

    /**
     * Gives the worst of each image by the mean first, then the worst for each organ, then those of the other restarts:
     * together at most as many as there are restarts and organs.
     */
    @Override
    public List<Perturbation> perturb(ImageBatch images, int samples, long seed) {
        if (budget.spec().perceptibility() == 0) {
            return List.of(Perturbation.none(images));
        }
        Ascent ascent = new Ascent(model, budget, images, deforms, limits);
        int spacing = BSpline.spacing(settings.spacing(), images.grid());
        List<Restart> restarts = Restart.first(settings.restarts(), deforms, shades);
        for (int k = 0; k < restarts.size(); k++) {
            Restart restart = restarts.get(k);
            ControlPoints points = new ControlPoints(images, spacing, restart.deforms(), restart.shades());
            long[] seeds = new long[images.count()];
            for (int i = 0; i < seeds.length; i++) {
                seeds[i] = Seeds.restart(seed, i, k);
            }
            // At zero itself the losses are at their least, and their gradients vanish.
            if (k == 0) {
                points.draw(budget, seeds, 0.05, 0.05);
            } else {
                points.draw(budget, seeds, 0.2, 1);
            }
            ascent.run(k, losses(restart, k, ascent, images.count()), points, settings.steps());
        }
        gradients = ascent.health(gradients);
        return ascent.worst().lowest(samples);
    }

    private List<FieldLoss> losses(Restart restart, int turn, Ascent ascent, int images) {
        Aim aim = new Aim(mean, model.classes());
        List<FieldLoss> losses = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            losses.add(restart.aimed() || !ascent.showsAny(i) ? ascent.nextOrgan(i, aim) : aim.all(turn));
        }
        return losses;
    }
}

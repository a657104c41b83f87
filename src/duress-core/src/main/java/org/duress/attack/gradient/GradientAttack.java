package org.duress.attack.gradient;

import java.util.List;
import java.util.Set;
import org.duress.attack.Attack;
import org.duress.attack.BSpline;
import org.duress.attack.Budget;
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
 * clean answer, moved by the same deformation; what it keeps is always what has the lowest soft Dice, early iterates
 * included. Every other pair of starting points uses V alone, where both fields may be used.
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
    private GradientHealth gradients = GradientHealth.NONE;

    /**
     * An attack.
     *
     * @param fields which fields may be used
     * @param mean over what the cross-entropy is averaged
     */
    public GradientAttack(
            DifferentiableModel model,
            Budget budget,
            Set<FieldKind> fields,
            GradientSettings settings,
            CrossEntropyMean mean) {
        this.model = model;
        this.budget = budget;
        deforms = fields.contains(FieldKind.DEFORMATION) && budget.spec().displacement() > 0;
        shades = fields.contains(FieldKind.INTENSITY);
        this.settings = settings;
        this.mean = mean;
    }

    /** Of all images so far. */
    public GradientHealth gradients() {
        return gradients;
    }

    /** Gives as many perturbations as there are restarts, or fewer, the worst of each image first. */
    @Override
    public List<Perturbation> perturb(ImageBatch images, int samples, long seed) {
        if (budget.spec().perceptibility() == 0) {
            return List.of(Perturbation.none(images));
        }
        Ascent ascent = new Ascent(model, budget, images, deforms);
        int spacing = BSpline.spacing(settings.spacing(), images.grid());
        for (int restart = 0; restart < settings.restarts(); restart++) {
            FieldLoss loss =
                    restart % 2 == 0 ? new CrossEntropyLoss(mean, model.classes()) : new SoftDiceLoss(model.classes());
            // Ascent on both can end where V alone is worse still, most of all where little may be spent.
            boolean shadesAlone = shades && restart / 2 % 2 == 1;
            ControlPoints points = new ControlPoints(images, spacing, deforms && !shadesAlone, shades);
            long[] seeds = new long[images.count()];
            for (int i = 0; i < seeds.length; i++) {
                seeds[i] = Seeds.restart(seed, i, restart);
            }
            // At zero itself both losses are at their least, and their gradients vanish.
            if (restart == 0) {
                points.draw(budget, seeds, 0.05, 0.05);
            } else {
                points.draw(budget, seeds, 0.2, 1);
            }
            ascent.run(restart, loss, points, settings.steps());
        }
        gradients = ascent.health(gradients);
        return ascent.worst().lowest(Math.min(samples, settings.restarts()));
    }
}

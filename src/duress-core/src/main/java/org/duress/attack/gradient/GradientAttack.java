package org.duress.attack.gradient;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.duress.attack.Attack;
import org.duress.attack.Budget;
import org.duress.attack.ControlSpacing;
import org.duress.attack.KeptFields;
import org.duress.attack.OpenImages;
import org.duress.attack.OrganLimits;
import org.duress.attack.Perturbation;
import org.duress.attack.WorstTrials;
import org.duress.base.Seeds;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.spec.FieldKind;
import org.duress.spec.GradientSettings;

/**
 * Searches for the worst perturbation of each image with the model's own gradients: ascent on the control points of
 * smooth fields, from several starting points, inside the budget at every step. It raises in turn the log-odds against
 * the right answer ({@link LogOddsLoss}) and 1 - soft Dice between the answer to the perturbed image and the clean
 * answer, moved by the same deformation. Some starting points use V alone or D alone, where both may be used, and
 * those after the first few aim at one organ each ({@link Restart}): at what is left of
 * it, or at what is drawn of it where there is none. Where others propose, they are asked after the first, and some
 * start from the worst so far: ascent finds no way over flat ground, but from its far side it does. What it keeps is
 * always the worst by the scores, early
 * iterates included: of each starting point by the mean, and for each organ.
 *
 * <p>The images of a batch are computed together, and none has anything to do with the others. For one thread.
 */
public final class GradientAttack implements Attack {
    private final DifferentiableModel model;
    private final Budget budget;
    private final boolean deforms;
    private final boolean shades;
    private final GradientSettings settings;
    private final OrganLimits limits;
    private final List<? extends Attack> proposers;
    private final ControlSpacing controls;
    private GradientHealth gradients = GradientHealth.NONE;

    /**
     * An attack.
     *
     * @param fields which fields may be used
     * @param limits what each organ may lose
     * @param proposers attacks from whose perturbations some restarts start; may be none
     * @param controls how far apart control points are
     */
    public GradientAttack(
            DifferentiableModel model,
            Budget budget,
            Set<FieldKind> fields,
            GradientSettings settings,
            OrganLimits limits,
            List<? extends Attack> proposers,
            ControlSpacing controls) {
        this.model = model;
        this.budget = budget;
        deforms = fields.contains(FieldKind.DEFORMATION) && budget.spec().displacement() > 0;
        shades = fields.contains(FieldKind.INTENSITY);
        this.settings = settings;
        this.limits = limits;
        this.proposers = List.copyOf(proposers);
        this.controls = controls;
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
        return perturb(images, new BitSet(), samples, seed);
    }

    @Override
    public List<Perturbation> perturb(ImageBatch images, BitSet lost, int samples, long seed) {
        if (budget.spec().perceptibility() == 0) {
            return List.of(Perturbation.none(images));
        }
        OpenImages open = new OpenImages(images, lost);
        Ascent ascent = new Ascent(model, budget, open.images(), deforms, limits);
        List<Restart> restarts = Restart.first(settings.restarts(), deforms, shades);
        // The first at any rate, whatever others propose: it shows what the gradients are like.
        climb(ascent, open, seed, restarts.get(0), 0);
        for (int p = 0; p < proposers.size() && !ascent.worst().done(); p++) {
            List<Perturbation> proposed =
                    proposers.get(p).perturb(images, lost, 1 + model.sets().organs(), Seeds.proposers(seed));
            ascent.learn(KeptFields.list(proposed.size(), k -> open.of(proposed.get(k))));
        }
        for (int k = 1; k < restarts.size() && !ascent.worst().done(); k++) {
            climb(ascent, open, seed, restarts.get(k), k);
        }
        gradients = ascent.health(gradients);
        return open.joined(ascent.worst().lowest(), samples);
    }

    /** The k-th restart. */
    private void climb(Ascent ascent, OpenImages open, long seed, Restart restart, int k) {
        ControlPoints points = new ControlPoints(
                open.images(),
                controls.dividing(open.images().grid(), settings.spacing()),
                restart.deforms(),
                restart.shades(),
                budget.intensities());
        long[] seeds = new long[open.count()];
        for (int i = 0; i < seeds.length; i++) {
            seeds[i] = Seeds.restart(seed, open.place(i), k);
        }
        boolean learns = restart.learns() && !proposers.isEmpty();
        // At zero itself the losses are at their least, and their gradients vanish.
        if (k == 0 || learns) {
            points.draw(budget, seeds, 0.05, 0.05);
        } else {
            points.draw(budget, seeds, 0.2, 1);
        }
        List<Integer> aims = aims(restart, ascent, open.count());
        for (int i = 0; i < aims.size() && learns; i++) {
            int image = i;
            ascent.soFar(i, aims.get(i)).ifPresent(found -> points.startFrom(image, found.fields()));
        }
        ascent.run(k, losses(aims, k, ascent), points, settings.steps());
    }

    /** For each image all organs, or one of them. */
    private static List<Integer> aims(Restart restart, Ascent ascent, int images) {
        List<Integer> aims = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            aims.add(restart.aimed() || !ascent.showsAny(i) ? ascent.nextOrgan(i) : WorstTrials.ALL_ORGANS);
        }
        return aims;
    }

    private List<FieldLoss> losses(List<Integer> aims, int turn, Ascent ascent) {
        Aim aim = new Aim(model.sets());
        List<FieldLoss> losses = new ArrayList<>();
        for (int i = 0; i < aims.size(); i++) {
            int at = aims.get(i);
            losses.add(at == WorstTrials.ALL_ORGANS ? aim.all(turn) : ascent.at(i, at, aim));
        }
        return losses;
    }
}

package org.duress.attack.vaegan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.duress.attack.Attack;
import org.duress.attack.CleanAnswers;
import org.duress.attack.KeptFields;
import org.duress.attack.OrganLimits;
import org.duress.attack.Perturbation;
import org.duress.attack.WorstOfStarts;
import org.duress.base.Seeds;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.net.Statistics;
import org.duress.spec.AttackSpec;
import org.duress.spec.BudgetSpec;
import org.jspecify.annotations.Nullable;

/**
 * A trained attacker at work on a model: it looks at the images, encodes them once, and draws latents for each sample,
 * which are {@link Refinement refined} where that is asked for. Batch norm uses population statistics, so that an
 * image's perturbation depends on nothing but the image, the seed and its place in the batch. For one thread.
 */
final class VaeGanAttack implements Attack {
    private final Generator generator;
    private final DifferentiableModel model;
    private final AttackSpec spec;
    private final BudgetSpec budget;
    private final OrganLimits limits;
    private final Objective objective;
    private @Nullable GeneratorPass pass;

    VaeGanAttack(
            Generator generator, DifferentiableModel model, AttackSpec spec, BudgetSpec budget, OrganLimits limits) {
        this.generator = generator;
        this.model = model;
        this.spec = spec;
        this.budget = budget;
        this.limits = limits;
        objective = Objective.of(generator.settings().training(), spec, budget, model.sets());
    }

    /**
     * Gives as many samples as are asked for; refined ones the worst by the mean first, then the worst for each organ,
     * then those of the other samples, of as many samples as the spec says.
     */
    @Override
    public List<Perturbation> perturb(ImageBatch images, int samples, long seed) {
        if (budget.perceptibility() == 0) {
            return List.of(Perturbation.none(images));
        }
        if (pass == null || !pass.fits(images)) {
            pass = GeneratorPass.attacking(generator, images.count(), images.grid());
        }
        double[] perceptibilities = new double[images.count()];
        Arrays.fill(perceptibilities, budget.perceptibility());
        CleanAnswers answers = encoded(pass, images, perceptibilities);
        return spec.refine() == 0
                ? drawn(pass, objective.attempt(images, perceptibilities), samples, seed)
                : refined(pass, answers, images, seed).lowest(samples);
    }

    /** Encodes images; nobody needs afterwards what the encoder saw of them but the answers. */
    private CleanAnswers encoded(GeneratorPass encoder, ImageBatch images, double[] perceptibilities) {
        Sight sight = objective.look(model, images);
        encoder.encode(objective.seen(images, sight, perceptibilities), Statistics.POPULATION);
        return new CleanAnswers(model, images, sight.clean());
    }

    private static List<Perturbation> drawn(GeneratorPass pass, Objective.Attempt attempt, int samples, long seed) {
        List<KeptFields> drawn = new ArrayList<>();
        for (int sample = 0; sample < samples; sample++) {
            drawn.add(KeptFields.of(attempt.hold(pass.decode(latents(pass, seed, sample), Statistics.POPULATION))));
        }
        return KeptFields.list(drawn);
    }

    private WorstOfStarts refined(GeneratorPass encoded, CleanAnswers answers, ImageBatch images, long seed) {
        Refinement refinement = new Refinement(
                encoded, new BudgetObjective(spec, budget, model.sets()), budget, model, images, answers, limits);
        for (int sample = 0; sample < spec.samples() && !refinement.worst().done(); sample++) {
            refinement.run(sample, latents(encoded, seed, sample), spec.refine());
        }
        return refinement.worst();
    }

    private static GeneratorPass.Latents latents(GeneratorPass pass, long seed, int sample) {
        return pass.draw(new Random(Seeds.sample(seed, sample)));
    }
}

package org.duress.gate.prepare;

import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.duress.DuressException;
import org.duress.Progress;
import org.duress.base.EnumWords;
import org.duress.gate.attack.AttackTask;
import org.duress.gate.baseline.CountingModel;
import org.duress.model.DifferentiableModel;
import org.duress.model.GradientCheck;
import org.duress.model.ImageBatch;
import org.duress.model.ImageSource;
import org.duress.model.SegmentationModel;
import org.duress.result.GradientAgreement;
import org.duress.spec.AttackSpec;
import org.duress.spec.Contender;

/**
 * Prepares the attacks that a spec names, or those that suit the model.
 *
 * @param folder the store's folder
 */
public record Contenders(Path folder) implements AttackSource {
    /**
     * Checks the gradients that will be followed, at the size and batch in use, and prepares.
     *
     * @throws DuressException if they are not the derivatives of the model's answers
     */
    @Override
    public PreparedAttack prepare(AttackTask task, CountingModel model, Progress listener) {
        Set<Contender> contenders = of(task.spec(), model);
        Optional<GradientAgreement> agreement = Optional.empty();
        if (!Collections.disjoint(contenders, Contender.WITH_GRADIENTS)) {
            agreement =
                    Optional.of(checked(task, model.uncounted().differentiable().orElseThrow()));
        }
        return prepareChecked(task, model, listener).with(agreement);
    }

    private static GradientAgreement checked(AttackTask task, DifferentiableModel model) {
        ImageSource training = task.training();
        int count = Math.min(task.spec().batch(), training.count());
        ImageBatch batch = training.some(0, count);
        GradientCheck check = GradientCheck.of(model, batch, task.spec().seed());
        return new GradientAgreement(check.compared(), check.undecided(), check.largestError());
    }

    /** For a model whose gradients are known to be true, such as a copy of one that was checked. */
    public PreparedAttack prepareChecked(AttackTask task, CountingModel model, Progress listener) {
        Set<Contender> contenders = of(task.spec(), model);
        Preparation preparation = new Preparation(folder, task, model, listener);
        try {
            if (contenders.contains(Contender.VAEGAN)) {
                preparation.vaeGan();
            }
            if (contenders.contains(Contender.SUBSTITUTE)) {
                preparation.substitute();
            }
            if (contenders.contains(Contender.GRADIENT)) {
                preparation.gradient(contenders);
            }
            preparation.searches(contenders);
            return preparation.prepared();
        } catch (RuntimeException e) {
            preparation.close();
            throw e;
        }
    }

    /**
     * What is tried on a model.
     *
     * @throws DuressException if the spec names {@code vaegan} or {@code gradient} and the model gives no gradients
     */
    public static Set<Contender> of(AttackSpec spec, SegmentationModel model) {
        boolean gradients = model.differentiable().isPresent();
        if (spec.contenders().isEmpty()) {
            return gradients
                    ? EnumSet.of(
                            Contender.VAEGAN, Contender.GRADIENT, Contender.BUMPS, Contender.QUERY, Contender.UNIVERSAL)
                    : EnumSet.of(Contender.SUBSTITUTE, Contender.BUMPS, Contender.QUERY, Contender.UNIVERSAL);
        }
        for (Contender needsGradients : Contender.WITH_GRADIENTS) {
            if (!gradients && spec.contenders().contains(needsGradients)) {
                throw new DuressException("attack.contenders names " + EnumWords.of(needsGradients)
                        + ", which needs a model that gives gradients, and this"
                        + " one does not; use substitute, bumps and query, or remove attack.contenders");
            }
        }
        return spec.contenders();
    }
}

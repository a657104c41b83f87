package org.duress.gate;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.duress.DuressException;
import org.duress.model.DifferentiableModel;
import org.duress.model.SegmentationModel;
import org.duress.spec.AttackSpec;
import org.duress.spec.Contender;

/**
 * Prepares the attacks that a spec names, or those that suit the model.
 *
 * @param folder the store's folder
 */
record Contenders(Path folder) implements AttackSource {
    @Override
    public PreparedAttack prepare(AttackTask task, CountingModel model, GateListener listener) {
        Set<Contender> contenders = of(task.spec(), model.uncounted());
        Preparation preparation = new Preparation(folder, task, model, listener);
        try {
            if (contenders.contains(Contender.VAEGAN)) {
                preparation.vaeGan();
            }
            if (contenders.contains(Contender.SUBSTITUTE)) {
                preparation.substitute();
            }
            if (contenders.contains(Contender.GRADIENT)) {
                preparation.gradient();
            }
            if (contenders.contains(Contender.QUERY)) {
                preparation.query();
            }
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
    static Set<Contender> of(AttackSpec spec, SegmentationModel model) {
        boolean gradients = model instanceof DifferentiableModel;
        if (spec.contenders().isEmpty()) {
            return gradients
                    ? EnumSet.of(Contender.VAEGAN, Contender.GRADIENT, Contender.QUERY)
                    : EnumSet.of(Contender.SUBSTITUTE, Contender.QUERY);
        }
        for (Contender needsGradients : List.of(Contender.VAEGAN, Contender.GRADIENT)) {
            if (!gradients && spec.contenders().contains(needsGradients)) {
                throw new DuressException(
                        "attack.contenders names " + needsGradients.name().toLowerCase(Locale.ROOT)
                                + ", which needs a model that gives gradients, and this"
                                + " one does not; use substitute and query, or remove attack.contenders");
            }
        }
        return spec.contenders();
    }
}

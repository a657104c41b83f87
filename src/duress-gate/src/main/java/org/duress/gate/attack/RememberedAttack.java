package org.duress.gate.attack;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.duress.attack.Attack;
import org.duress.attack.Perturbation;
import org.duress.base.Seeds;
import org.duress.gate.baseline.CostMeter;
import org.duress.gate.baseline.CostMeter.Work;
import org.duress.model.ImageBatch;
import org.duress.spec.Contender;

/**
 * An attack that searches for long, and is asked about the same images again at once by an attack which starts from
 * what it found: it answers as it did before. A batch of the same pixels but of another seed is another's: what comes
 * of it must not depend on whether its twin was attacked on this machine. What its search costs is its own, whoever
 * asks first: it would have been asked anyway. For one thread.
 */
public final class RememberedAttack implements Attack {
    private final Contender contender;
    private final Attack attack;
    private final CostMeter costs;
    private Optional<Found> last = Optional.empty();

    private record Found(ImageBatch images, long seed, List<Perturbation> perturbations) {}

    /**
     * An attack that is remembered.
     *
     * @param contender which it is
     */
    public RememberedAttack(Contender contender, Attack attack, CostMeter costs) {
        this.contender = contender;
        this.attack = attack;
        this.costs = costs;
    }

    @Override
    public List<Perturbation> perturb(ImageBatch images, int samples, long seed) {
        List<Perturbation> found = last.filter(before -> Seeds.ofOneBatch(before.seed(), seed)
                        && Arrays.equals(before.images().pixels(), images.pixels()))
                .map(Found::perturbations)
                .orElseGet(() -> costs.charge(contender, Work.SEARCH, () -> attack.perturb(images, samples, seed)));
        last = Optional.of(new Found(images, seed, found));
        return found.subList(0, Math.min(samples, found.size()));
    }
}

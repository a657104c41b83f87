package org.duress.gate.attack;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.duress.attack.Attack;
import org.duress.attack.Perturbation;
import org.duress.gate.baseline.CostMeter;
import org.duress.gate.baseline.CostMeter.Work;
import org.duress.model.ImageBatch;
import org.duress.spec.Contender;

/**
 * An attack that searches for long, and is asked about the same images again at once by an attack which starts from
 * what it found: it answers as it did before. What its search costs is its own, whoever asks first: it would have been
 * asked anyway. For one thread.
 */
public final class RememberedAttack implements Attack {
    private final Contender contender;
    private final Attack attack;
    private final CostMeter costs;
    private Optional<Found> last = Optional.empty();

    private record Found(ImageBatch images, List<Perturbation> perturbations) {}

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
        List<Perturbation> found = last.filter(
                        before -> Arrays.equals(before.images().pixels(), images.pixels()))
                .map(Found::perturbations)
                .orElseGet(() -> costs.charge(contender, Work.SEARCH, () -> attack.perturb(images, samples, seed)));
        last = Optional.of(new Found(images, found));
        return found.subList(0, Math.min(samples, found.size()));
    }
}

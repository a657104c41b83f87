package org.duress.gate.attack;

import java.util.Arrays;
import java.util.BitSet;
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

    private record Found(ImageBatch images, BitSet lost, long seed, List<Perturbation> perturbations) {
        /** Whether they are those of a batch, and of all images of it that are not lost. */
        boolean of(ImageBatch batch, BitSet leftAlone, long other) {
            BitSet missing = (BitSet) lost.clone();
            missing.andNot(leftAlone);
            return missing.isEmpty() && Seeds.ofOneBatch(seed, other) && Arrays.equals(images.pixels(), batch.pixels());
        }
    }

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
        return perturb(images, new BitSet(), samples, seed);
    }

    @Override
    public List<Perturbation> perturb(ImageBatch images, BitSet lost, int samples, long seed) {
        Found found = last.filter(before -> before.of(images, lost, seed))
                .orElseGet(() -> new Found(
                        images,
                        (BitSet) lost.clone(),
                        seed,
                        costs.charge(contender, Work.SEARCH, () -> attack.perturb(images, lost, samples, seed))));
        last = Optional.of(found);
        return found.perturbations()
                .subList(0, Math.min(samples, found.perturbations().size()));
    }
}

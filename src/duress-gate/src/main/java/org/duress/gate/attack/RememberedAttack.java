package org.duress.gate.attack;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.duress.attack.Attack;
import org.duress.attack.Perturbation;
import org.duress.model.ImageBatch;

/**
 * An attack that searches for long, and is asked about the same images again at once by an attack which starts from
 * what it found: it answers as it did before. For one thread.
 */
public final class RememberedAttack implements Attack {
    private final Attack attack;
    private Optional<Found> last = Optional.empty();

    private record Found(ImageBatch images, List<Perturbation> perturbations) {}

    public RememberedAttack(Attack attack) {
        this.attack = attack;
    }

    @Override
    public List<Perturbation> perturb(ImageBatch images, int samples, long seed) {
        List<Perturbation> found = last.filter(
                        before -> Arrays.equals(before.images().pixels(), images.pixels()))
                .map(Found::perturbations)
                .orElseGet(() -> attack.perturb(images, samples, seed));
        last = Optional.of(new Found(images, found));
        return found.subList(0, Math.min(samples, found.size()));
    }
}

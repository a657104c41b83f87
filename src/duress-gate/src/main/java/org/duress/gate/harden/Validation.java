package org.duress.gate.harden;

import java.util.List;
import org.duress.attack.Perturbation;
import org.duress.base.Seeds;
import org.duress.data.Slice;
import org.duress.gate.attack.NamedAttack;
import org.duress.metric.Dice;
import org.duress.model.ClassMaps;
import org.duress.model.SegmentationModel;

/**
 * Mean Dice over organs on images that are not trained on, clean and attacked.
 *
 * @param slices at least one
 * @param batch images that are attacked together
 * @param seed of the attacks, the same in every round
 */
record Validation(List<Slice> slices, int batch, long seed) {
    Validation {
        slices = List.copyOf(slices);
    }

    double clean(SegmentationModel model) {
        return dice(model, (images, first) -> images);
    }

    /** Under the attack that leaves least. */
    double attacked(SegmentationModel model, List<NamedAttack> attacks) {
        return attacks.stream()
                .mapToDouble(attack -> dice(model, (images, first) -> {
                    List<Perturbation> found =
                            attack.attack().perturb(images.images(), 1, Seeds.batch(seed, "validation", first));
                    return images.under(found.get(0));
                }))
                .min()
                .orElseThrow();
    }

    /** What becomes of a batch before it is asked about. */
    private interface Change {
        Attacked of(Attacked images, int first);
    }

    private double dice(SegmentationModel model, Change change) {
        List<Dice> counts = Dice.none(model.sets().organs());
        for (int from = 0; from < slices.size(); from += batch) {
            Attacked images =
                    change.of(Attacked.clean(slices.subList(from, Math.min(slices.size(), from + batch))), from);
            byte[] answer = ClassMaps.argMax(model.probabilities(images.images()), model.classes());
            counts = Dice.sum(counts, Dice.perOrgan(answer, images.joined(), model.sets()));
        }
        return Dice.mean(counts.stream().mapToDouble(Dice::score)).orElse(0);
    }
}

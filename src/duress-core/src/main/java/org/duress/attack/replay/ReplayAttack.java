package org.duress.attack.replay;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.duress.attack.Attack;
import org.duress.attack.KeptFields;
import org.duress.attack.Perturbation;
import org.duress.model.ImageBatch;
import org.duress.spec.FieldKind;

/**
 * Gives each image the perturbations that are known for it, and one that changes nothing to an image it does not know,
 * or knows fewer for. It never asks a model, and needs no seed.
 */
public final class ReplayAttack implements Attack {
    private final Map<ImageKey, List<Perturbation>> known;
    private final Set<FieldKind> fields;

    /**
     * An attack with what is known.
     *
     * @param known for an image one perturbation or more, each of one image of its size
     * @param fields which fields may be used; the other one is left out
     */
    public ReplayAttack(Map<ImageKey, List<Perturbation>> known, Set<FieldKind> fields) {
        this.known = Map.copyOf(known);
        this.fields = Set.copyOf(fields);
    }

    @Override
    public List<Perturbation> perturb(ImageBatch images, int samples, long seed) {
        List<List<Perturbation>> perImage = IntStream.range(0, images.count())
                .mapToObj(i -> known.getOrDefault(ImageKey.of(images, i), List.of()))
                .toList();
        int most = perImage.stream().mapToInt(List::size).max().orElse(0);
        return KeptFields.list(Math.max(1, Math.min(samples, most)), k -> replay(images, perImage, k));
    }

    /** The k-th that is known for each image. */
    private Perturbation replay(ImageBatch images, List<List<Perturbation>> perImage, int k) {
        Perturbation all = Perturbation.none(images);
        for (int i = 0; i < perImage.size(); i++) {
            if (k < perImage.get(i).size()) {
                all.put(i, perImage.get(i).get(k));
            }
        }
        if (!fields.contains(FieldKind.DEFORMATION)) {
            Arrays.fill(all.deformation(), 0);
        }
        if (!fields.contains(FieldKind.INTENSITY)) {
            Arrays.fill(all.intensity(), 0);
        }
        return all;
    }
}

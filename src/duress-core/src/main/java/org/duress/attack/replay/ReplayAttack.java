package org.duress.attack.replay;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duress.attack.Attack;
import org.duress.attack.Perturbation;
import org.duress.model.ImageBatch;
import org.duress.spec.FieldKind;

/**
 * Gives each image the perturbation that is known for it, and the one that changes nothing to an image it does not
 * know. It never asks a model, and needs no seed.
 */
public final class ReplayAttack implements Attack {
    private final Map<ImageKey, Perturbation> known;
    private final Set<FieldKind> fields;

    /**
     * An attack with what is known.
     *
     * @param known for an image the fields of one image, of its size
     * @param fields which fields may be used; the other one is left out
     */
    public ReplayAttack(Map<ImageKey, Perturbation> known, Set<FieldKind> fields) {
        this.known = Map.copyOf(known);
        this.fields = Set.copyOf(fields);
    }

    @Override
    public List<Perturbation> perturb(ImageBatch images, int samples, long seed) {
        Perturbation all = Perturbation.none(images);
        for (int i = 0; i < images.count(); i++) {
            Perturbation one = known.get(ImageKey.of(images, i));
            if (one != null) {
                all.put(i, one);
            }
        }
        if (!fields.contains(FieldKind.DEFORMATION)) {
            Arrays.fill(all.deformation(), 0);
        }
        if (!fields.contains(FieldKind.INTENSITY)) {
            Arrays.fill(all.intensity(), 0);
        }
        return List.of(all);
    }
}

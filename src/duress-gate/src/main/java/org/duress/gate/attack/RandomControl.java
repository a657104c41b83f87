package org.duress.gate.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.duress.attack.Budget;
import org.duress.attack.ControlSpacing;
import org.duress.attack.KeptFields;
import org.duress.attack.Perceived;
import org.duress.attack.Perturbation;
import org.duress.attack.RandomFields;
import org.duress.attack.Warp;
import org.duress.base.Seeds;
import org.duress.metric.RootMeanSquare;
import org.duress.model.ImageBatch;
import org.duress.spec.FieldKind;

/**
 * Random smooth fields that are as large as what the attacks found: the same ratio of D to V, and the same p, image by
 * image. Where the attacks found nothing, they spend the whole budget.
 *
 * @param controls how far apart their control points are
 */
public record RandomControl(Budget budget, Set<FieldKind> fields, ControlSpacing controls) implements Control {
    private static final RandomFields.Size USUAL = new RandomFields.Size(1, 0.2);
    private static final int SPACING = 8;

    @Override
    public List<Perturbation> perturb(ImageBatch images, Perturbation like, int samples, long seed) {
        List<List<KeptFields>> perImage = new ArrayList<>();
        for (int i = 0; i < images.count(); i++) {
            perImage.add(one(images.one(i), like.one(i), samples, Seeds.image(seed, i)));
        }
        return KeptFields.list(
                samples,
                sample -> Perturbation.joined(perImage.stream()
                        .map(found -> found.get(sample).fields())
                        .toList()));
    }

    private List<KeptFields> one(ImageBatch image, Perturbation like, int samples, long seed) {
        double d = RootMeanSquare.of(like.deformation(), 0, like.deformation().length);
        double v = RootMeanSquare.of(like.intensity(), 0, like.intensity().length);
        double p = Perceived.perceptibility(image, Warp.perturb(image, like).pixels(), 0);
        boolean found = p > 0;
        RandomFields.Size size = found ? new RandomFields.Size(d, v) : USUAL;
        Budget equal = budget.withPerceptibility(found ? p : budget.spec().perceptibility());
        List<Integer> spacing = controls.dividing(image.grid(), SPACING);
        return new RandomFields(size.only(fields), spacing, budget.intensities())
                .perturb(image, samples, seed).stream()
                        .map(fields -> KeptFields.of(equal.fill(image, fields)))
                        .toList();
    }
}

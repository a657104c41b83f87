package org.duress.attack;

import java.util.Arrays;
import java.util.List;
import org.duress.base.SideBySide;
import org.duress.model.ImageBatch;
import org.duress.spec.BudgetSpec;
import org.jspecify.annotations.Nullable;

/**
 * Fields that were brought to the edge of a budget, and the way back of gradients through that: what makes a budget a
 * part of a network. Images may have budgets of their own.
 *
 * <p>The factor that brings p to its limit depends on the fields, and so does what too rough a field may keep; the
 * gradient goes through both. How far D stays behind where it would fold or be too long is held constant. What is large
 * of it lies in files until the gradient comes.
 */
public final class Filling {
    private final ImageBatch images;
    private final double[] limits;
    private final FilledImage[] filled;
    private final KeptFields fields;
    private @Nullable Perturbed perturbed;

    private Filling(ImageBatch images, double[] limits, FilledImage[] filled, KeptFields fields) {
        this.images = images;
        this.limits = limits;
        this.filled = filled;
        this.fields = fields;
    }

    /**
     * Fills.
     *
     * @param budgets one an image, each with a perceptibility above 0
     * @param raw fields of any size; not changed
     */
    public static Filling of(List<BudgetSpec> budgets, ImageBatch images, KeptFields raw) {
        double[] limits =
                budgets.stream().mapToDouble(BudgetSpec::perceptibility).toArray();
        FilledImage[] filled = SideBySide.each(
                        images.count(), i -> new FilledImage(budgets.get(i), images.one(i), raw.one(i)))
                .toArray(FilledImage[]::new);
        return new Filling(
                images,
                limits,
                filled,
                KeptFields.joined(Arrays.stream(filled).map(FilledImage::fields).toList()));
    }

    /** Inside the budget. */
    public KeptFields fields() {
        return fields;
    }

    /** The images under these fields: held from now on, for the way back needs them too. */
    public Perturbed perturbed() {
        Perturbed ready = perturbed;
        if (ready == null) {
            ready = rebuilt();
            perturbed = ready;
        }
        return ready;
    }

    private Perturbed rebuilt() {
        Perturbation held = fields.fields();
        if (filled.length == 1) {
            return Perturbed.of(images, held, Warp.perturbed(images, held, filled[0].pixels()));
        }
        float[] pixels = new float[images.pixels().length];
        for (int i = 0; i < filled.length; i++) {
            System.arraycopy(filled[i].pixels(), 0, pixels, i * images.length(), images.length());
        }
        return Perturbed.of(images, held, Warp.perturbed(images, held, pixels));
    }

    private Edge edge() {
        Perturbed ready = perturbed;
        return Edge.at(ready == null ? rebuilt() : ready, limits);
    }

    /**
     * Pulls gradients back.
     *
     * @param gradient with respect to {@link #fields}
     * @return with respect to the raw fields; fresh
     */
    public FieldGradient pullback(FieldGradient gradient) {
        if (filled.length == 1) {
            return filled[0].pullback(gradient, edge().slope(0));
        }
        Edge edge = edge();
        FieldGradient raw = FieldGradient.none(fields.fields());
        SideBySide.works(images.count(), i -> {
            raw.put(i, filled[i].pullback(gradient.one(i, images.count()), edge.slope(i)));
        });
        return raw;
    }
}

package org.duress.result.slice;

import java.util.List;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.data.Slice;
import org.duress.metric.Perceptibility;
import org.duress.model.ImageBatch;
import org.duress.spec.Reference;

/**
 * A perturbation of a gate slice.
 *
 * @param clean the slice
 * @param fields (D, V) of the one slice, as they are judged; not copied
 */
public record Trial(CleanSlice clean, Perturbation fields) {
    public Slice slice() {
        return clean.slice();
    }

    /** D, {@code height * width * 2}, pixels, x first. */
    public float[] deformation() {
        return fields.deformation();
    }

    /** V, {@code height * width}, in standard deviations of the subject. */
    public float[] intensity() {
        return fields.intensity();
    }

    /** The same slice under other fields. */
    public Trial with(Perturbation others) {
        return new Trial(clean, others);
    }

    /** Whether anything is changed. */
    public boolean perturbed() {
        return used(deformation()) || used(intensity());
    }

    /** Whether a field has a value other than 0. */
    public static boolean used(float[] field) {
        for (float value : field) {
            if (value != 0) {
                return true;
            }
        }
        return false;
    }

    /** I_DV, {@code height * width}; rebuilt at each call. */
    public float[] image() {
        Slice slice = slice();
        return Warp.perturb(new ImageBatch(slice.image(), 1, slice.height(), slice.width()), fields)
                .pixels();
    }

    /** The label moved by D; rebuilt at each call. */
    public byte[] movedLabel() {
        Slice slice = slice();
        return Warp.labels(slice.classes(), deformation(), slice.height(), slice.width());
    }

    /** What a segmentation of I_DV is compared with. */
    public byte[] label(Reference reference) {
        return reference.choose(movedLabel(), slice().classes());
    }

    /** p of equation 7, in standard deviations of the subject. */
    public double perceptibility() {
        return Perceptibility.of(slice().image(), image());
    }

    /** Longest displacement, in pixels. */
    public double largestDisplacement() {
        double largest = 0;
        float[] d = deformation();
        for (int i = 0; i < d.length; i += 2) {
            largest = Math.max(largest, Math.hypot(d[i], d[i + 1]));
        }
        return largest;
    }

    /** Trials of slices of one size as one batch of I_DV, in their order; at least one. */
    public static ImageBatch images(List<Trial> trials) {
        Slice first = trials.get(0).slice();
        int pixels = first.height() * first.width();
        float[] all = new float[trials.size() * pixels];
        for (int i = 0; i < trials.size(); i++) {
            System.arraycopy(trials.get(i).image(), 0, all, i * pixels, pixels);
        }
        return new ImageBatch(all, trials.size(), first.height(), first.width());
    }
}

package org.duress.result.slice;

import java.util.List;
import org.duress.attack.KeptFields;
import org.duress.attack.Perceived;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.base.Channels;
import org.duress.base.SideBySide;
import org.duress.data.Slice;
import org.duress.metric.Displacement;
import org.duress.metric.RootMeanSquare;
import org.duress.model.ImageBatch;
import org.duress.spec.Reference;

/**
 * A perturbation of a gate slice.
 *
 * @param clean the slice
 * @param kept (D, V) of the one slice, as they are judged; not copied
 */
public record Trial(CleanSlice clean, KeptFields kept) {
    /** Of fields that stay on the heap, however large they are, until they were worked on. */
    public Trial(CleanSlice clean, Perturbation fields) {
        this(clean, KeptFields.onHeap(fields));
    }

    /** (D, V), which may be read from where they are kept. */
    public Perturbation fields() {
        return kept.fields();
    }

    /** The same with its fields on the heap, for who asks for them often. */
    public Trial onHeap() {
        return new Trial(clean, fields());
    }

    public Slice slice() {
        return clean.slice();
    }

    /** D, {@code [grid, rank]}, pixels, the fastest axis first. */
    public float[] deformation() {
        return kept.deformation();
    }

    /** V, {@code [grid, channels]}, in standard deviations of the subject. */
    public float[] intensity() {
        return kept.intensity();
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

    /** I_DV, {@code [grid, channels]}; rebuilt at each call. */
    public float[] image() {
        return moved().pixels();
    }

    private ImageBatch moved() {
        return Warp.perturb(ImageBatch.of(slice()), fields());
    }

    /** The label moved by D; rebuilt at each call. */
    public byte[] movedLabel() {
        return Warp.labels(slice().classes(), deformation(), slice().grid());
    }

    /** What a segmentation of I_DV is compared with. */
    public byte[] label(Reference reference) {
        return reference.choose(movedLabel(), slice().classes());
    }

    /** p of equation 7 over all channels, in standard deviations of the subject. */
    public double perceptibility() {
        return Perceived.perceptibility(ImageBatch.of(slice()), image(), 0);
    }

    /** p of each channel alone, in their order. */
    public List<Double> perceptibilities() {
        return Perceived.perceptibilities(ImageBatch.of(slice()), image());
    }

    /** The channel that changed most, by the root mean square of its change; from 0, the first of equals. */
    public int mostChanged() {
        int channels = slice().channels();
        float[] clean = slice().image();
        float[] change = channels == 1 ? new float[0] : image();
        for (int i = 0; i < change.length; i++) {
            change[i] -= clean[i];
        }
        int most = 0;
        double largest = 0;
        for (int c = 0; c < channels && channels > 1; c++) {
            float[] own = Channels.one(change, c, channels);
            double size = RootMeanSquare.of(own, 0, own.length);
            if (size > largest) {
                most = c;
                largest = size;
            }
        }
        return most;
    }

    /** Longest displacement in millimetres; NaN where the spacing along any axis is not known. */
    public double largestMillimetres() {
        return Displacement.longestMillimetres(deformation(), slice().grid());
    }

    /** Longest displacement, in pixels. */
    public double largestDisplacement() {
        return Displacement.longest(deformation(), slice().grid().rank());
    }

    /** Largest |V| of any channel, in the image's own units: HU for CT, where the scale is known. */
    public double largestIntensity() {
        float[] values = intensity();
        double largest = 0;
        for (int i = 0; i < values.length; i++) {
            double deviation = slice().scales().get(i % slice().channels()).deviation();
            largest = Math.max(largest, deviation * Math.abs(values[i]));
        }
        return largest;
    }

    /** Trials of slices of one size as one batch of I_DV, in their order; at least one. */
    public static ImageBatch images(List<Trial> trials) {
        return ImageBatch.joined(
                SideBySide.each(trials.size(), i -> trials.get(i).moved()));
    }
}

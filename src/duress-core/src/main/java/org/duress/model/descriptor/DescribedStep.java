package org.duress.model.descriptor;

import java.util.List;
import org.duress.spec.PreprocessStep;

/**
 * One step of preprocessing. Sizes, spacings and paddings are in the order of the network's axes ({@link
 * Descriptor#axes()}), without the channel.
 */
public sealed interface DescribedStep {
    /** How values between voxels are made. */
    enum Interpolation {
        NEAREST,
        LINEAR,
        CUBIC,
        /** Each new pixel is the mean of the old ones that it covers. */
        AREA
    }

    /** What is put around an image that is too small. */
    enum Border {
        CONSTANT,
        REFLECT,
        /** The nearest pixel's value. */
        EDGE,
        /** The other side's values. */
        WRAP
    }

    /**
     * Flips and permutes axes.
     *
     * @param towards where the axes of a volume run, first to last, as the network has them: {@code RAS} is to patient
     *     right, anterior, superior; of slices too
     */
    record Orientation(String towards) implements DescribedStep {}

    /**
     * Resamples to a spacing.
     *
     * @param millimetres for each axis; the last holds for all behind it
     * @param alignment where new voxels lie
     */
    record Spacing(List<Double> millimetres, Interpolation interpolation, Alignment alignment)
            implements DescribedStep {
        public Spacing {
            millimetres = List.copyOf(millimetres);
        }
    }

    /** Where the {@code m} voxels of a resampled image lie among the old {@code n}. Halves are rounded to even. */
    enum Alignment {
        /** The first centres lie on each other: {@code x = i * new/old}, {@code m = round((n - 1) * old/new + 1)}. */
        FIRST_CENTRE,
        /** The edges do: {@code x = (i + 0.5) * n/m - 0.5}, {@code m = round(n * old/new)}. */
        EDGES
    }

    /** Resamples to a size, edges on edges, without smoothing. */
    record Resize(List<Integer> size, Interpolation interpolation) implements DescribedStep {
        public Resize {
            size = List.copyOf(size);
        }
    }

    /** Changes intensities alone, which is the same whatever the axes are. */
    record Intensities(PreprocessStep step) implements DescribedStep {}

    /**
     * Cuts to the box around the foreground; what is cut away is background in the end, whatever the network would say.
     *
     * @param positive whether foreground is what is above 0 in any channel, else what is not 0
     * @param margin voxels around the box
     * @param within whether the box ends where the image does, else it is padded
     * @param multiple that the box's sizes are grown to
     */
    record CropForeground(boolean positive, int margin, boolean within, int multiple, Border border)
            implements DescribedStep {}

    /**
     * Pads.
     *
     * @param sizes that an image has at least, or that its sizes are multiples of; 0 leaves an axis
     * @param multiples which of the two
     * @param value of a constant border
     * @param atEnd all at the end, else half on either side, the greater half at the end
     */
    record Pad(List<Integer> sizes, boolean multiples, Border border, double value, boolean atEnd)
            implements DescribedStep {
        public Pad {
            sizes = List.copyOf(sizes);
        }
    }
}

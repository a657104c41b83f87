package org.duress.model.descriptor;

import java.util.List;
import java.util.Optional;

/**
 * One step of preprocessing. Sizes, spacings and paddings are in the order of the network's axes ({@link
 * Descriptor#axes()}), without the channel.
 *
 * <p>Whatever is measured on the image (least and greatest value, mean, percentiles, foreground) is measured on all
 * that the step is given: on the volume where the cohort has volumes, never on one slice of it.
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

    /** Which voxels are measured and changed. */
    enum Among {
        ALL,
        /** Those other than 0; the rest is left as it is. */
        NONZERO,
        /** Those other than 0 in any channel, and the holes among them; the rest is left as it is. */
        NONZERO_FILLED
    }

    /**
     * Flips and permutes axes.
     *
     * @param towards where the axes of a volume run, first to last: {@code RAS} is to patient right, anterior, superior
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

    /**
     * Maps {@code fromLow..fromHigh} to {@code toLow..toHigh} linearly.
     *
     * @param clip whether what lies outside is brought to the nearest end
     */
    record Window(double fromLow, double fromHigh, double toLow, double toHigh, boolean clip)
            implements DescribedStep {}

    /** Brings what lies outside to the nearest end. */
    record Clip(double low, double high) implements DescribedStep {}

    /** Maps least and greatest value to {@code toLow..toHigh}; an image of one value times {@code toLow}. */
    record MinMax(double toLow, double toHigh, boolean channelWise) implements DescribedStep {}

    /**
     * A window whose ends are percentiles of the image, between order statistics linearly.
     *
     * @param lower percent, as {@code upper}
     */
    record Percentiles(double lower, double upper, double toLow, double toHigh, boolean clip, boolean channelWise)
            implements DescribedStep {}

    /**
     * {@code (x - mean) / sd}, with the population's standard deviation; 0 counts as 1.
     *
     * @param channelWise whether each channel is measured alone
     * @param mean one for each channel, or one for all; empty where the image's own is measured
     * @param sd as {@code mean}
     */
    record Standardise(Among among, boolean channelWise, Optional<List<Double>> mean, Optional<List<Double>> sd)
            implements DescribedStep {
        public Standardise {
            mean = mean.map(List::copyOf);
            sd = sd.map(List::copyOf);
        }
    }

    /** Other steps for each channel. */
    record PerChannel(List<List<DescribedStep>> steps) implements DescribedStep {
        public PerChannel {
            steps = steps.stream().map(List::copyOf).toList();
        }
    }

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

package org.duress.spec;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One step of what a team does to an image before its network sees it. The steps belong to the model under test; the
 * attack changes the image before all of them. What a step is and how it is written stands in one place each: here, and
 * in {@link PreprocessKinds}.
 */
public sealed interface PreprocessStep {
    /** What it does, in a few words for people. */
    String words();

    /** Back from standard deviations of the subject to the image's own units (HU for CT). */
    record Units() implements PreprocessStep {
        @Override
        public String words() {
            return "the image's own units";
        }
    }

    /**
     * Scales linearly: {@code y = (x - a) / (b - a) * (to.high - to.low) + to.low}, as MONAI's ScaleIntensityRange.
     *
     * @param from a and b
     * @param clip whether y is held to {@code to}
     */
    record Window(Span from, Interval to, boolean clip) implements PreprocessStep {
        @Override
        public String words() {
            return "window " + from.words() + " to " + to + (clip ? ", clipped" : "");
        }
    }

    /** The two intensities that a window goes from. */
    sealed interface Span {
        /** What they are, in a few words for people. */
        String words();
    }

    /** The same for every image. */
    record Fixed(Interval interval) implements Span {
        @Override
        public String words() {
            return interval.toString();
        }
    }

    /** Where the intensities are that something is measured of. */
    enum Over {
        /** In the slice or volume that is asked about: what is measured moves with it, and so does the gradient. */
        SLICE,
        /**
         * In the whole scan that the slice is of, as it was read: no attack of one slice moves it. A picture that is
         * a scan by itself is its own slice.
         */
        SCAN
    }

    /**
     * Of which intensities something is measured.
     *
     * @param each whether each channel is measured for itself, or all together
     */
    record Measured(Over over, boolean each) {
        /** In a few words for people. */
        public String words() {
            return (over == Over.SCAN ? "the scan" : "the image") + (each ? "" : ", all channels together");
        }
    }

    /**
     * Percentiles, linear between order statistics; 0 and 100 are the smallest and the largest intensity.
     *
     * @param of which intensities
     */
    record Percentiles(double low, double high, Measured of) implements Span {
        @Override
        public String words() {
            return "percentiles " + low + " and " + high + " of " + of.words();
        }
    }

    /**
     * Subtracts and divides by numbers of the training set: {@code y = (clipped x - mean) / deviation}.
     *
     * @param means one for all channels, or one a channel
     * @param deviations as many; above 0
     * @param clip x is held to it first
     */
    record Standardise(List<Double> means, List<Double> deviations, Optional<Interval> clip) implements PreprocessStep {
        public Standardise {
            means = List.copyOf(means);
            deviations = List.copyOf(deviations);
        }

        @Override
        public String words() {
            String held = clip.map(interval -> "clipped to " + interval + ", ").orElse("");
            return held + "less " + means + ", by " + deviations;
        }
    }

    /** Which voxels are measured, and changed. */
    enum Among {
        /** All. */
        IMAGE,
        /** Those that are not 0; the others stay. */
        FOREGROUND,
        /** Those in the box around all that is not 0 in any channel are measured, all are changed: as nnU-Net does. */
        BOX
    }

    /**
     * Subtracts the mean and divides by the population standard deviation, as MONAI's NormalizeIntensity; a deviation
     * of 0 divides by 1.
     *
     * @param of which intensities the two are
     * @param clip percentiles of the same that x is held to first
     */
    record StandardiseImage(Among among, Measured of, Optional<Interval> clip) implements PreprocessStep {
        @Override
        public String words() {
            String held = clip.map(ends -> "clipped to " + percentiles(ends).words() + ", ")
                    .orElse("");
            return held + "less the mean, by the deviation of " + of.words()
                    + switch (among) {
                        case IMAGE -> "";
                        case FOREGROUND -> ", where it is not 0";
                        case BOX -> ", in the box of what is not 0";
                    };
        }

        /** What x is held to first. */
        public Optional<Percentiles> held() {
            return clip.map(this::percentiles);
        }

        private Percentiles percentiles(Interval ends) {
            return new Percentiles(ends.low(), ends.high(), of);
        }
    }

    /**
     * The axes as a network has them.
     *
     * @param axes where the network's axes grow to, as {@code RAS}: letters R or L, A or P, and S or I, which is last
     *     for slices. Images have planes to S, rows to P and columns to L
     */
    record Orientation(String axes) implements PreprocessStep {
        @Override
        public String words() {
            return "axes to " + axes;
        }
    }

    /** How images are brought to another distance of pixels. */
    enum Resampling {
        /** Linear, the first pixel's centre stays, {@code n' = round((n - 1) s / s' + 1)}: MONAI's Spacing. */
        MONAI,
        /**
         * Cubic B-spline, the image's border stays, {@code n' = round(n s / s')}, held to its range: nnU-Net. Of a
         * volume whose planes are over three times as far apart as its pixels each plane by itself, and of planes the
         * nearest.
         */
        NNUNET
    }

    /**
     * Resamples to a distance of pixels.
     *
     * @param millimetres distance of pixels along each axis, the slowest first: two for slices, three for volumes
     * @param answers what is interpolated on the way back
     */
    record Spacing(List<Double> millimetres, Resampling as, AnswerSpace answers) implements PreprocessStep {
        public Spacing {
            millimetres = List.copyOf(millimetres);
        }

        /** Of slices. */
        public Spacing(double rows, double columns, Resampling as, AnswerSpace answers) {
            this(List.of(rows, columns), as, answers);
        }

        @Override
        public String words() {
            String distances = millimetres.stream().map(String::valueOf).collect(Collectors.joining(" x "));
            return "spacing " + distances + " mm, as " + (as == Resampling.MONAI ? "MONAI" : "nnU-Net");
        }
    }

    /** How images are brought to another size. */
    enum Resizing {
        /** Linear, pixel centres aligned, nothing averaged: bilinear of PyTorch without antialiasing. */
        LINEAR,
        /** Mean of the pixels that an output pixel covers: PyTorch's adaptive average pooling, MONAI's default. */
        AREA
    }

    /**
     * Resizes; answers come back linearly.
     *
     * @param answers what is interpolated on the way back
     */
    record Resize(ImageSize size, Resizing by, AnswerSpace answers) implements PreprocessStep {
        @Override
        public String words() {
            return "size " + size + (by == Resizing.AREA ? ", by area" : "");
        }
    }

    /**
     * Adds a border, and cuts it off the answers.
     *
     * @param multiple of which the size along each axis becomes the next; 1 for none
     * @param least what they become at least
     * @param value of the border; empty: what the image's edge is
     * @param atEnd whether all of it is above, below and on the right, where axes end; otherwise half is on either
     *     side, the larger half there
     */
    record Pad(int multiple, Optional<ImageSize> least, Optional<Double> value, boolean atEnd)
            implements PreprocessStep {
        @Override
        public String words() {
            String to = least.map(size -> "at least " + size).orElse("multiples of " + multiple);
            return "padded to " + to + " with " + value.map(String::valueOf).orElse("its edge");
        }
    }

    /** What counts as foreground: in any channel. */
    enum Foreground {
        /** Above 0. */
        POSITIVE,
        /** Not 0. */
        NONZERO
    }

    /**
     * Cuts each image to the box around its foreground, of whose values nothing else is left; what was cut off is
     * background in the answer. An image without foreground stays whole. The box is that of the image that is asked
     * about: it moves with an attack, by whole pixels, of which the gradient knows nothing.
     *
     * @param margin pixels around the box
     * @param within whether the box ends where the image does
     * @param multiple of which the box's size along each axis becomes the next, half of it on either side, the larger
     *     half at the end; 1 for none
     * @param edge whether beyond the image is what its edge is; else 0
     */
    record Crop(Foreground to, int margin, boolean within, int multiple, boolean edge) implements PreprocessStep {
        @Override
        public String words() {
            return "cut to the box of what is " + (to == Foreground.POSITIVE ? "above 0" : "not 0")
                    + (margin > 0 ? " and " + margin + " around it" : "")
                    + (multiple > 1 ? ", multiples of " + multiple : "");
        }
    }

    /**
     * Other steps for each channel, all of intensities alone.
     *
     * @param steps one list a channel, in the order of the channels
     */
    record PerChannel(List<List<PreprocessStep>> steps) implements PreprocessStep {
        public PerChannel {
            steps = steps.stream().map(List::copyOf).toList();
        }

        @Override
        public String words() {
            return steps.stream()
                    .map(own -> own.stream().map(PreprocessStep::words).collect(Collectors.joining(", then ")))
                    .collect(Collectors.joining("; ", "each channel: ", ""));
        }
    }

    /**
     * The slices above and below as channels, lowest first; the cohort is read so. Where a subject ends its last slice
     * is repeated.
     *
     * @param each how many on either side; at least 1
     */
    record Neighbours(int each) implements PreprocessStep {
        @Override
        public String words() {
            return each + " slices below and above as channels";
        }
    }
}

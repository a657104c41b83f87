package org.duress.model.open;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.model.descriptor.DescribedLabels.Undone;
import org.duress.model.descriptor.DescribedStep;
import org.duress.model.descriptor.DescribedStep.Alignment;
import org.duress.model.descriptor.DescribedStep.Border;
import org.duress.model.descriptor.DescribedStep.Interpolation;
import org.duress.model.descriptor.DescribedTiles;
import org.duress.model.descriptor.Descriptor;
import org.duress.spec.AnswerSpace;
import org.duress.spec.ImageSize;
import org.duress.spec.PreprocessStep;
import org.duress.spec.PreprocessStep.Crop;
import org.duress.spec.PreprocessStep.Foreground;
import org.duress.spec.PreprocessStep.Measured;
import org.duress.spec.PreprocessStep.Orientation;
import org.duress.spec.PreprocessStep.Over;
import org.duress.spec.PreprocessStep.Pad;
import org.duress.spec.PreprocessStep.PerChannel;
import org.duress.spec.PreprocessStep.Percentiles;
import org.duress.spec.PreprocessStep.Resampling;
import org.duress.spec.PreprocessStep.Resize;
import org.duress.spec.PreprocessStep.Resizing;
import org.duress.spec.PreprocessStep.Spacing;
import org.duress.spec.PreprocessStep.StandardiseImage;
import org.duress.spec.PreprocessStep.Units;
import org.duress.spec.PreprocessStep.Window;
import org.duress.spec.TilesSpec;
import org.duress.spec.TilesSpec.Blend;
import org.duress.spec.TilesSpec.Rules;

/** What a descriptor says, in the steps of a spec. */
final class DescribedSteps {
    private static final double SIGMA = 0.125;

    private final Descriptor descriptor;
    private final List<PreprocessStep> steps = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private Optional<TilesSpec> tiles = Optional.empty();

    private DescribedSteps(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Understands the steps.
     *
     * @throws DuressException if one cannot be done
     */
    static DescribedSteps of(Descriptor descriptor) {
        DescribedSteps all = new DescribedSteps(descriptor);
        all.steps.add(new Units());
        // Without it, as files are most often stored.
        boolean oriented = descriptor.steps().stream().anyMatch(DescribedStep.Orientation.class::isInstance);
        if (!oriented && all.transposed()) {
            all.steps.add(new Orientation("LPS"));
        }
        descriptor.steps().forEach(step -> all.steps.addAll(all.step(step)));
        descriptor.tiles().ifPresent(all::tile);
        return all;
    }

    List<PreprocessStep> steps() {
        return List.copyOf(steps);
    }

    Optional<TilesSpec> tiles() {
        return tiles;
    }

    List<String> remarks() {
        return List.copyOf(remarks);
    }

    private boolean transposed() {
        return descriptor.axes() == Descriptor.Axes.X_FIRST;
    }

    private boolean ofVolumes() {
        return descriptor.dimensions() == 3;
    }

    /** Of one number an axis, those of a volume or of the two axes of a slice, in the network's order. */
    private <T> List<T> own(List<T> each) {
        if (!ofVolumes()) {
            return transposed() ? each.subList(0, 2) : each.subList(each.size() - 2, each.size());
        }
        List<T> own = new ArrayList<>(each.subList(0, Math.min(3, each.size())));
        while (own.size() < 3) {
            own.add(own.get(own.size() - 1));
        }
        return own;
    }

    private List<PreprocessStep> step(DescribedStep step) {
        if (step instanceof DescribedStep.Orientation orientation) {
            return List.of(new Orientation(turned(orientation.towards())));
        }
        if (step instanceof DescribedStep.Spacing spacing) {
            return List.of(spacing(spacing));
        }
        if (step instanceof DescribedStep.Resize resize) {
            return List.of(resize(resize));
        }
        if (step instanceof DescribedStep.Intensities intensities) {
            return List.of(ofVolumes() ? measuredItself(intensities.step()) : intensities.step());
        }
        if (step instanceof DescribedStep.Pad pad) {
            return List.of(pad(pad));
        }
        if (step instanceof DescribedStep.CropForeground crop) {
            return crop(crop);
        }
        throw new IllegalStateException("no step for " + step);
    }

    /** A volume is all that both frameworks measure, where of a slice it is the scan that it is of. */
    private static PreprocessStep measuredItself(PreprocessStep step) {
        if (step instanceof Window window && window.from() instanceof Percentiles ends) {
            return new Window(new Percentiles(ends.low(), ends.high(), itself(ends.of())), window.to(), window.clip());
        }
        if (step instanceof StandardiseImage own) {
            return new StandardiseImage(own.among(), itself(own.of()), own.clip());
        }
        if (step instanceof PerChannel channels) {
            return new PerChannel(channels.steps().stream()
                    .map(steps ->
                            steps.stream().map(DescribedSteps::measuredItself).toList())
                    .toList());
        }
        return step;
    }

    private static Measured itself(Measured of) {
        return new Measured(Over.SLICE, of.each());
    }

    /** The network's axes, of which one of slices has its own first. */
    private String turned(String towards) {
        if (ofVolumes()) {
            return towards;
        }
        String slices = transposed() ? towards : towards.substring(1) + towards.charAt(0);
        if (!slices.matches("([RL][AP]|[AP][RL])[SI]")) {
            throw new DuressException("the files turn volumes to " + towards + ", so that the network does not see"
                    + " axial slices; no others are gated");
        }
        return slices;
    }

    private AnswerSpace answers() {
        Undone undone = descriptor.labels().undone();
        if (undone == Undone.LABELS || undone == Undone.LABELS_INTERPOLATED) {
            String remark = "The files bring labels back to the image's grid; here probabilities are, and the most"
                    + " probable class counts.";
            if (!remarks.contains(remark)) {
                remarks.add(remark);
            }
        }
        return undone == Undone.LOGITS ? AnswerSpace.LOGITS : AnswerSpace.PROBABILITIES;
    }

    private Spacing spacing(DescribedStep.Spacing spacing) {
        List<Double> own = own(spacing.millimetres());
        boolean monai = spacing.alignment() == Alignment.FIRST_CENTRE;
        Interpolation known = monai ? Interpolation.LINEAR : Interpolation.CUBIC;
        if (spacing.interpolation() != known) {
            throw new DuressException("the files resample by " + spacing.interpolation() + " interpolation, where "
                    + known + " is known; write the steps in model.preprocess, with the format of the network's file");
        }
        Resampling as = monai ? Resampling.MONAI : Resampling.NNUNET;
        if (!own.stream().allMatch(mm -> mm > 0 && Double.isFinite(mm))) {
            throw new DuressException("the files resample to " + own + " mm, which leaves an axis as it is; write the"
                    + " steps in model.preprocess, with the format of the network's file");
        }
        return new Spacing(own, as, answers());
    }

    private Resize resize(DescribedStep.Resize resize) {
        List<Integer> own = own(resize.size());
        Resizing by = switch (resize.interpolation()) {
            case LINEAR -> Resizing.LINEAR;
            case AREA -> Resizing.AREA;
            case NEAREST, CUBIC ->
                throw new DuressException("the files resize by " + resize.interpolation()
                        + " interpolation, where LINEAR and AREA are known; write the steps in"
                        + " model.preprocess, with the format of the network's file");
        };
        return new Resize(size(own, "resize to"), by, answers());
    }

    private static ImageSize size(List<Integer> sizes, String what) {
        if (sizes.stream().anyMatch(size -> size < 1)) {
            throw new DuressException("the files " + what + " " + sizes + ", which leaves an axis as it is; write"
                    + " model.preprocess and model.tiles, with the format of the network's file");
        }
        return new ImageSize(sizes);
    }

    private Pad pad(DescribedStep.Pad pad) {
        List<Integer> own = own(pad.sizes());
        boolean edge = pad.border() == Border.EDGE;
        if (pad.border() != Border.CONSTANT && !edge) {
            throw new DuressException("the files pad by " + pad.border() + ", where CONSTANT and EDGE are known; write"
                    + " the steps in model.preprocess, with the format of the network's file");
        }
        if (pad.multiples() && own.stream().distinct().count() > 1) {
            throw new DuressException("the files pad to multiples of " + own + ", where one for all axes is known;"
                    + " write the steps in model.preprocess, with the format of the network's file");
        }
        Optional<ImageSize> least = pad.multiples()
                ? Optional.empty()
                : Optional.of(new ImageSize(
                        own.stream().map(size -> Math.max(1, size)).toList()));
        return new Pad(
                pad.multiples() ? Math.max(1, own.get(0)) : 1,
                least,
                edge ? Optional.empty() : Optional.of(pad.value()),
                pad.atEnd());
    }

    /** Of a volume; a slice has no box of its own, but its volume has, which is not read with it. */
    private List<PreprocessStep> crop(DescribedStep.CropForeground crop) {
        if (!ofVolumes()) {
            remarks.add("nnU-Net cuts volumes to the box of what is not 0; here slices stay whole, so that tiles lie"
                    + " elsewhere where that box is smaller. What is measured is measured in the box.");
            return List.of();
        }
        boolean edge = crop.border() == Border.EDGE;
        if (crop.border() != Border.CONSTANT && !edge) {
            throw new DuressException("the files pad what is cut out by " + crop.border() + ", where CONSTANT and EDGE"
                    + " are known; write the steps in model.preprocess, with the format of the network's file");
        }
        Foreground foreground = crop.positive() ? Foreground.POSITIVE : Foreground.NONZERO;
        return List.of(new Crop(foreground, crop.margin(), crop.within(), Math.max(1, crop.multiple()), edge));
    }

    private void tile(DescribedTiles described) {
        List<Integer> own = own(described.size());
        ImageSize size = size(own, "cut tiles of");
        boolean even = described.starts() == DescribedTiles.Starts.EVEN;
        boolean cut = described.blend() == DescribedTiles.Blend.GAUSSIAN_CUT;
        boolean constant = described.blend() == DescribedTiles.Blend.CONSTANT;
        if (!constant && (described.sigma() != SIGMA || cut != even)) {
            throw new DuressException("the files blend tiles by a Gaussian of " + described.sigma()
                    + " of their size, where " + SIGMA + " is known; write model.tiles, with the format of the"
                    + " network's file");
        }
        boolean edge = described.border() == Border.EDGE;
        if (described.border() != Border.CONSTANT && !edge) {
            throw new DuressException("the files pad small images by " + described.border() + ", where CONSTANT and"
                    + " EDGE are known; write model.tiles, with the format of the network's file");
        }
        Optional<Double> border = edge ? Optional.empty() : Optional.of(described.value());
        steps.add(new Pad(1, Optional.of(size), border, false));
        tiles = Optional.of(new TilesSpec(
                size,
                described.overlap(),
                constant ? Blend.CONSTANT : Blend.GAUSSIAN,
                even ? Rules.NNUNET : Rules.MONAI,
                AnswerSpace.LOGITS));
    }
}

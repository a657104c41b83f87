package org.duress.model.preprocess;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.data.IntensityScale;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.spec.AnswerSpace;
import org.duress.spec.Interval;
import org.duress.spec.ModelSpec;
import org.duress.spec.PreprocessStep;
import org.duress.spec.PreprocessStep.Crop;
import org.duress.spec.PreprocessStep.Fixed;
import org.duress.spec.PreprocessStep.Neighbours;
import org.duress.spec.PreprocessStep.Orientation;
import org.duress.spec.PreprocessStep.Pad;
import org.duress.spec.PreprocessStep.PerChannel;
import org.duress.spec.PreprocessStep.Percentiles;
import org.duress.spec.PreprocessStep.Resize;
import org.duress.spec.PreprocessStep.Spacing;
import org.duress.spec.PreprocessStep.Standardise;
import org.duress.spec.PreprocessStep.StandardiseImage;
import org.duress.spec.PreprocessStep.Units;
import org.duress.spec.PreprocessStep.Window;
import org.duress.spec.TilesSpec;

/** Puts what a team's inference does to an image before its network, as far as a spec says it. */
public final class Preprocessing {
    /** Answers that nobody asks for. */
    private static final Answers FOLLOWED = new Answers(2, false);

    private Preprocessing() {}

    /**
     * A network as its team uses it: first the steps in their order, then tiles, then flips of each tile.
     *
     * @param network closed with the result
     * @return the network itself where the spec says nothing of it
     */
    public static SegmentationModel before(SegmentationModel network, ModelSpec spec) {
        SegmentationModel model = network;
        boolean organs = spec.head().ofOrgans();
        if (!spec.flips().isEmpty()) {
            AnswerSpace average = spec.tiles().map(TilesSpec::average).orElse(AnswerSpace.LOGITS);
            model = new ViewedModel(
                    model, new Flipped(spec.flips(), average), organs, "flips " + spec.flips() + " " + average);
        }
        if (spec.tiles().isPresent()) {
            TilesSpec tiles = spec.tiles().get();
            model = new ViewedModel(model, new Tiled(tiles), organs, tiles.toString());
        }
        for (int i = spec.preprocess().size() - 1; i >= 0; i--) {
            model = behind(model, spec.preprocess().get(i), organs);
        }
        return spec.preprocess().stream().anyMatch(Crop.class::isInstance) ? new Shares(model) : model;
    }

    /**
     * What becomes of images on their way to the network, step by step.
     *
     * @param step as the spec writes it; the images themselves are the first, in standard deviations of the subject
     * @param images after it
     */
    public record Seen(String step, ImageBatch images) {}

    /**
     * Follows images of one spacing to the network, which need not be there.
     *
     * @throws DuressException if a step cannot be done to them
     */
    public static List<Seen> followed(ImageBatch images, ModelSpec spec) {
        List<Seen> seen = new ArrayList<>(List.of(new Seen("standard deviations of the subject", images)));
        ImageBatch now = images;
        for (PreprocessStep step : spec.preprocess()) {
            for (Stage stage : stages(step)) {
                now = stage.passage(now, FOLLOWED).images();
            }
            now = step instanceof Crop crop ? Cropped.first(now, crop) : now;
            seen.add(new Seen(step.words(), now));
        }
        if (spec.tiles().isPresent()) {
            Tiled tiled = new Tiled(spec.tiles().get());
            tiled.grid(now.grid());
            Views tiles = tiled.views(now);
            int shown = Math.min(tiles.count(), ViewedModel.each(tiles.grid(), ViewedModel.POINTS));
            String words = spec.tiles().get().words();
            seen.add(new Seen(
                    shown == tiles.count() ? words : words + ", the first " + shown + " of " + tiles.count(),
                    tiles.images(0, shown, now)));
        }
        return List.copyOf(seen);
    }

    /** What is done to an image before the network, in words for people; empty where nothing is. */
    public static String words(ModelSpec spec) {
        List<String> words = new ArrayList<>(
                spec.preprocess().stream().map(PreprocessStep::words).toList());
        spec.tiles().map(TilesSpec::words).ifPresent(words::add);
        if (!spec.flips().isEmpty()) {
            words.add("mean of " + spec.flips().size() + " flips");
        }
        return String.join("; ", words);
    }

    /** Images at the spacing that they are brought to, where they are; the grid itself where not. */
    public static Grid spaced(Grid grid, ModelSpec spec) {
        Optional<Orientation> turned = Optional.empty();
        for (PreprocessStep step : spec.preprocess()) {
            if (step instanceof Orientation orientation) {
                turned = Optional.of(orientation);
            } else if (step instanceof Spacing spacing) {
                List<Double> to = spacing.millimetres();
                return turned.map(orientation -> new Oriented(orientation).before(grid, to))
                        .orElseGet(() -> new Grid(grid.sizes(), to));
            }
        }
        return grid;
    }

    /** How many slices on either side a model sees as channels. */
    public static int neighbours(ModelSpec spec) {
        return spec.preprocess().stream()
                .filter(Neighbours.class::isInstance)
                .mapToInt(step -> ((Neighbours) step).each())
                .sum();
    }

    private static SegmentationModel behind(SegmentationModel model, PreprocessStep step, boolean organs) {
        if (step instanceof Crop crop) {
            return new Cropped(model, crop);
        }
        List<Stage> stages = stages(step);
        SegmentationModel behind = model;
        for (int i = stages.size() - 1; i >= 0; i--) {
            behind = new StageModel(behind, stages.get(i), organs, step.toString());
        }
        return step instanceof Spacing spacing ? new EquallySpaced(behind, spacing) : behind;
    }

    private static List<Stage> stages(PreprocessStep step) {
        if (step instanceof Units) {
            return List.of(new FixedLines((images, image, channel) -> {
                IntensityScale scale = images.acquisitions().get(image).scales().get(channel);
                return new OwnUnits(scale.mean(), Line.free(scale.deviation(), scale.mean()));
            }));
        }
        if (step instanceof Window window) {
            return List.of(window(window));
        }
        if (step instanceof Standardise standardise) {
            return List.of(new FixedLines((images, image, channel) -> line(standardise, images.channels(), channel)));
        }
        if (step instanceof StandardiseImage own) {
            Optional<Stage> clip = own.held().map(PercentileClip::new);
            return clip.isPresent() ? List.of(clip.get(), new OwnDeviations(own)) : List.of(new OwnDeviations(own));
        }
        if (step instanceof Orientation orientation) {
            return List.of(new Oriented(orientation));
        }
        if (step instanceof Spacing spacing) {
            return List.of(Resampled.to(spacing));
        }
        if (step instanceof Resize resize) {
            return List.of(Resampled.to(resize));
        }
        if (step instanceof Pad pad) {
            return List.of(Resampled.to(pad));
        }
        if (step instanceof PerChannel channels) {
            return List.of(new EachChannel(channels.steps().stream()
                    .map(own ->
                            own.stream().flatMap(each -> stages(each).stream()).toList())
                    .toList()));
        }
        if (step instanceof Neighbours || step instanceof Crop) {
            // The cohort is read so: each slice has its neighbours as channels before anything else. And a cut is no
            // stage, as each image has a box of its own.
            return List.of();
        }
        throw new IllegalStateException("no stage for " + step);
    }

    private static Stage window(Window window) {
        if (window.from() instanceof Percentiles percentiles) {
            return new PercentileWindow(percentiles, window.to(), window.clip());
        }
        Interval from = ((Fixed) window.from()).interval();
        Line line = Line.through(from.low(), from.high(), window.to(), window.clip());
        return new FixedLines((images, image, channel) -> line);
    }

    private static Line line(Standardise step, int channels, int channel) {
        int given = step.means().size();
        if (given != 1 && given != channels) {
            throw new DuressException("model.preprocess standardises with " + given + " means, but the images have "
                    + channels + " channels; give one mean and deviation for all, or one a channel");
        }
        double mean = step.means().get(given == 1 ? 0 : channel);
        double deviation = step.deviations().get(given == 1 ? 0 : channel);
        double low = step.clip().map(clip -> (clip.low() - mean) / deviation).orElse(Double.NEGATIVE_INFINITY);
        double high = step.clip().map(clip -> (clip.high() - mean) / deviation).orElse(Double.POSITIVE_INFINITY);
        return new Line(1 / deviation, -mean / deviation, low, high);
    }
}

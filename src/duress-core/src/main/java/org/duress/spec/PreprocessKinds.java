package org.duress.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duress.spec.PreprocessStep.Among;
import org.duress.spec.PreprocessStep.Crop;
import org.duress.spec.PreprocessStep.Fixed;
import org.duress.spec.PreprocessStep.Foreground;
import org.duress.spec.PreprocessStep.Measured;
import org.duress.spec.PreprocessStep.Neighbours;
import org.duress.spec.PreprocessStep.Orientation;
import org.duress.spec.PreprocessStep.Over;
import org.duress.spec.PreprocessStep.Pad;
import org.duress.spec.PreprocessStep.PerChannel;
import org.duress.spec.PreprocessStep.Percentiles;
import org.duress.spec.PreprocessStep.Resampling;
import org.duress.spec.PreprocessStep.Resize;
import org.duress.spec.PreprocessStep.Resizing;
import org.duress.spec.PreprocessStep.Spacing;
import org.duress.spec.PreprocessStep.Span;
import org.duress.spec.PreprocessStep.Standardise;
import org.duress.spec.PreprocessStep.StandardiseImage;
import org.duress.spec.PreprocessStep.Units;
import org.duress.spec.PreprocessStep.Window;
import org.duress.spec.TilesSpec.Blend;
import org.duress.spec.TilesSpec.Rules;
import org.duress.spec.key.Kind;
import org.duress.spec.key.Range;
import org.duress.spec.key.Section;
import org.duress.spec.key.Setting;
import org.duress.spec.key.Value;

/** How the keys of a model's preprocessing and of its tiles are written. */
final class PreprocessKinds {
    private static final Range MULTIPLE = new Range(1, Range.SIDE.most(), "no slice is larger");
    private static final Range MARGIN = new Range(0, Range.SIDE.most(), "no slice is larger");
    private static final Range NEIGHBOURS = new Range(1, 16, "no model sees more slices at once");

    private static final String DISTANCES =
            "two numbers [rows, columns] in mm, or three [planes, rows, columns] for volumes";

    /** Letters of axes, in the order in which a flip counts them. */
    private static final List<String> AXES = List.of("h", "w", "d");

    private static final Map<String, Function<Setting, PreprocessStep>> STEPS = Map.of(
            "units", PreprocessKinds::units,
            "window", PreprocessKinds::window,
            "standardise", PreprocessKinds::standardise,
            "orientation", PreprocessKinds::orientation,
            "spacing", PreprocessKinds::spacing,
            "resize", PreprocessKinds::resize,
            "pad", PreprocessKinds::pad,
            "crop", PreprocessKinds::crop,
            "neighbours", PreprocessKinds::neighbours,
            "channels", PreprocessKinds::perChannel);

    private static final List<String> NAMES = STEPS.keySet().stream().sorted().toList();

    static final Kind<List<PreprocessStep>> STEP_LIST = Kind.of(
            "a list of steps such as [units, {window: {from: [-175, 250], to: [0, 1]}}]", PreprocessKinds::steps);

    static final Kind<TilesSpec> TILES =
            Kind.block("a block such as {size: [96, 96], overlap: 0.5, blend: gaussian}", PreprocessKinds::tiles);

    static final Kind<List<List<Integer>>> FLIPS =
            Kind.of("a list of lists of axes such as [[], [h], [w], [h, w]]", PreprocessKinds::flips);

    private PreprocessKinds() {}

    private static List<PreprocessStep> steps(Setting setting) {
        List<PreprocessStep> steps = new ArrayList<>();
        for (Setting item : setting.items("a list of steps")) {
            steps.add(item.list().isEmpty() && plain(item) ? units(item) : step(item));
        }
        return List.copyOf(steps);
    }

    private static boolean plain(Setting item) {
        return item.value() instanceof Value.Text;
    }

    private static PreprocessStep step(Setting item) {
        Section block = item.section().only(NAMES);
        if (block.block().entries().size() != 1) {
            throw item.error("must have one step an item, such as - window: {from: [-175, 250], to: [0, 1]}, not "
                    + block.block().entries().keySet());
        }
        String name = block.block().entries().keySet().iterator().next();
        return Objects.requireNonNull(STEPS.get(name)).apply(block.get(name));
    }

    private static PreprocessStep units(Setting setting) {
        if (!plain(setting) || !setting.text().equals("units")) {
            throw setting.error(
                    "must be one of the steps " + NAMES + ", of which only units is written without" + " a value");
        }
        return new Units();
    }

    private static Window window(Setting setting) {
        Section block = setting.section().only(List.of("from", "to", "clip"));
        boolean clip = block.find("clip").map(Setting::flag).orElse(true);
        return new Window(span(block.get("from")), interval(block.get("to")), clip);
    }

    private static Span span(Setting from) {
        if (from.value() instanceof Value.Block) {
            return percentiles(from);
        }
        return new Fixed(interval(from));
    }

    private static Percentiles percentiles(Setting setting) {
        Section block = setting.section().only(List.of("percentiles", "over", "channels"));
        Interval ends = percents(block.get("percentiles"));
        return new Percentiles(ends.low(), ends.high(), measured(block));
    }

    private static Interval percents(Setting setting) {
        Interval ends = interval(setting);
        if (ends.low() < 0 || ends.high() > 100) {
            throw setting.error("must have percentiles from 0 to 100, not " + ends.low() + " and " + ends.high());
        }
        return ends;
    }

    private static Measured measured(Section block) {
        boolean each = block.find("channels").map(PreprocessKinds::each).orElse(true);
        return new Measured(choice(Optional.of(block), "over", List.of(Over.values()), Over.SLICE), each);
    }

    private static boolean each(Setting channels) {
        return switch (channels.text()) {
            case "each" -> true;
            case "together" -> false;
            default -> throw channels.error("must be each or together, not '" + channels.text() + "'");
        };
    }

    /** Two finite numbers, the lower first. */
    static Interval interval(Setting setting) {
        List<Double> ends = numbers(setting, "two finite numbers [low, high] with low below high");
        if (ends.size() != 2
                || !Double.isFinite(ends.get(0))
                || !Double.isFinite(ends.get(1))
                || ends.get(0) >= ends.get(1)) {
            throw setting.error("must be two finite numbers [low, high] with low below high, not " + ends);
        }
        return new Interval(ends.get(0), ends.get(1));
    }

    private static List<Double> numbers(Setting setting, String what) {
        return setting.items(what).stream().map(Setting::number).toList();
    }

    private static PreprocessStep standardise(Setting setting) {
        Section block = setting.section().only(List.of("mean", "sd", "clip", "of", "over", "percentiles", "channels"));
        Optional<Setting> mean = block.find("mean");
        if (mean.isEmpty()) {
            return standardiseImage(block);
        }
        List<Double> means = oneOrEach(mean.get());
        List<Double> deviations = oneOrEach(block.get("sd"));
        boolean sound = means.size() == deviations.size()
                && means.stream().allMatch(Double::isFinite)
                && deviations.stream().allMatch(deviation -> deviation > 0 && Double.isFinite(deviation));
        if (!sound) {
            throw setting.error(
                    "must have as many finite means as deviations above 0, not " + means + " and " + deviations);
        }
        refuse(block, "a fixed mean", "of", "over", "percentiles", "channels");
        return new Standardise(means, deviations, block.find("clip").map(PreprocessKinds::interval));
    }

    private static StandardiseImage standardiseImage(Section block) {
        refuse(block, "statistics of the image", "sd", "clip");
        Among among = choice(Optional.of(block), "of", List.of(Among.values()), Among.IMAGE);
        return new StandardiseImage(
                among, measured(block), block.find("percentiles").map(PreprocessKinds::percents));
    }

    private static void refuse(Section block, String what, String... names) {
        for (String name : names) {
            block.find(name).ifPresent(setting -> {
                throw setting.error("does not go with " + what + "; remove it");
            });
        }
    }

    private static List<Double> oneOrEach(Setting setting) {
        return setting.list()
                .map(items -> items.stream().map(Setting::number).toList())
                .orElseGet(() -> List.of(setting.number()));
    }

    private static Orientation orientation(Setting setting) {
        String axes = setting.text();
        if (axes.length() != 3
                || Stream.of("RL", "AP", "SI")
                        .anyMatch(ends -> axes.chars()
                                        .filter(letter -> ends.indexOf(letter) >= 0)
                                        .count()
                                != 1)) {
            throw setting.error(
                    "must be three letters such as RAS or LPS, for slices with S or I last, not '" + axes + "'");
        }
        return new Orientation(axes);
    }

    private static Spacing spacing(Setting setting) {
        boolean block = setting.list().isEmpty();
        Optional<Section> keys =
                block ? Optional.of(setting.section().only(List.of("to", "as", "answers"))) : Optional.empty();
        List<Double> to = numbers(keys.map(k -> k.get("to")).orElse(setting), DISTANCES);
        if (to.size() < 2 || to.size() > 3 || to.stream().anyMatch(mm -> !(mm > 0 && Double.isFinite(mm)))) {
            throw setting.error("must be " + DISTANCES + ", each above 0, not " + to);
        }
        Resampling as = choice(keys, "as", List.of(Resampling.values()), Resampling.MONAI);
        AnswerSpace usual = as == Resampling.MONAI ? AnswerSpace.PROBABILITIES : AnswerSpace.LOGITS;
        return new Spacing(to, as, answers(keys, usual));
    }

    private static AnswerSpace answers(Optional<Section> keys, AnswerSpace usual) {
        return choice(keys, "answers", List.of(AnswerSpace.values()), usual);
    }

    private static <E extends Enum<E>> E choice(Optional<Section> keys, String name, List<E> choices, E usual) {
        return keys.flatMap(section -> section.find(name))
                .map(setting -> setting.choice(choices))
                .orElse(usual);
    }

    private static Resize resize(Setting setting) {
        boolean block = setting.list().isEmpty();
        Optional<Section> keys =
                block ? Optional.of(setting.section().only(List.of("to", "by", "answers"))) : Optional.empty();
        ImageSize size = CohortKinds.size(keys.map(k -> k.get("to")).orElse(setting));
        Resizing by = choice(keys, "by", List.of(Resizing.values()), Resizing.LINEAR);
        return new Resize(size, by, answers(keys, AnswerSpace.PROBABILITIES));
    }

    private static Pad pad(Setting setting) {
        Section block = setting.section().only(List.of("multiple", "least", "value", "at"));
        int multiple = block.find("multiple").map(m -> m.integer(MULTIPLE)).orElse(1);
        Optional<ImageSize> least = block.find("least").map(CohortKinds::size);
        if (multiple == 1 && least.isEmpty()) {
            throw setting.error("must say what to pad to, as in {multiple: 32} or {least: [96, 96]}");
        }
        Optional<Double> value =
                block.find("value").map(PreprocessKinds::border).orElse(Optional.of(0.0));
        String at = block.find("at").map(Setting::text).orElse("both");
        if (!at.equals("both") && !at.equals("end")) {
            throw setting.error("must be at: both, or at: end, not '" + at + "'");
        }
        return new Pad(multiple, least, value, at.equals("end"));
    }

    private static Crop crop(Setting setting) {
        List<Foreground> known = List.of(Foreground.values());
        if (plain(setting)) {
            return new Crop(setting.choice(known), 0, true, 1, false);
        }
        Section block = setting.section().only(List.of("to", "margin", "within", "multiple", "value"));
        Optional<Double> value =
                block.find("value").map(PreprocessKinds::border).orElse(Optional.of(0.0));
        if (value.isPresent() && value.get() != 0) {
            throw setting.error("must have value: 0 or value: edge beyond the image, not " + value.get());
        }
        return new Crop(
                block.get("to").choice(known),
                block.find("margin").map(m -> m.integer(MARGIN)).orElse(0),
                block.find("within").map(Setting::flag).orElse(true),
                block.find("multiple").map(m -> m.integer(MULTIPLE)).orElse(1),
                value.isEmpty());
    }

    private static Optional<Double> border(Setting value) {
        if (value.text().equals("edge")) {
            return Optional.empty();
        }
        double number = value.number();
        if (!Double.isFinite(number)) {
            throw value.error("must be a finite number or edge, not " + number);
        }
        return Optional.of(number);
    }

    private static PerChannel perChannel(Setting setting) {
        List<List<PreprocessStep>> each = setting.items("a list of steps for each channel").stream()
                .map(PreprocessKinds::steps)
                .toList();
        boolean intensities = each.stream()
                .flatMap(List::stream)
                .allMatch(step -> step instanceof Units
                        || step instanceof Window
                        || step instanceof Standardise
                        || step instanceof StandardiseImage);
        if (!intensities) {
            throw setting.error("must hold steps of intensities (units, window, standardise) for each channel");
        }
        return new PerChannel(each);
    }

    private static Neighbours neighbours(Setting setting) {
        return new Neighbours(setting.integer(NEIGHBOURS));
    }

    private static TilesSpec tiles(Setting setting) {
        Section block = setting.section().only(List.of("size", "overlap", "blend", "as", "average"));
        double overlap = block.find("overlap").map(Setting::number).orElse(0.5);
        if (!(overlap >= 0 && overlap < 1)) {
            throw setting.error("must have an overlap of at least 0 and below 1, not " + overlap);
        }
        Optional<Section> keys = Optional.of(block);
        return new TilesSpec(
                CohortKinds.size(block.get("size")),
                overlap,
                choice(keys, "blend", List.of(Blend.values()), Blend.GAUSSIAN),
                choice(keys, "as", List.of(Rules.values()), Rules.MONAI),
                choice(keys, "average", List.of(AnswerSpace.values()), AnswerSpace.LOGITS));
    }

    private static List<List<Integer>> flips(Setting setting) {
        List<List<Integer>> flips = setting.items("a list of lists of axes").stream()
                .map(PreprocessKinds::axes)
                .toList();
        if (flips.isEmpty() || flips.stream().distinct().count() != flips.size()) {
            throw setting.error("must hold each flip once, and at least one, such as [[], [h], [w], [h, w]]");
        }
        return flips;
    }

    /** 0 for rows (h), 1 for columns (w), 2 for planes (d), in this order. */
    private static List<Integer> axes(Setting flip) {
        List<String> letters = flip.items("a list of axes d, h and w").stream()
                .map(Setting::text)
                .toList();
        if (!AXES.containsAll(letters) || letters.stream().distinct().count() != letters.size()) {
            throw flip.error(
                    "must be axes d (planes of volumes), h (up and down) and w (left and right), each once, not "
                            + letters);
        }
        return IntStream.range(0, AXES.size())
                .filter(axis -> letters.contains(AXES.get(axis)))
                .boxed()
                .toList();
    }
}

package org.duress.spec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
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
import org.duress.spec.key.Bounds;
import org.duress.spec.key.Kind;
import org.duress.spec.key.Range;
import org.duress.spec.key.Schema;
import org.duress.spec.key.Section;
import org.duress.spec.key.Setting;
import org.duress.spec.key.Shape;
import org.duress.spec.key.Value;

/** How the keys of a model's preprocessing and of its tiles are written. */
final class PreprocessKinds {
    private static final Range MULTIPLE = new Range(1, Range.SIDE.most(), "no slice is larger");
    private static final Range MARGIN = new Range(0, Range.SIDE.most(), "no slice is larger");
    private static final Range NEIGHBOURS = new Range(1, 16, "no model sees more slices at once");

    private static final String DISTANCES =
            "two numbers [rows, columns] in mm, or three [planes, rows, columns] for volumes";

    /** The one step that is written without a value. */
    private static final String UNITS = "units";

    /** Letters of axes, in the order in which a flip counts them. */
    private static final List<String> AXES = List.of("h", "w", "d");

    private static final Schema INTERVAL = Interval.KIND.schema();
    private static final Bounds PERCENT = Bounds.from(0).to(100);
    private static final Schema PERCENTS = Schema.list(Schema.number(PERCENT), 2, 2);
    private static final Schema ONE_OR_EACH =
            Schema.either(Schema.number(Bounds.FINITE), Schema.list(Schema.number(Bounds.FINITE), 1));
    private static final Schema BORDER = Schema.either(Schema.number(Bounds.FINITE), Schema.oneOf("edge"));
    private static final Schema CHANNELS = Schema.oneOf("each", "together");
    private static final Schema ANSWERS = Schema.choice(List.of(AnswerSpace.values()));
    private static final Schema MILLIMETRES = Schema.list(Schema.number(Bounds.above(0)), 2, 3);
    private static final Bounds OVERLAP = Bounds.from(0).below(1);

    private static final Shape PERCENTILES_BLOCK = Shape.EMPTY
            .requiring("percentiles", PERCENTS)
            .with("over", Schema.choice(List.of(Over.values())))
            .with("channels", CHANNELS);

    private static final Shape WINDOW_BLOCK = Shape.EMPTY
            .requiring("from", Schema.either(INTERVAL, PERCENTILES_BLOCK.schema()))
            .requiring("to", INTERVAL)
            .with("clip", Schema.FLAG);

    private static final Shape STANDARDISE_BLOCK = Shape.EMPTY
            .with("mean", ONE_OR_EACH)
            .with("sd", ONE_OR_EACH)
            .with("clip", INTERVAL)
            .with("of", Schema.choice(List.of(Among.values())))
            .with("over", Schema.choice(List.of(Over.values())))
            .with("percentiles", PERCENTS)
            .with("channels", CHANNELS);

    private static final Shape SPACING_BLOCK = Shape.EMPTY
            .requiring("to", MILLIMETRES)
            .with("as", Schema.choice(List.of(Resampling.values())))
            .with("answers", ANSWERS);

    private static final Shape RESIZE_BLOCK = Shape.EMPTY
            .requiring("to", ImageSize.KIND.schema())
            .with("by", Schema.choice(List.of(Resizing.values())))
            .with("answers", ANSWERS);

    private static final Shape PAD_BLOCK = Shape.EMPTY
            .with("multiple", Schema.whole(MULTIPLE))
            .with("least", ImageSize.KIND.schema())
            .with("value", BORDER)
            .with("at", Schema.oneOf("both", "end"));

    private static final Schema FOREGROUND = Schema.choice(List.of(Foreground.values()));

    private static final Shape CROP_BLOCK = Shape.EMPTY
            .requiring("to", FOREGROUND)
            .with("margin", Schema.whole(MARGIN))
            .with("within", Schema.FLAG)
            .with("multiple", Schema.whole(MULTIPLE))
            .with("value", Schema.oneOf(0, "edge"));

    private static final Shape TILES_BLOCK = Shape.EMPTY
            .requiring("size", ImageSize.KIND.schema())
            .with("overlap", Schema.number(OVERLAP))
            .with("blend", Schema.choice(List.of(Blend.values())))
            .with("as", Schema.choice(List.of(Rules.values())))
            .with("average", ANSWERS);

    /**
     * How a step is written.
     *
     * @param schema of what stands after its name
     */
    private record Written(Schema schema, Function<Setting, PreprocessStep> reader) {}

    /** Steps that change intensities alone, which channels may have each of their own. */
    private static final Map<String, Written> OF_INTENSITIES = Map.of(
            "units", new Written(Schema.oneOf(UNITS), PreprocessKinds::units),
            "window", new Written(WINDOW_BLOCK.schema(), PreprocessKinds::window),
            "standardise", new Written(STANDARDISE_BLOCK.schema(), PreprocessKinds::standardise));

    private static final Map<String, Written> OTHERS = Map.of(
            "orientation",
            new Written(Schema.text(Pattern.compile("[RLAPSI]{3}")), PreprocessKinds::orientation),
            "spacing",
            new Written(Schema.either(MILLIMETRES, SPACING_BLOCK.schema()), PreprocessKinds::spacing),
            "resize",
            new Written(Schema.either(ImageSize.KIND.schema(), RESIZE_BLOCK.schema()), PreprocessKinds::resize),
            "pad",
            new Written(PAD_BLOCK.schema(), PreprocessKinds::pad),
            "crop",
            new Written(Schema.either(FOREGROUND, CROP_BLOCK.schema()), PreprocessKinds::crop),
            "neighbours",
            new Written(Schema.whole(NEIGHBOURS), PreprocessKinds::neighbours),
            "channels",
            new Written(Schema.list(list(sorted(OF_INTENSITIES, Map.of())), 0), PreprocessKinds::perChannel));

    private static final SortedMap<String, Written> STEPS = sorted(OF_INTENSITIES, OTHERS);

    private static final List<String> NAMES = List.copyOf(STEPS.keySet());

    static final Kind<List<PreprocessStep>> STEP_LIST = Kind.of(
            "a list of steps such as [units, {window: {from: [-175, 250], to: [0, 1]}}]",
            list(STEPS),
            PreprocessKinds::steps);

    static final Kind<TilesSpec> TILES = Kind.of(
            "a block such as {size: [96, 96], overlap: 0.5, blend: gaussian}",
            TILES_BLOCK.schema(),
            PreprocessKinds::tiles);

    static final Kind<List<List<Integer>>> FLIPS = Kind.of(
            "a list of lists of axes such as [[], [h], [w], [h, w]]",
            Schema.list(Schema.list(Schema.oneOf(AXES.toArray()), 0).distinct(), 1)
                    .distinct(),
            PreprocessKinds::flips);

    private PreprocessKinds() {}

    private static SortedMap<String, Written> sorted(Map<String, Written> some, Map<String, Written> others) {
        SortedMap<String, Written> all = new TreeMap<>(some);
        all.putAll(others);
        return Collections.unmodifiableSortedMap(all);
    }

    /** A list of blocks with one step each, of which units has no value. */
    private static Schema list(SortedMap<String, Written> steps) {
        Map<String, Schema> members = new LinkedHashMap<>();
        steps.forEach((name, step) -> members.put(name, step.schema()));
        Schema one = Schema.block(members).with("minProperties", 1).with("maxProperties", 1);
        return Schema.list(Schema.either(Schema.oneOf(UNITS), one), 0);
    }

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
        return Objects.requireNonNull(STEPS.get(name)).reader().apply(block.get(name));
    }

    private static PreprocessStep units(Setting setting) {
        if (!plain(setting) || !setting.text().equals(UNITS)) {
            throw setting.error(
                    "must be one of the steps " + NAMES + ", of which only units is written without" + " a value");
        }
        return new Units();
    }

    private static Window window(Setting setting) {
        Section block = setting.section().only(WINDOW_BLOCK);
        boolean clip = block.find("clip").map(Setting::flag).orElse(true);
        return new Window(span(block.get("from")), Interval.KIND.reader().apply(block.get("to")), clip);
    }

    private static Span span(Setting from) {
        if (from.value() instanceof Value.Block) {
            return percentiles(from);
        }
        return new Fixed(Interval.KIND.reader().apply(from));
    }

    private static Percentiles percentiles(Setting setting) {
        Section block = setting.section().only(PERCENTILES_BLOCK);
        Interval ends = percents(block.get("percentiles"));
        return new Percentiles(ends.low(), ends.high(), measured(block));
    }

    private static Interval percents(Setting setting) {
        Interval ends = Interval.KIND.reader().apply(setting);
        if (!PERCENT.holds(ends.low()) || !PERCENT.holds(ends.high())) {
            throw setting.error(
                    "must have percentiles " + PERCENT.words() + ", not " + ends.low() + " and " + ends.high());
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

    private static List<Double> numbers(Setting setting, String what) {
        return setting.items(what).stream().map(Setting::number).toList();
    }

    private static PreprocessStep standardise(Setting setting) {
        Section block = setting.section().only(STANDARDISE_BLOCK);
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
        return new Standardise(means, deviations, block.find("clip").map(Interval.KIND.reader()));
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
        Optional<Section> keys = block ? Optional.of(setting.section().only(SPACING_BLOCK)) : Optional.empty();
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
        Optional<Section> keys = block ? Optional.of(setting.section().only(RESIZE_BLOCK)) : Optional.empty();
        ImageSize size =
                ImageSize.KIND.reader().apply(keys.map(k -> k.get("to")).orElse(setting));
        Resizing by = choice(keys, "by", List.of(Resizing.values()), Resizing.LINEAR);
        return new Resize(size, by, answers(keys, AnswerSpace.PROBABILITIES));
    }

    private static Pad pad(Setting setting) {
        Section block = setting.section().only(PAD_BLOCK);
        int multiple = block.find("multiple").map(m -> m.integer(MULTIPLE)).orElse(1);
        Optional<ImageSize> least = block.find("least").map(ImageSize.KIND.reader());
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
        Section block = setting.section().only(CROP_BLOCK);
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
        Section block = setting.section().only(TILES_BLOCK);
        double overlap = block.find("overlap").map(Setting::number).orElse(0.5);
        if (!OVERLAP.holds(overlap)) {
            throw setting.error("must have an overlap " + OVERLAP.words() + ", not " + overlap);
        }
        Optional<Section> keys = Optional.of(block);
        return new TilesSpec(
                ImageSize.KIND.reader().apply(block.get("size")),
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

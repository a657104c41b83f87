package org.duress.model.descriptor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.duress.DuressException;
import org.duress.model.descriptor.DescribedStep.Alignment;
import org.duress.model.descriptor.DescribedStep.Border;
import org.duress.model.descriptor.DescribedStep.Interpolation;
import org.duress.spec.Interval;
import org.duress.spec.PreprocessStep;
import org.duress.spec.PreprocessStep.Among;
import org.duress.spec.PreprocessStep.Fixed;
import org.duress.spec.PreprocessStep.Measured;
import org.duress.spec.PreprocessStep.Over;
import org.duress.spec.PreprocessStep.Percentiles;
import org.duress.spec.PreprocessStep.Standardise;
import org.duress.spec.PreprocessStep.StandardiseImage;
import org.duress.spec.PreprocessStep.Window;

/** What a MONAI bundle does to an image before the network sees it. */
final class MonaiPreprocessing {
    /** Transforms that load, name and store, and change no value. */
    private static final Set<String> BOOKKEEPING = Set.of(
            "LoadImaged",
            "EnsureChannelFirstd",
            "AddChanneld",
            "AsChannelFirstd",
            "EnsureTyped",
            "ToTensord",
            "CastToTyped",
            "ToDeviced",
            "FromMetaTensord",
            "Identityd");

    /** Transforms that make channels of clicks, boxes and prompts. */
    private static final Pattern INTERACTIVE = Pattern.compile("Click|Guidance|VistaPreTransform");

    /** Their arguments, of which none changes a value. */
    private static final String[] STORING = {
        "reader",
        "image_only",
        "ensure_channel_first",
        "simple_keys",
        "channel_dim",
        "strict_check",
        "data_type",
        "wrap_sequence"
    };

    private static final Map<String, Function<Component, Optional<DescribedStep>>> KNOWN = Map.ofEntries(
            Map.entry("Orientationd", MonaiPreprocessing::orientation),
            Map.entry("Spacingd", MonaiPreprocessing::spacing),
            Map.entry("Resized", MonaiPreprocessing::resize),
            Map.entry("ScaleIntensityRanged", MonaiPreprocessing::window),
            Map.entry("ScaleIntensityd", MonaiPreprocessing::minMax),
            Map.entry("NormalizeIntensityd", MonaiPreprocessing::standardise),
            Map.entry("ScaleIntensityRangePercentilesd", MonaiPreprocessing::percentiles),
            Map.entry("CropForegroundd", MonaiPreprocessing::foreground),
            Map.entry("DivisiblePadd", transform -> pad(transform, "k", true)),
            Map.entry("SpatialPadd", transform -> pad(transform, "spatial_size", false)));

    private static final double MOST_PERCENT = 100;

    private final List<DescribedStep> steps = new ArrayList<>();
    private final String image;

    private MonaiPreprocessing(String image) {
        this.image = image;
    }

    /**
     * The steps.
     *
     * @param image the entry that holds the image
     * @throws DuressException if a transform or one of its arguments is not known
     */
    static List<DescribedStep> steps(Configuration configuration, String image) {
        JsonNode value = configuration
                .find("preprocessing")
                .orElseThrow(() -> new DuressException(
                        configuration.location() + " has no 'preprocessing'; " + Component.insteadOf()));
        MonaiPreprocessing preprocessing = new MonaiPreprocessing(image);
        Component.all(value, configuration).forEach(preprocessing::add);
        return preprocessing.steps;
    }

    private void add(Component transform) {
        String name = transform.transform();
        Function<Component, Optional<DescribedStep>> known = KNOWN.get(name);
        if (known == null && !BOOKKEEPING.contains(name)) {
            throw unknown(transform);
        }
        requireOneImage(transform);
        if (!transform.texts("keys").contains(image)) {
            return;
        }
        String source = transform.text("source_key").orElse(image);
        if (!source.equals(image)) {
            throw transform.error("measures the entry '" + source + "', where the image ('" + image
                    + "') is understood; " + Component.insteadOf());
        }
        if (known == null) {
            transform.ignore(STORING);
            requireFloats(transform);
        } else {
            known.apply(transform).ifPresent(steps::add);
        }
        transform.requireNothingElse();
    }

    private static DuressException unknown(Component transform) {
        String target = transform.target();
        if (INTERACTIVE.matcher(target).find()) {
            return transform.error("gives the network what somebody marks in the image, and a gate has nobody who does;"
                    + " give a network that segments by itself");
        }
        return transform.error((target.contains(".") && !target.startsWith("monai.")
                        ? "is code of the bundle's own, and none is executed; "
                        : "is a transform that is not known; ")
                + Component.insteadOf());
    }

    /** What is read may be whole numbers; what has become something else would be rounded. */
    private static void requireFloats(Component transform) {
        String type = transform.name().startsWith("LoadImage")
                ? "float"
                : transform.text("dtype").orElse("float");
        if (!type.contains("float") && !type.equals("None")) {
            throw transform.error(
                    "makes " + type + " of an image's values, which is not known; " + Component.insteadOf());
        }
    }

    /** Several entries are several files, which become channels in ways that a bundle has to write itself. */
    private void requireOneImage(Component transform) {
        List<String> images = new ArrayList<>(transform.texts("keys"));
        images.removeAll(Set.of(image, "label"));
        if (!images.isEmpty()) {
            throw transform.error("works on the entries " + transform.texts("keys") + ", where one image ('" + image
                    + "') is understood; write channels of several files into one, and the steps in model.preprocess"
                    + " with model.format: torchscript");
        }
    }

    private static Optional<DescribedStep> orientation(Component transform) {
        transform.ignore("lazy");
        String towards = transform.text("axcodes").orElse("");
        if (!towards.matches("[LR][PA][IS]|[LR][IS][PA]|[PA][LR][IS]|[PA][IS][LR]|[IS][LR][PA]|[IS][PA][LR]")
                || transform.flag("as_closest_canonical", false)) {
            throw transform.error("has axcodes '" + towards + "', where three letters such as RAS are understood; "
                    + Component.insteadOf());
        }
        return Optional.of(new DescribedStep.Orientation(towards));
    }

    private static Optional<DescribedStep> spacing(Component transform) {
        transform.ignore("lazy", "ensure_same_shape", "recompute_affine");
        if (transform.flag("diagonal", false)
                || transform.flag("align_corners", false)
                || transform.flag("scale_extent", false)) {
            throw transform.error(
                    "has diagonal, align_corners or scale_extent, which are not known; " + Component.insteadOf());
        }
        if (!transform.text("padding_mode").orElse("border").equals("border")) {
            throw transform.error("has a padding_mode other than border, which is not known; " + Component.insteadOf());
        }
        List<Double> millimetres = transform.numbers("pixdim");
        Interpolation interpolation = transform.word(
                "mode", Interpolation.LINEAR, MonaiPreprocessing::interpolationOfGrid, "bilinear or nearest");
        return Optional.of(new DescribedStep.Spacing(millimetres, interpolation, Alignment.FIRST_CENTRE));
    }

    private static Optional<Interpolation> interpolationOfGrid(String word) {
        return switch (word) {
            case "bilinear" -> Optional.of(Interpolation.LINEAR);
            case "nearest" -> Optional.of(Interpolation.NEAREST);
            default -> Optional.empty();
        };
    }

    private static Optional<DescribedStep> resize(Component transform) {
        transform.ignore("lazy");
        if (transform.flag("align_corners", false)
                || transform.flag("anti_aliasing", false)
                || !transform.text("size_mode").orElse("all").equals("all")) {
            throw transform.error(
                    "has align_corners, anti_aliasing or a size_mode other than all, which are not known; "
                            + Component.insteadOf());
        }
        Interpolation interpolation = transform.word(
                "mode",
                Interpolation.AREA,
                word -> word.equals("area") ? Optional.of(Interpolation.AREA) : interpolationOfGrid(word),
                "bilinear, nearest or area");
        return Optional.of(new DescribedStep.Resize(transform.integers("spatial_size"), interpolation));
    }

    private static Optional<DescribedStep> window(Component transform) {
        double fromLow = transform.needed("a_min");
        double fromHigh = transform.needed("a_max");
        boolean clip = transform.flag("clip", false);
        OptionalDouble toLow = transform.number("b_min");
        OptionalDouble toHigh = transform.number("b_max");
        requireBoth(transform, toLow, toHigh);
        // Without a target, values are of 0 to 1 and there is nothing to clip to.
        return intensities(new Window(
                new Fixed(interval(transform, fromLow, fromHigh)),
                interval(transform, toLow.orElse(0), toHigh.orElse(1)),
                clip && toLow.isPresent()));
    }

    private static Optional<DescribedStep> intensities(PreprocessStep step) {
        return Optional.of(new DescribedStep.Intensities(step));
    }

    private static Interval interval(Component transform, double low, double high) {
        if (!(low < high)) {
            throw transform.error("has a range that ends where it begins or before; " + Component.insteadOf());
        }
        return new Interval(low, high);
    }

    /** What MONAI measures is of all that it is given: the volume, where there is one. */
    private static Measured measured(Component transform) {
        return new Measured(Over.SCAN, transform.flag("channel_wise", false));
    }

    private static void requireBoth(Component transform, OptionalDouble low, OptionalDouble high) {
        if (low.isPresent() != high.isPresent()) {
            throw transform.error("says one end of its target and not the other; " + Component.insteadOf());
        }
    }

    private static Optional<DescribedStep> minMax(Component transform) {
        if (transform.none("minv") || transform.none("maxv")) {
            throw transform.error("has no minv or no maxv, which is not known; " + Component.insteadOf());
        }
        transform.ignore("factor"); // which counts only without them
        Interval to = interval(
                transform,
                transform.number("minv").orElse(0),
                transform.number("maxv").orElse(1));
        return intensities(new Window(new Percentiles(0, MOST_PERCENT, measured(transform)), to, false));
    }

    private static Optional<DescribedStep> standardise(Component transform) {
        Optional<List<Double>> mean = given(transform, "subtrahend");
        Optional<List<Double>> sd = given(transform, "divisor");
        Measured measured = measured(transform);
        if (!measured.each()
                && (mean.map(List::size).orElse(1) > 1 || sd.map(List::size).orElse(1) > 1)) {
            throw transform.error("has a number for each channel without channel_wise; " + Component.insteadOf());
        }
        boolean nonzero = transform.flag("nonzero", false);
        if (mean.isEmpty() && sd.isEmpty()) {
            return intensities(
                    new StandardiseImage(nonzero ? Among.FOREGROUND : Among.IMAGE, measured, Optional.empty()));
        }
        if (mean.isEmpty() || sd.isEmpty() || nonzero) {
            throw transform.error("has a subtrahend or a divisor without the other, or with nonzero, which is not"
                    + " known; " + Component.insteadOf());
        }
        return intensities(new Standardise(mean.get(), sd.get(), Optional.empty()));
    }

    private static Optional<List<Double>> given(Component transform, String argument) {
        return transform.has(argument) ? Optional.of(transform.numbers(argument)) : Optional.empty();
    }

    private static Optional<DescribedStep> percentiles(Component transform) {
        double lower = transform.needed("lower");
        double upper = transform.needed("upper");
        Interval ends = interval(transform, lower, upper);
        if (lower < 0 || upper > MOST_PERCENT) {
            throw transform.error("has percentiles below 0 or above 100; " + Component.insteadOf());
        }
        OptionalDouble low = transform.number("b_min");
        OptionalDouble high = transform.number("b_max");
        requireBoth(transform, low, high);
        boolean clip = transform.flag("clip", false) && low.isPresent();
        double toLow = low.orElse(0);
        double toHigh = high.orElse(1);
        if (transform.flag("relative", false)) {
            double width = toHigh - toLow;
            toHigh = toLow + width * upper / MOST_PERCENT;
            toLow = toLow + width * lower / MOST_PERCENT;
        }
        return intensities(new Window(
                new Percentiles(ends.low(), ends.high(), measured(transform)),
                interval(transform, toLow, toHigh),
                clip));
    }

    private static Optional<DescribedStep> foreground(Component transform) {
        transform.ignore("lazy", "start_coord_key", "end_coord_key");
        int margin = one(transform, "margin", 0);
        int multiple = one(transform, "k_divisible", 1);
        boolean within = transform.flag("allow_smaller", false);
        Border border =
                transform.text("mode").filter("minimum"::equals).isPresent() && multiple == 1 && (within || margin == 0)
                        ? Border.CONSTANT // nothing is padded
                        : border(transform);
        return Optional.of(new DescribedStep.CropForeground(true, margin, within, multiple, border));
    }

    private static int one(Component transform, String argument, int otherwise) {
        List<Integer> all = transform.has(argument) ? transform.integers(argument) : List.of(otherwise);
        if (all.stream().distinct().count() != 1) {
            throw transform.error("has different values of " + argument + " for its axes, which is not known; "
                    + Component.insteadOf());
        }
        return all.get(0);
    }

    private static Border border(Component transform) {
        return transform.word("mode", Border.CONSTANT, MonaiPreprocessing::border, "constant, reflect or replicate");
    }

    /** A border by either library's name. */
    static Optional<Border> border(String word) {
        return switch (word) {
            case "constant" -> Optional.of(Border.CONSTANT);
            case "reflect" -> Optional.of(Border.REFLECT);
            case "replicate", "edge" -> Optional.of(Border.EDGE);
            case "circular", "wrap" -> Optional.of(Border.WRAP);
            default -> Optional.empty();
        };
    }

    private static Optional<DescribedStep> pad(Component transform, String sizes, boolean multiples) {
        transform.ignore("lazy");
        String method = transform.text("method").orElse("symmetric");
        if (!Set.of("symmetric", "end").contains(method)) {
            throw transform.error("has the method " + method + ", which is not known; " + Component.insteadOf());
        }
        double value = transform
                .number("value")
                .orElse(transform.number("constant_values").orElse(0));
        List<Integer> positive = transform.integers(sizes).stream()
                .map(size -> Math.max(size, 0))
                .toList();
        return Optional.of(new DescribedStep.Pad(positive, multiples, border(transform), value, method.equals("end")));
    }
}

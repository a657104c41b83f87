package org.duress.model.descriptor;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.model.descriptor.DescribedStep.Alignment;
import org.duress.model.descriptor.DescribedStep.Border;
import org.duress.model.descriptor.DescribedStep.Interpolation;
import org.duress.model.descriptor.DescribedTiles.Blend;
import org.duress.model.descriptor.DescribedTiles.Starts;
import org.duress.model.descriptor.Descriptor.Axes;
import org.duress.spec.PreprocessStep;
import org.duress.spec.PreprocessStep.Among;
import org.duress.spec.PreprocessStep.PerChannel;
import org.duress.spec.PreprocessStep.StandardiseImage;

/** Reads folders of nnU-Net, version 2, whose network has been exported beside its plans. */
public final class NnUNetPlans {
    /** The file that every folder of results has. */
    public static final String PLANS = "plans.json";

    private static final String DATASET = "dataset.json";
    private static final String SLICES = "2d";

    /** What nnU-Net's folders are called: trainer, plans and configuration. */
    private static final Pattern FOLDER = Pattern.compile("(.+?)__.+__(\\w+?)(\\.zip)?");

    /** Where planes, rows and columns run, as its readers give them, and as files are most often stored. */
    private static final String STORED = "SPL";

    private static final List<Integer> AS_STORED = List.of(0, 1, 2);

    private static final double OVERLAP = 0.5;
    private static final double SIGMA = 0.125;

    private static final String RESAMPLING = "resample_data_or_seg_to_shape";
    private static final String NO_RESAMPLING = "no_resampling_hack";

    private final Bundle bundle;
    private final Settings plans;
    private final Plan plan;
    private final String trainer;
    private final int dimensions;
    private final List<String> remarks = new ArrayList<>();

    private NnUNetPlans(Bundle bundle) {
        this.bundle = bundle;
        this.plans = bundle.settings(PLANS).orElseThrow();
        Matcher named = FOLDER.matcher(bundle.folderName());
        boolean whole = named.matches();
        String configuration = whole ? named.group(2) : SLICES;
        this.trainer = whole ? named.group(1) : "";
        this.plan = Plan.of(plans, configuration);
        this.dimensions = plan.get("patch_size").size();
        if (!whole) {
            remarks.add("The folder's name does not end with a configuration: that its network is of 2d is a guess.");
        }
    }

    /**
     * What nnU-Net does with a network of slices or volumes, of the configuration that its folder is named after, as in
     * {@code nnUNetTrainer__nnUNetPlans__3d_fullres}; {@code 2d} where its name says none.
     *
     * @param path its folder or zip, with {@code plans.json}, {@code dataset.json} and one network, {@code .onnx},
     *     {@code .ts} or {@code .pt}
     * @throws DuressException if something is missing, or not understood
     */
    public static Descriptor read(Path path) {
        return read(Place.of(path));
    }

    /** The same of a place that was found. */
    public static Descriptor read(Place place) {
        return new NnUNetPlans(Bundle.open(place, PLANS, "nnU-Net folder")).descriptor();
    }

    private Descriptor descriptor() {
        Settings dataset = bundle.settings(DATASET)
                .orElseThrow(() -> new DuressException(bundle.place() + " has no dataset.json; copy it there"));
        requireDimensions();
        requireKnown("preprocessor_name", List.of("DefaultPreprocessor"));
        requireNoPreviousStage();
        List<String> channels = channels(dataset);
        DescribedLabels labels = NnUNetLabels.of(dataset);
        return new Descriptor(
                network(),
                dimensions,
                Axes.X_LAST,
                channels,
                steps(channels.size()),
                Optional.of(tiles()),
                flips(),
                labels,
                remarks);
    }

    private void requireDimensions() {
        if (dimensions != 2 && dimensions != 3) {
            throw plan.error("patch_size is " + plan.get("patch_size")
                    + ", where two or three numbers should be; restore" + " plans.json");
        }
    }

    /**
     * Which of z, y, x each axis of the network is.
     *
     * @throws DuressException if they are not these; slices of another axis than the first are not axial
     */
    private List<Integer> order() {
        JsonNode given = plans.root().path("transpose_forward");
        List<Integer> order = new ArrayList<>();
        given.forEach(axis -> order.add(axis.asInt(-1)));
        if (order.isEmpty()) {
            return AS_STORED;
        }
        if (!Set.copyOf(order).equals(Set.copyOf(AS_STORED)) || order.size() != AS_STORED.size()) {
            throw plan.error("transpose_forward is " + given + ", where 0, 1 and 2 in some order should be; restore"
                    + " plans.json");
        }
        if (dimensions == 2 && !order.equals(AS_STORED)) {
            throw plan.error("transpose_forward is " + given + ", so that the network sees slices that are not axial;"
                    + " no others are gated");
        }
        return order;
    }

    private void requireKnown(String key, List<String> known) {
        String value = plan.text(key, known.get(0));
        if (!known.contains(value)) {
            throw plan.error(key + " " + value + " is not known; write the steps in model.preprocess, with the format"
                    + " of the network's own file");
        }
    }

    private void requireNoPreviousStage() {
        String stage = plan.text("previous_stage", "");
        if (!stage.isEmpty() && !stage.equals("null")) {
            throw plan.error("it is the second stage of a cascade, behind " + stage
                    + ", whose labels it needs; give a model that stands alone");
        }
    }

    private List<String> channels(Settings dataset) {
        JsonNode named = dataset.root().has("channel_names")
                ? dataset.root().path("channel_names")
                : dataset.root().path("modality");
        List<String> channels = new ArrayList<>();
        for (int channel = 0; channel < named.size(); channel++) {
            String name = named.path(String.valueOf(channel)).asText();
            if (name.isEmpty()) {
                throw new DuressException(
                        dataset.location() + ": channel_names has no channel '" + channel + "'; restore it");
            }
            channels.add(name);
        }
        if (channels.isEmpty()) {
            throw new DuressException(dataset.location() + " has no channel_names; restore it");
        }
        return channels;
    }

    private List<DescribedStep> steps(int channels) {
        List<DescribedStep> steps = new ArrayList<>();
        orientation().ifPresent(steps::add);
        steps.add(new DescribedStep.CropForeground(false, 0, true, 1, Border.CONSTANT));
        String properties = "foreground_intensity_properties_per_channel";
        List<PreprocessStep> intensities = NnUNetNormalisation.steps(
                plan,
                channels,
                plans.root().has(properties)
                        ? plans.root().path(properties)
                        : plans.root().path("foreground_intensity_properties_by_modality"));
        intensities.forEach(step -> steps.add(new DescribedStep.Intensities(step)));
        if (masked(intensities)) {
            remarks.add("Holes in what is not 0 count as foreground for nnU-Net, and so does what is not 0 in another"
                    + " channel; here they do not.");
        }
        spacing().ifPresent(steps::add);
        return steps;
    }

    private static boolean masked(List<PreprocessStep> steps) {
        return steps.stream().anyMatch(NnUNetPlans::masked);
    }

    private static boolean masked(PreprocessStep step) {
        if (step instanceof PerChannel channels) {
            return channels.steps().stream().anyMatch(NnUNetPlans::masked);
        }
        return step instanceof StandardiseImage own && own.among() == Among.FOREGROUND;
    }

    private Optional<DescribedStep> orientation() {
        String read = read();
        String towards =
                order().stream().map(axis -> read.substring(axis, axis + 1)).collect(Collectors.joining());
        return towards.equals(STORED) ? Optional.empty() : Optional.of(new DescribedStep.Orientation(towards));
    }

    /** Where planes, rows and columns run, as they are read. */
    private String read() {
        String reader = plans.root().path("image_reader_writer").asText();
        return switch (reader) {
            case "NibabelIOWithReorient", "SimpleITKIOWithReorient" -> "SAR";
            case "NaturalImage2DIO" -> STORED;
            case "SimpleITKIO", "NibabelIO", "Tiff3DIO", "" -> {
                remarks.add("nnU-Net's " + (reader.isEmpty() ? "reader" : reader)
                        + " takes volumes as their files store them: slices, rows and columns may run either way.");
                yield STORED;
            }
            default ->
                throw plan.error("image_reader_writer " + reader + " is not known; write the steps in"
                        + " model.preprocess, with the format of the network's own file");
        };
    }

    private Optional<DescribedStep> spacing() {
        requireKnown("resampling_fn_data", List.of(RESAMPLING, NO_RESAMPLING));
        requireKnown("resampling_fn_probabilities", List.of(RESAMPLING, NO_RESAMPLING));
        List<Double> millimetres = plan.list(
                "spacing",
                dimensions,
                item -> item.isNumber() && item.doubleValue() > 0 && Double.isFinite(item.doubleValue())
                        ? Optional.of(item.doubleValue())
                        : Optional.empty());
        if (plan.text("resampling_fn_data", RESAMPLING).equals(NO_RESAMPLING)) {
            return Optional.empty();
        }
        int order = plan.get("resampling_fn_data_kwargs").path("order").asInt(3);
        Interpolation interpolation = switch (order) {
            case 0 -> Interpolation.NEAREST;
            case 1 -> Interpolation.LINEAR;
            case 3 -> Interpolation.CUBIC;
            default ->
                throw plan.error("data is resampled with splines of order " + order + ", where 0, 1 and 3 are known");
        };
        requirePlanesByThemselves("resampling_fn_data_kwargs");
        requirePlanesByThemselves("resampling_fn_probabilities_kwargs");
        int back = plan.get("resampling_fn_probabilities_kwargs").path("order").asInt(1);
        if (back != 1) {
            throw plan.error("answers are resampled with splines of order " + back + ", where 1 is known");
        }
        return Optional.of(new DescribedStep.Spacing(millimetres, interpolation, Alignment.EDGES));
    }

    /** Of volumes whose planes are far apart, as their distances decide, and of which it takes the nearest. */
    private void requirePlanesByThemselves(String key) {
        JsonNode settings = plan.get(key);
        boolean decides = settings.path("force_separate_z").isNull()
                || settings.path("force_separate_z").isMissingNode();
        if (dimensions == 3 && !(decides && settings.path("order_z").asInt(0) == 0)) {
            throw plan.error(key + " has a force_separate_z other than null, or an order_z other than 0, which is not"
                    + " known; write the steps in model.preprocess, with the format of the network's own file");
        }
    }

    private DescribedTiles tiles() {
        List<Integer> size = plan.list(
                "patch_size",
                dimensions,
                item -> item.isIntegralNumber() && item.canConvertToInt() && item.intValue() > 0
                        ? Optional.of(item.intValue())
                        : Optional.empty());
        return new DescribedTiles(size, OVERLAP, Starts.EVEN, Blend.GAUSSIAN_CUT, SIGMA, Border.CONSTANT, 0);
    }

    /**
     * The checkpoint knows; what is left beside an exported network is the trainer's name, which nnU-Net's folders
     * begin with.
     */
    private List<Integer> flips() {
        String lower = trainer.toLowerCase(Locale.ROOT);
        if (lower.contains("nomirroring") || lower.contains("noda")) {
            return List.of();
        }
        if (lower.contains("onlymirror01")) {
            return dimensions == 2 ? List.of(0) : List.of(0, 1);
        }
        if (!trainer.equals("nnUNetTrainer")) {
            remarks.add((trainer.isEmpty()
                            ? "The folder's name does not begin with a trainer's"
                            : "Trainer " + trainer + " is not known")
                    + ": that images are mirrored along " + (dimensions == 2 ? "both" : "all three")
                    + " axes is nnU-Net's usual way, and a guess;"
                    + " model.flips says otherwise.");
        }
        return IntStream.range(0, dimensions).boxed().toList();
    }

    private String network() {
        List<String> networks = bundle.names().stream()
                .filter(name -> name.matches(".*\\.(onnx|ts|pt)"))
                .toList();
        if (networks.size() != 1) {
            throw new DuressException(bundle.place() + " has "
                    + (networks.isEmpty() ? "no network" : "several networks (" + String.join(", ", networks) + ")")
                    + ": export one of the folder's configuration as ONNX or TorchScript, and put that one file there;"
                    + " nnU-Net's own .pth holds weights without a network");
        }
        return bundle.root() + networks.get(0);
    }
}

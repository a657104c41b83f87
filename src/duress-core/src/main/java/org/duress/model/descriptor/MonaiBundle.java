package org.duress.model.descriptor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.model.descriptor.Descriptor.Axes;

/** Reads bundles of MONAI's model zoo and those made like them. */
public final class MonaiBundle {
    /** The file that every bundle has. */
    public static final String METADATA = "configs/metadata.json";

    private static final List<String> INFERENCE =
            List.of("configs/inference.json", "configs/inference.yaml", "configs/inference.yml");

    /** Of several the first is taken. */
    private static final List<String> NETWORKS = List.of("models/model.ts", "models/model.onnx");

    private MonaiBundle() {}

    /**
     * What a bundle says that is done with its network.
     *
     * @param path its folder or zip, with {@code configs/metadata.json}, {@code configs/inference.json} or {@code
     *     .yaml}, and {@code models/model.ts} or {@code models/model.onnx}
     * @throws DuressException if something is missing, or not understood
     */
    public static Descriptor read(Path path) {
        return read(Place.of(path));
    }

    /** The same of a place that was found. */
    public static Descriptor read(Place place) {
        Bundle bundle = Bundle.open(place, METADATA, "MONAI bundle");
        MonaiMetadata metadata = MonaiMetadata.of(bundle.settings(METADATA).orElseThrow());
        Configuration configuration = new Configuration(INFERENCE.stream()
                .map(bundle::settings)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new DuressException(
                        place + " has no configs/inference.json or .yaml; " + Component.insteadOf())));
        List<DescribedStep> steps = MonaiPreprocessing.steps(configuration, image(configuration));
        Optional<DescribedTiles> tiles = MonaiInferer.tiles(configuration, metadata.dimensions());
        // Before the network is asked for, which may have to be exported first.
        requireWhole(steps, metadata.dimensions(), place);
        DescribedLabels labels = MonaiPostprocessing.labels(configuration, metadata.outputs());
        return new Descriptor(
                network(bundle),
                metadata.dimensions(),
                Axes.X_FIRST,
                metadata.channels(),
                steps,
                tiles,
                List.of(),
                labels,
                remarks(bundle, steps));
    }

    /** The box is that of a volume, and of a slice's nothing is known. */
    private static void requireWhole(List<DescribedStep> steps, int dimensions, Place place) {
        if (dimensions < 3 && steps.stream().anyMatch(DescribedStep.CropForeground.class::isInstance)) {
            throw new DuressException(place + " cuts images to their foreground (CropForegroundd), which is done to"
                    + " volumes here, and its network takes slices; " + Component.insteadOf());
        }
    }

    /** The entry that the image is loaded into. */
    private static String image(Configuration configuration) {
        return configuration.find("preprocessing").stream()
                .flatMap(value -> Component.all(value, configuration).stream())
                .filter(transform -> transform.transform().equals("LoadImaged"))
                .flatMap(transform -> transform.texts("keys").stream())
                .findFirst()
                .orElse("image");
    }

    private static String network(Bundle bundle) {
        return NETWORKS.stream()
                .filter(bundle::has)
                .findFirst()
                .map(network -> bundle.root() + network)
                .orElseThrow(() -> missing(bundle));
    }

    private static DuressException missing(Bundle bundle) {
        return new DuressException(bundle.place() + " has neither " + String.join(" nor ", NETWORKS)
                + (bundle.has("models/model.pt")
                        ? ", and models/model.pt holds weights without a network; make one of it with python -m"
                                + " monai.bundle ckpt_export"
                        : "; download the bundle's large files, or make it with python -m monai.bundle ckpt_export"));
    }

    private static List<String> remarks(Bundle bundle, List<DescribedStep> steps) {
        List<String> remarks = new ArrayList<>();
        if (NETWORKS.stream().allMatch(bundle::has)) {
            remarks.add("The bundle has " + String.join(" and ", NETWORKS) + ": the first is taken, as MONAI's own.");
        }
        if (steps.stream().noneMatch(DescribedStep.Orientation.class::isInstance)) {
            remarks.add("The bundle does not bring images to an orientation: its network takes them as their files"
                    + " store them.");
        }
        return remarks;
    }
}

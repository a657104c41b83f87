package org.duress.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.duress.data.Cohort;
import org.duress.model.FittedModel;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.model.open.Understood;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.read.PropertyLayer;
import org.duress.spec.read.PropertyLayers;
import org.duress.spec.read.SpecFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** See {@link ExportCounterexamples}. */
@Command(
        name = "export",
        description = "Rebuilds the adversarial images of the counterexamples that a spec found, with their labels.",
        mixinStandardHelpOptions = true)
final class ExportCommand implements Runnable {
    @Parameters(index = "0", paramLabel = "SPEC", description = "YAML file of the spec.")
    private Path file = Path.of("");

    @Parameters(index = "1", paramLabel = "OUT", description = "Folder for images, labels and export.json.")
    private Path out = Path.of("");

    @Parameters(
            index = "2",
            paramLabel = "nifti|png",
            description = "A NIfTI file a subject or volume, or a PNG file a slice.")
    private String format = "";

    @Option(
            names = "--segmentations",
            description = "With nifti: asks the model, and writes what it makes of the clean and of the adversarial"
                    + " image.")
    private boolean segmentations;

    @Override
    public void run() {
        PropertyLayers properties = PropertyLayers.of(PropertyLayer.system());
        RobustnessSpec read = SpecFiles.read(file, properties);
        Path folder = read.gate().release().counterexamples().orElseGet(properties::counterexamples);
        if (!segmentations) {
            System.out.println(ExportCounterexamples.run(read, folder, out, format));
            return;
        }
        Understood understood = Models.understood(read);
        RobustnessSpec spec = understood.spec();
        Cohort cohort = understood.cohort();
        try (SegmentationModel model = understood.open()) {
            SegmentationModel mapped = FittedModel.of(model, spec.model(), cohort, System.err::println)
                    .mapped();
            System.out.println(ExportCounterexamples.run(
                    spec,
                    () -> cohort,
                    folder,
                    out,
                    format,
                    Optional.of(image -> mapped.segment(image).classMap())));
        }
    }
}

package org.duress.cli;

import java.nio.file.Path;
import org.duress.spec.read.PropertyLayer;
import org.duress.spec.read.PropertyLayers;
import org.duress.spec.read.SpecFiles;
import picocli.CommandLine.Command;
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

    @Parameters(index = "2", paramLabel = "nifti|png", description = "A volume a subject, or a file a slice.")
    private String format = "";

    @Override
    public void run() {
        PropertyLayers properties = PropertyLayers.of(PropertyLayer.system());
        System.out.println(
                ExportCounterexamples.run(SpecFiles.read(file, properties), properties.counterexamples(), out, format));
    }
}

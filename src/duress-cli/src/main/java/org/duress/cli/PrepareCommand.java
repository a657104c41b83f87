package org.duress.cli;

import java.nio.file.Path;
import java.util.List;
import org.duress.gate.RobustnessGate;
import org.duress.gate.Surroundings;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.model.open.Understood;
import org.duress.spec.DuressProperties;
import org.duress.spec.read.PropertyLayer;
import org.duress.spec.read.PropertyLayers;
import org.duress.spec.read.SpecFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Trains the attackers of specs, as tests with {@link DuressProperties#TRAIN_ONLY} do. */
@Command(
        name = "prepare",
        description = "Trains whatever the gates of specs train (attackers, substitutes), and keeps it in "
                + DuressProperties.STORE + ".",
        mixinStandardHelpOptions = true)
final class PrepareCommand implements Runnable {
    @Parameters(arity = "1..*", paramLabel = "SPEC", description = "YAML files of specs.")
    private List<Path> files = List.of();

    @Override
    public void run() {
        PropertyLayers properties = PropertyLayers.of(PropertyLayer.system());
        RobustnessGate gate = new RobustnessGate(properties.store(), Surroundings.of(properties));
        for (Path file : files) {
            Understood understood = Models.understood(SpecFiles.read(file, properties));
            try (SegmentationModel model = understood.open()) {
                gate.train(understood.spec(), model, understood.cohort(), new GateLines());
            }
        }
    }
}

package org.duress.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.duress.DuressException;
import org.duress.gate.FoundAttacks;
import org.duress.gate.TransferSetting;
import org.duress.gate.TransferTarget;
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

/** See {@link TransferMatrix}. One model is open at a time. */
@Command(
        name = "transfer",
        description = "Judges what the attacks of each spec find on its model on the models of all: a matrix over one"
                + " cohort.",
        mixinStandardHelpOptions = true)
final class TransferCommand implements Runnable {
    @Parameters(
            arity = "2..*",
            paramLabel = "SPEC",
            description = "YAML files of specs with one cohort, organs and size, and a model each.")
    private List<Path> files = List.of();

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE.md",
            description = "The matrix; the same numbers go to FILE.json.")
    private Path out = Path.of("");

    @Override
    public void run() {
        String name = String.valueOf(out.getFileName());
        if (!name.endsWith(".md") || name.equals(".md")) {
            throw new DuressException("--out must name a file that ends in .md, not '" + out + "'");
        }
        PropertyLayers properties = PropertyLayers.of(PropertyLayer.system());
        List<RobustnessSpec> specs =
                files.stream().map(file -> SpecFiles.read(file, properties)).toList();
        requireNames(specs);
        List<Understood> understood = specs.stream().map(Models::understood).toList();
        requireOneCohort(understood);
        GateLines lines = new GateLines();
        List<FoundAttacks> found = new ArrayList<>();
        for (Understood one : understood) {
            try (SegmentationModel model = one.open()) {
                found.add(FoundAttacks.of(one.spec(), model, one.cohort(), properties.store(), lines));
            }
        }
        TransferMatrix matrix = new TransferMatrix(found);
        for (Understood one : understood) {
            try (SegmentationModel model = one.open()) {
                matrix.judge(TransferTarget.of(one.spec(), model, one.cohort(), lines), lines);
            }
        }
        matrix.write(out);
        System.out.println("wrote " + out + " and " + TransferMatrix.json(out));
    }

    /** Before anything is trained. */
    private static void requireOneCohort(List<Understood> specs) {
        List<TransferSetting> settings = specs.stream()
                .map(one -> TransferSetting.of(one.spec(), one.cohort()))
                .toList();
        settings.forEach(settings.get(0)::require);
    }

    private static void requireNames(List<RobustnessSpec> specs) {
        Set<String> names = new LinkedHashSet<>();
        for (RobustnessSpec spec : specs) {
            if (!names.add(spec.name())) {
                throw new DuressException("two of the specs have the name '" + spec.name() + "'; give each its own");
            }
        }
    }
}

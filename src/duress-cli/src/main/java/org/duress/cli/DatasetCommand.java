package org.duress.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.duress.DuressException;
import org.duress.data.Cohort;
import org.duress.dataset.AttackedCohort;
import org.duress.dataset.DatasetLayout;
import org.duress.dataset.NiftiLayout;
import org.duress.dataset.NnUNetLayout;
import org.duress.dataset.PngLayout;
import org.duress.gate.SubjectAttacks;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.model.open.Understood;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.read.PropertyLayer;
import org.duress.spec.read.PropertyLayers;
import org.duress.spec.read.SpecFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** See {@link AttackedCohort}. */
@Command(
        name = "dataset",
        description = "Attacks the attacker subjects of a spec, and writes images and moved labels for training a model"
                + " elsewhere.",
        mixinStandardHelpOptions = true)
final class DatasetCommand implements Runnable {
    @Parameters(index = "0", paramLabel = "SPEC", description = "YAML file of the spec.")
    private Path file = Path.of("");

    @Parameters(
            index = "1",
            paramLabel = "OUT",
            description = "Folder for images, labels and export.json; for nnunet the folder of raw data sets.")
    private Path out = Path.of("");

    @Parameters(
            index = "2",
            paramLabel = "nifti|png|nnunet",
            description = "A NIfTI file a subject and attack, a PNG file a slice, or a raw data set of nnU-Net.")
    private String layout = "";

    @Mixin
    private Samples samples = new Samples();

    @Option(names = "--clean", description = "Mixes them with the subjects as they are.")
    private boolean clean;

    @Option(
            names = "--name",
            paramLabel = "DatasetXXX_Name",
            description = "Of nnunet; Dataset501 and the spec's name if left out.")
    private @Nullable String name;

    @Option(
            names = "--channels",
            paramLabel = "NAME",
            split = ",",
            description = "Of nnunet, which normalises by them: CT, or any other; the cohort's names if left out.")
    private List<String> channels = List.of();

    @Override
    public void run() {
        int most = samples.count();
        PropertyLayers properties = PropertyLayers.of(PropertyLayer.system());
        Understood understood = Models.understood(SpecFiles.read(file, properties));
        RobustnessSpec spec = understood.spec();
        DatasetLayout wanted = layout(spec);
        wanted.requireFree(out);
        Cohort cohort = understood.cohort();
        LineProgress progress = new LineProgress();
        try (SegmentationModel model = understood.open();
                SubjectAttacks attacks = SubjectAttacks.of(spec, model, cohort, properties.store(), progress)) {
            AttackedCohort attacked = AttackedCohort.of(attacks, cohort, most, progress);
            System.out.println(wanted.write(clean ? attacked.withClean() : attacked, spec.cohort(), out));
        }
    }

    private DatasetLayout layout(RobustnessSpec spec) {
        boolean nnunet = layout.equalsIgnoreCase("nnunet");
        if (!nnunet && (name != null || !channels.isEmpty())) {
            throw new DuressException("--name and --channels are for nnunet; leave them out");
        }
        return switch (layout.toLowerCase(Locale.ROOT)) {
            case "nifti" -> new NiftiLayout();
            case "png" -> new PngLayout();
            case "nnunet" -> {
                NnUNetLayout usual = NnUNetLayout.of(spec.name());
                yield new NnUNetLayout(name == null ? usual.name() : name, channels);
            }
            default ->
                throw new DuressException("'" + layout + "' is no layout of a data set; use nifti, png or nnunet");
        };
    }
}

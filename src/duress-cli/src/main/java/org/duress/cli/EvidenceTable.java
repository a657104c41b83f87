package org.duress.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.duress.data.Cohort;
import org.duress.data.Cohorts;
import org.duress.gate.RobustnessGate;
import org.duress.model.Models;
import org.duress.model.SegmentationModel;
import org.duress.result.Evidence;
import org.duress.result.OrganEvidence;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.read.PropertyLayer;
import org.duress.spec.read.PropertyLayers;
import org.duress.spec.read.SpecFiles;
import picocli.CommandLine.Parameters;

/**
 * A Markdown table of what the gate measures for variants of a spec. It is written anew after each variant; what is
 * trained is kept in the store, so that a killed run goes on where it was.
 */
abstract class EvidenceTable implements Runnable {
    @Parameters(index = "0", paramLabel = "SPEC", description = "YAML file of the spec.")
    private Path file = Path.of("");

    @Parameters(index = "1", paramLabel = "OUT.md", description = "The table.")
    private Path out = Path.of("");

    /** A spec, and what the table calls it. */
    record Variant(String name, RobustnessSpec spec) {}

    /** What the gate is run for, in the order of the rows. */
    abstract List<Variant> variants(RobustnessSpec spec);

    /** The names of the columns, and the rows that come before the first variant's, from its evidence. */
    abstract List<List<String>> head(Evidence first);

    /** The rows of a variant. */
    abstract List<List<String>> rows(Variant variant, Evidence evidence);

    @Override
    public final void run() {
        PropertyLayers properties = PropertyLayers.of(PropertyLayer.system());
        RobustnessSpec spec = SpecFiles.read(file, properties);
        Cohort cohort = Cohorts.open(spec.cohort());
        RobustnessGate gate = new RobustnessGate(properties.store());
        MarkdownTable table = new MarkdownTable();
        try (SegmentationModel model = Models.open(spec.model())) {
            for (Variant variant : variants(spec)) {
                System.out.println(variant.name());
                Evidence evidence = gate.run(variant.spec(), model, cohort, new GateLines())
                        .result()
                        .evidence();
                if (table.isEmpty()) {
                    head(evidence).forEach(table::add);
                }
                for (List<String> row : rows(variant, evidence)) {
                    System.out.println(String.join(" | ", row));
                    table.add(row);
                }
                table.write(out);
            }
        }
    }

    /** A row with a cell for each organ. */
    static List<String> row(
            String first, Evidence evidence, Function<OrganEvidence, String> cell, List<String> measures) {
        List<String> row = new ArrayList<>(List.of(first));
        evidence.organs().stream().map(cell).forEach(row::add);
        row.addAll(measures);
        return row;
    }

    /** Cells that say nothing. */
    static List<String> none(List<String> measures) {
        return Collections.nCopies(measures.size(), "-");
    }

    static double meanDrop(Evidence evidence) {
        return evidence.organs().stream()
                .mapToDouble(OrganEvidence::relativeDrop)
                .average()
                .orElse(0);
    }

    static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}

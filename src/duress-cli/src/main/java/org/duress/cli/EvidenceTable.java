package org.duress.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.duress.DuressException;
import org.duress.data.Cohort;
import org.duress.data.CohortSplit;
import org.duress.data.Cohorts;
import org.duress.gate.RobustnessGate;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.model.open.Understood;
import org.duress.report.MarkdownTable;
import org.duress.result.Evidence;
import org.duress.spec.AttackSpec;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.read.PropertyLayer;
import org.duress.spec.read.PropertyLayers;
import org.duress.spec.read.SpecFiles;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * A Markdown table of what the gate measures for variants of a spec, each under one attack seed or several. It is
 * written anew after each variant; what is trained is kept in the store, so that a killed run goes on where it was.
 */
abstract class EvidenceTable implements Runnable {
    @Parameters(index = "0", paramLabel = "SPEC", description = "YAML file of the spec.")
    private Path file = Path.of("");

    @Parameters(index = "1", paramLabel = "OUT.md", description = "The table.")
    private Path out = Path.of("");

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "Attack seeds of each row, attack.seed and those after it; the row is their mean, and its"
                    + " intervals are over subjects and seeds.")
    private int seeds = 1;

    /**
     * What a row is measured for.
     *
     * @param name what the table calls it
     * @param turns its spec under the first attack seed, the second, and so on, from 0
     * @param measurement how it is measured under one seed
     */
    record Variant(String name, IntFunction<RobustnessSpec> turns, Measurement measurement) {
        Variant(String name, IntFunction<RobustnessSpec> turns) {
            this(name, turns, (spec, gate) -> gate.apply(spec));
        }

        /** A spec that differs from turn to turn in nothing but the seed of the attack. */
        static Variant of(String name, RobustnessSpec spec) {
            return new Variant(name, turn -> seeded(spec, turn));
        }

        Variant measured(Measurement other) {
            return new Variant(name, turns, other);
        }

        /** The spec with the seed of a turn. */
        static RobustnessSpec seeded(RobustnessSpec spec, int turn) {
            return spec.with(spec.attack().with(AttackSpec.SEED, spec.attack().seed() + turn));
        }
    }

    /** What the gate says of a spec, perhaps with a setting that is found by asking it more than once. */
    interface Measurement {
        /**
         * Measures.
         *
         * @param gate runs one spec
         */
        Evidence of(RobustnessSpec spec, Function<RobustnessSpec, Evidence> gate);
    }

    /**
     * What the gate is run for, in the order of the rows.
     *
     * @param split of the spec's own subjects
     */
    abstract List<Variant> variants(RobustnessSpec spec, CohortSplit split);

    /** The names of the columns, and the rows that come before the first variant's, from what it came to. */
    abstract List<List<String>> head(Repeats first);

    /** The rows of a variant. */
    abstract List<List<String>> rows(Variant variant, Repeats repeats);

    @Override
    public final void run() {
        if (seeds < 1) {
            throw new DuressException("--seeds must be at least 1, not " + seeds);
        }
        PropertyLayers properties = PropertyLayers.of(PropertyLayer.system());
        Understood understood = Models.understood(SpecFiles.read(file, properties));
        RobustnessSpec spec = understood.spec();
        Cohort cohort = understood.cohort();
        List<Variant> variants = variants(spec, Cohorts.split(cohort, spec.cohort()));
        RobustnessGate gate = new RobustnessGate(properties.store());
        MarkdownTable table = new MarkdownTable();
        try (SegmentationModel model = understood.open()) {
            for (Variant variant : variants) {
                Repeats repeats = measured(variant, gate, model, cohort);
                if (table.isEmpty()) {
                    head(repeats).forEach(table::add);
                }
                for (List<String> row : rows(variant, repeats)) {
                    System.out.println(String.join(" | ", row));
                    table.add(row);
                }
                table.write(out);
            }
        }
    }

    /** No table shows detectability. */
    private Repeats measured(Variant variant, RobustnessGate gate, SegmentationModel model, Cohort cohort) {
        List<Evidence> runs = new ArrayList<>();
        for (int turn = 0; turn < seeds; turn++) {
            RobustnessSpec turned = variant.turns().apply(turn);
            RobustnessSpec spec = turned.with(turned.realism().undetected());
            System.out.println(variant.name() + ", seed " + spec.attack().seed());
            runs.add(variant.measurement()
                    .of(
                            spec,
                            held -> gate.run(held, model, cohort, new GateLines())
                                    .result()
                                    .evidence()));
        }
        return new Repeats(variant.turns().apply(0), runs);
    }

    /** A row with a cell for each organ, by its place. */
    static List<String> row(String first, Repeats repeats, IntFunction<String> cell, List<String> measures) {
        List<String> row = new ArrayList<>(List.of(first));
        for (int organ = 0; organ < repeats.organs().size(); organ++) {
            row.add(cell.apply(organ));
        }
        row.addAll(measures);
        return row;
    }

    /** The names of the organs among the columns. */
    static List<String> names(String first, Repeats repeats, List<String> measures) {
        return row(first, repeats, organ -> repeats.organs().get(organ).name(), measures);
    }

    /** What the model does without an attack, in a format, times a factor. */
    static List<String> clean(String first, Repeats repeats, String format, double factor, List<String> measures) {
        return row(
                first,
                repeats,
                organ -> format(format, factor * repeats.organs().get(organ).cleanDice()),
                Collections.nCopies(measures.size(), "-"));
    }

    static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}

package org.duress.cli;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.duress.DuressException;
import org.duress.base.AtomicFiles;
import org.duress.base.EnumWords;
import org.duress.data.Cohort;
import org.duress.gate.Hardened;
import org.duress.gate.Hardening;
import org.duress.gate.RobustnessGate;
import org.duress.model.Artifact;
import org.duress.model.ModelWriter;
import org.duress.model.NetworkModel;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.model.open.Understood;
import org.duress.spec.AttackSpec;
import org.duress.spec.Contender;
import org.duress.spec.GradientSettings;
import org.duress.spec.HardeningSpec;
import org.duress.spec.ModelHead;
import org.duress.spec.ModelLayout;
import org.duress.spec.ModelSource;
import org.duress.spec.ModelSpec;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.read.PropertyLayer;
import org.duress.spec.read.PropertyLayers;
import org.duress.spec.read.SpecFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trains a model's network further on attacks against it, and judges what that came to. */
@Command(
        name = "harden",
        description = "Trains a model further on fresh attacks against it, on a spec's attacker subjects, and compares"
                + " old and new under attackers that are trained anew against each.",
        mixinStandardHelpOptions = true)
final class HardenCommand implements Runnable {
    private static final String FOLDER = ".duress/hardened";
    private static final String NETWORK = "hardened.zip";

    @Parameters(paramLabel = "SPEC", description = "YAML file of the spec.")
    private Path file = Path.of("");

    @Option(names = "--out", paramLabel = "FOLDER", description = "Of what is written; " + FOLDER + "/<spec>.")
    private @Nullable Path out;

    @Option(names = "--steps", paramLabel = "N", description = "Training steps, at most (default: ${DEFAULT-VALUE}).")
    private int steps = 600;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Images a step, clean and attacked (default: ${DEFAULT-VALUE}).")
    private int batch = 8;

    @Option(names = "--rate", paramLabel = "R", description = "Highest learning rate (default: ${DEFAULT-VALUE}).")
    private double rate = 1e-3;

    @Option(names = "--clean", paramLabel = "SHARE", description = "Share of a step's images that is not attacked.")
    private double clean = 0.5;

    @Option(
            names = "--contenders",
            paramLabel = "NAME",
            split = ",",
            description = "Attacks that are trained against; the others stay unseen.")
    private List<String> contenders = List.of("gradient");

    @Option(
            names = "--budgets",
            paramLabel = "SHARE",
            split = ",",
            description = "Shares of the spec's perceptibility, of which each step draws one.")
    private List<Double> budgets = List.of(0.5, 1.0, 1.5);

    @Option(names = "--attack-steps", paramLabel = "N", description = "Steps of the gradient attack in training.")
    private int attackSteps = 6;

    @Option(names = "--round", paramLabel = "N", description = "Steps between two validations and checkpoints.")
    private int round = 50;

    @Option(names = "--patience", paramLabel = "N", description = "Rounds without progress that end the training.")
    private int patience = 6;

    @Option(names = "--validation", paramLabel = "N", description = "Images of a validation, at most.")
    private int validation = 24;

    @Option(
            names = "--may-lose",
            paramLabel = "DICE",
            description = "Clean Dice that may be lost at no price on the attacker subjects that are held out.")
    private double mayLose = 0.01;

    @Option(
            names = "--judged",
            paramLabel = "SHARE",
            split = ",",
            description = "Shares of the spec's perceptibility at which old and new are compared, one of them 1.")
    private List<Double> judged = List.of(0.5, 1.0, 1.5);

    @Option(
            names = "--retrained",
            paramLabel = "PATH",
            description = "Trains nothing, and compares with this model, which was trained further elsewhere.")
    private @Nullable Path retrained;

    @Option(names = "--retrained-format", paramLabel = "FORMAT", description = "Of that model; the spec's if left out.")
    private @Nullable String retrainedFormat;

    @Option(names = "--train-only", description = "Trains, and compares nothing.")
    private boolean trainOnly;

    @Override
    public void run() {
        PropertyLayers properties = PropertyLayers.of(PropertyLayer.system());
        Understood understood = Models.understood(SpecFiles.read(file, properties));
        RobustnessSpec spec = understood.spec();
        Path folder = out == null ? Path.of(FOLDER).resolve(spec.name()) : out;
        requireOwnBudget();
        Cohort cohort = understood.cohort();
        cohort.warnings().forEach(sentence -> System.out.println("warning: " + sentence));
        if (retrained != null) {
            ModelSpec other = retrained(understood.asked(), retrained);
            compare(understood, Models.understood(spec.with(other)), cohort, folder, Set.of(), List.of(), properties);
            return;
        }
        HardeningSpec how = how(spec.attack());
        Hardened hardened = trained(understood, how, cohort, folder);
        if (!trainOnly) {
            Understood fresh = Understood.asSaid(spec.with(inPlaceOf(spec.model(), "duress", folder.resolve(NETWORK))));
            compare(understood, fresh, cohort, folder, how.attack().contenders(), cost(how, hardened), properties);
        }
    }

    private void requireOwnBudget() {
        if (judged.isEmpty() || !judged.contains(1.0) || judged.stream().anyMatch(share -> !(share > 0))) {
            throw new DuressException("--judged must be shares above 0, one of them 1, not " + judged);
        }
    }

    private static Hardened trained(Understood understood, HardeningSpec how, Cohort cohort, Path folder) {
        Path written = folder.resolve(NETWORK);
        try (NetworkModel network = understood.network()) {
            Hardened hardened = new Hardening(understood.spec(), how, folder.resolve("work"))
                    .run(network, cohort, new LineProgress());
            AtomicFiles.write(written, hardened.archive()::write);
            ModelWriter.of("onnx")
                    .ifPresentOrElse(
                            writer -> AtomicFiles.write(
                                    folder.resolve("hardened.onnx"),
                                    path -> writer.write(hardened.network(), hardened.grid(), path)),
                            () -> System.out.println(
                                    "warning: no hardened.onnx is written, which needs " + Artifact.ONNX.missing()));
            hardened.forget();
            rounds(hardened).forEach(System.out::println);
            System.out.println("wrote " + written);
            return hardened;
        }
    }

    private static List<String> rounds(Hardened hardened) {
        return hardened.rounds().stream()
                .map(one -> EvidenceTable.format(
                        "%d steps: validation Dice %.3f clean, %.3f attacked",
                        one.steps(), one.clean(), one.attacked()))
                .toList();
    }

    private List<String> cost(HardeningSpec how, Hardened hardened) {
        return List.of(
                EvidenceTable.format(
                        "hardening: the network after %d of %d steps, %.0f s, %,d passes of the network forward and"
                                + " %,d backward",
                        hardened.best().steps(),
                        hardened.rounds().get(hardened.rounds().size() - 1).steps(),
                        hardened.seconds(),
                        hardened.passes().forward(),
                        hardened.passes().backward()),
                EvidenceTable.format(
                        "trained against %s at %s of the budget, %.0f %% of the images clean",
                        EnumWords.list(how.attack().contenders()), how.budgets(), 100 * how.clean()));
    }

    private void compare(
            Understood old,
            Understood fresh,
            Cohort cohort,
            Path folder,
            Set<Contender> seen,
            List<String> cost,
            PropertyLayers properties) {
        RobustnessGate gate = new RobustnessGate(properties.store());
        List<Comparison.At> budgets = new ArrayList<>();
        List<String> all = new ArrayList<>(cost);
        try (SegmentationModel before = old.open();
                SegmentationModel after = fresh.open()) {
            for (double share : judged.stream().sorted().toList()) {
                Repeats one = judge(gate, old.spec(), share, before, cohort);
                Repeats other = judge(gate, fresh.spec(), share, after, cohort);
                all.add(EvidenceTable.format(
                        "judging at p %.4f: %.0f s before and %.0f s after, attackers included",
                        one.spec().budget().perceptibility(),
                        one.first().seconds().total(),
                        other.first().seconds().total()));
                budgets.add(new Comparison.At(one.spec().budget().perceptibility(), one, other));
            }
        }
        new Comparison(budgets, seen).write(folder, old.spec().budget().perceptibility(), all);
    }

    /** A share of p that can be read: 0.111, not 0.11099999999999999. */
    private static double share(double share, double perceptibility) {
        return BigDecimal.valueOf(share)
                .multiply(BigDecimal.valueOf(perceptibility))
                .doubleValue();
    }

    private static Repeats judge(
            RobustnessGate gate, RobustnessSpec spec, double share, SegmentationModel model, Cohort cohort) {
        RobustnessSpec held = spec.with(spec.realism().undetected())
                .with(spec.budget()
                        .withPerceptibility(share(share, spec.budget().perceptibility())));
        if (share != 1) {
            // Shifts have no budget: once a model is enough.
            held = held.with(held.gate().withoutShifts());
        }
        System.out.println("judging " + held.model().source().name() + " at p "
                + held.budget().perceptibility());
        return new Repeats(
                held,
                List.of(gate.run(held, model, cohort, new GateLines()).result().evidence()));
    }

    private HardeningSpec how(AttackSpec attack) {
        Set<Contender> chosen =
                contenders.stream().map(HardenCommand::contender).collect(Collectors.toSet());
        AttackSpec cheap = attack.with(chosen)
                .with(AttackSpec.BATCH, batch)
                .with(AttackSpec.SAMPLES, 2)
                .with(AttackSpec.REFINE, 0)
                .with(AttackSpec.BUMPS, 32)
                .with(GradientSettings.RESTARTS, 1)
                .with(GradientSettings.STEPS, attackSteps);
        return new HardeningSpec(steps, batch, rate, clean, budgets, cheap, round, patience, validation, mayLose);
    }

    private static Contender contender(String word) {
        return EnumWords.parse(Contender.IN_TRAINING, word)
                .orElseThrow(() -> new DuressException(
                        "--contenders names '" + word + "'; use some of " + EnumWords.list(Contender.IN_TRAINING)));
    }

    /** A model that was trained elsewhere, read as the old one is, unless it has another format. */
    private ModelSpec retrained(ModelSpec old, Path path) {
        if (retrainedFormat != null && !retrainedFormat.equals(old.format())) {
            return inPlaceOf(old, retrainedFormat, path);
        }
        return new ModelSpec(
                old.format(),
                new ModelSource.File(path),
                old.head(),
                old.layout(),
                old.channels(),
                old.output(),
                old.classes(),
                old.preprocess(),
                old.tiles(),
                old.flips());
    }

    /** A model of another format, which says itself what its values are, where the old one stood. */
    private static ModelSpec inPlaceOf(ModelSpec old, String format, Path path) {
        return new ModelSpec(
                format,
                new ModelSource.File(path),
                old.head().ofOrgans() ? old.head() : ModelHead.AUTO,
                ModelLayout.AUTO,
                old.channels(),
                Optional.empty(),
                old.classes(),
                old.preprocess(),
                old.tiles(),
                old.flips());
    }
}
